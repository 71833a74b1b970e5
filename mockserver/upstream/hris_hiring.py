"""Employees come, and come back."""

from __future__ import annotations

from typing import Any

from mockserver.state.records import Record
from mockserver.upstream import due
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening
from mockserver.upstream.hris_contracts import last_contract, sign
from mockserver.upstream.hris_newcomers import free_address, newcomer
from mockserver.upstream.hris_people import ACTIVE, EMPLOYEES, INACTIVE, PENDING, employee, first_day_text, may_lead
from mockserver.upstream.reading import day

BALANCES = "hris_time_off_balances"


@happens("employee_hired", "HRIS")
def employee_hired(happening: Happening) -> dict[str, Any]:
    """Hire somebody who starts today, or who is pending until the given first day."""
    first_day = day(happening, "start_date")
    first_day = happening.today if first_day is None else first_day
    newcomer(happening, first_day)
    due.when_day_comes(happening, first_day)
    return {}


@happens("employee_rehired", "HRIS")
def employee_rehired(happening: Happening) -> dict[str, Any]:
    """Hire somebody who left again: under the old record, or with `new_record` under a new one of the same person."""
    former = employee(happening, "employee who has left", INACTIVE)
    first_day = day(happening, "start_date")
    first_day = happening.today if first_day is None else first_day
    status = PENDING if first_day > happening.today else ACTIVE
    manager = happening.records.get(EMPLOYEES, former["manager_id"]) if former["manager_id"] else None
    changes = {
        "employment_status": status,
        "start_date": first_day_text(first_day),
        "termination_date": None,
        # Whoever led this person may have left meanwhile.
        "manager_id": manager["id"] if manager and may_lead(happening.records, manager, former) else None,
    }
    if happening.values.get("new_record"):
        person = _once_more(happening, former, changes)
    else:
        person = happening.change(EMPLOYEES, former, changes, state=status)
    terms = last_contract(happening.records, former)
    sign(happening, person, terms, terms["job_title"] if terms else person["job_title"], first_day)
    due.when_day_comes(happening, first_day)
    return {}


def _once_more(happening: Happening, former: Record, changes: dict[str, Any]) -> Record:
    """Add a new record of somebody who was there before; only the number and the address at work are new ones."""
    fields = {key: value for key, value in former.items() if key not in {"id", "remote_id", "changed_at"}}
    fields = {**fields, **changes, "remote_created_at": happening.stamp, "remote_data": None}
    if fields["work_email"]:
        fields["work_email"] = free_address(happening, "work_email", fields["work_email"])
    fields["employee_number"] = None
    person = happening.add(
        EMPLOYEES, "employees", fields, full_name=fields["display_full_name"], state=fields["employment_status"]
    )
    happening.records.update(EMPLOYEES, person["id"], {"employee_number": person["remote_id"]})
    for balance in happening.records.where(BALANCES, "employee_id", [former["id"]]):
        fresh = {key: value for key, value in balance.items() if key not in {"id", "remote_id", "changed_at"}}
        left = balance["balance"]
        again = None if left is None else left + (balance["used"] or 0.0)
        fields = {**fresh, "employee_id": person["id"], "balance": again, "used": 0.0, "remote_data": None}
        happening.records.insert(BALANCES, fields)
    return person
