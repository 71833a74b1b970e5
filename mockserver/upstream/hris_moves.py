"""Employees move: to another department, or to another manager."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.records import Record
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals
from mockserver.upstream.hris_contracts import last_contract, sign
from mockserver.upstream.hris_newcomers import home_of, organisation_of
from mockserver.upstream.hris_people import (
    ACTIVE,
    EMPLOYEES,
    GROUPS,
    LEAVE,
    PENDING,
    chain,
    employee,
    leader,
    may_lead,
)

# What a transfer leaves as it is: groups of a kind that it has nothing to do with, such as a works council.
_MOVED = ("DEPARTMENT", "TEAM", "COST_CENTER")


@happens("employee_changes_department", "HRIS")
def employee_changes_department(happening: Happening) -> dict[str, Any]:
    """Transfer an employee to the given group or another department, with a new title, contract and manager."""
    person = employee(happening, "employee", ACTIVE, LEAVE, PENDING, leads=False)
    organisation = organisation_of(happening)
    groups = happening.records.many(GROUPS, person["group_ids"])
    home = home_of(happening, organisation, but=person["group_ids"])
    kept = [id for id in person["group_ids"] if id in groups and groups[id]["type"] not in _MOVED]
    title = happening.values.get("job_title") or happening.one_of(organisation.trade(home.department).titles)
    changes = {
        "group_ids": [*home.group_ids, *(id for id in kept if id not in home.group_ids)],
        "job_title": title,
        "manager_id": _manager(happening, person, home.group_ids),
        "custom_fields": {**(person["custom_fields"] or {}), "cost_center": home.cost_center},
    }
    terms = last_contract(happening.records, person)
    sign(happening, happening.change(EMPLOYEES, person, changes), terms, title, happening.today)
    return {}


@happens("employee_changes_manager", "HRIS")
def employee_changes_manager(happening: Happening) -> dict[str, Any]:
    """Let an employee report to the given or to another manager, but never to somebody who reports to him or her."""
    records = happening.records
    person = employee(happening, "employee", ACTIVE, LEAVE, PENDING, leads=False)
    manager = happening.find("manager_id", EMPLOYEES)
    if manager is not None and person["id"] in chain(records, manager):
        raise InputInvalid(
            f"$.manager_id: {manager['id']} reports to {person['id']}, directly or not.",
            explanation="record_changed with manager_id makes a circle all the same, if that is what you want to test",
        )
    if manager is None:
        manager = happening.pick(EMPLOYEES, equals("employment_status", ACTIVE), fits=_other_manager(happening, person))
    if manager is None:
        raise NothingFitsError("$.event: there is no other manager.")
    happening.change(EMPLOYEES, person, {"manager_id": manager["id"]})
    return {}


def _other_manager(happening: Happening, person: Record) -> Any:
    """Give the test for somebody who leads others already and could lead the person."""
    records = happening.records

    def fits(manager: Record) -> bool:
        if manager["id"] == person["manager_id"] or not records.where(
            EMPLOYEES, "manager_id", [manager["id"]], limit=1
        ):
            return False
        return may_lead(records, manager, person)

    return fits


def _manager(happening: Happening, person: Record, group_ids: list[str]) -> str | None:
    given = happening.find("manager_id", EMPLOYEES)
    if given is not None:
        if person["id"] in chain(happening.records, given):
            raise InputInvalid(f"$.manager_id: {given['id']} reports to {person['id']}, directly or not.")
        return str(given["id"])
    for group_id in reversed(group_ids[:2]):
        if (found := leader(happening, group_id, person)) is not None:
            return str(found["id"])
    kept: str | None = person["manager_id"]
    return kept
