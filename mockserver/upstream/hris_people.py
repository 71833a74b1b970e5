"""Employees as events find them: who can be hired, moved, sent on leave or dismissed."""

from __future__ import annotations

from collections import Counter

from mockserver.instants import DAY, parse_instant
from mockserver.state.records import Record, Records
from mockserver.upstream.happening import Happening, equals

EMPLOYEES, EMPLOYMENTS, GROUPS = "hris_employees", "hris_employments", "hris_teams"
ACTIVE, INACTIVE, LEAVE, PENDING = "ACTIVE", "INACTIVE", "LEAVE", "PENDING"


def employee(happening: Happening, words: str, *statuses: str, leads: bool = True) -> Record:
    """Give the employee of an event; one who is chosen leads nobody if `leads` is false."""
    if "employee_id" in happening.values:
        return happening.choose(
            "employee_id", EMPLOYEES, words, fits=lambda one: one["employment_status"] in statuses
        )
    condition = equals("employment_status", *statuses)
    return happening.choose(
        "employee_id", EMPLOYEES, words, condition, fits=lambda one: leads or not reports(happening.records, one)
    )


def reports(records: Records, manager: Record) -> list[Record]:
    """Give the live employees who report to somebody."""
    return records.where(EMPLOYEES, "manager_id", [manager["id"]])


def contracts(records: Records, person: Record) -> list[Record]:
    """Give the live contracts of an employee, the one that holds last at the end."""
    found = records.where(EMPLOYMENTS, "employee_id", [person["id"]])
    return sorted(found, key=lambda contract: contract["effective_date"] or "")


def chain(records: Records, person: Record) -> list[str]:
    """Give the ids of an employee and of everybody above."""
    ids = [person["id"]]
    above = person["manager_id"]
    while above is not None and above not in ids:
        ids.append(above)
        found = records.get(EMPLOYEES, above)
        above = found["manager_id"] if found else None
    return ids


def leader(happening: Happening, group_id: str, person: Record | None = None) -> Record | None:
    """Give whom most members of a group report to, unless that is the person or somebody who reports to the person."""
    records = happening.records
    members = records.where(EMPLOYEES, "group_ids", [group_id])
    counted = Counter(member["manager_id"] for member in members if member["manager_id"] is not None)
    found = records.many(EMPLOYEES, counted)
    for id, _ in counted.most_common():
        candidate = found.get(id)
        if candidate is not None and may_lead(records, candidate, person):
            return candidate
    return None


def may_lead(records: Records, manager: Record, person: Record | None) -> bool:
    """Tell whether somebody is there and can lead the person without being led by him or her."""
    there = manager["remote_deleted_at"] is None and manager["employment_status"] != INACTIVE
    return there and (person is None or person["id"] not in chain(records, manager))


def day_of(text: str | None) -> int | None:
    """Give the day of a date or an instant as records hold it, counted from 1970."""
    return None if text is None else parse_instant(text) // DAY
