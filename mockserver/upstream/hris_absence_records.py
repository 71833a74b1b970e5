"""Records of absences: made, decided on and shortened, with what that takes from a balance or gives back."""

from __future__ import annotations

from typing import Any

from mockserver.instants import DAY, format_date
from mockserver.state.records import Record
from mockserver.upstream.happening import Happening
from mockserver.upstream.hris_balances import ABSENCES, balance_for, held, settle, wanted
from mockserver.upstream.hris_people import day_of
from mockserver.world.hris_absences import working_days

TYPES = "hris_absence_types"
CANCELLED = "CANCELLED"
_USUAL_HOURS = 8.0


def add_absence(
    happening: Happening, person: Record, kind: Record, first: int, last: int, status: str, *, leave: bool = False
) -> None:
    """Add an absence from one day to another, as the tool keeps it: one record, or one per working day."""
    given = happening.values
    fields = {
        "employee_id": person["id"],
        "approver_id": person["manager_id"],
        "start_date": format_date(first * DAY),
        "end_date": format_date(last * DAY),
        "start_half_day": None if kind["unit"] is None else bool(given.get("start_half_day")),
        "end_half_day": None if kind["unit"] is None else bool(given.get("end_half_day")),
        "start_time": None,
        "end_time": None,
        "amount": _amount(happening, kind["unit"], first, last),
        "unit": kind["unit"],
        "status": status,
        "employee_note": given.get("employee_note"),
        "type_id": kind["id"],
        "remote_created_at": happening.stamp,
        "remote_updated_at": None,
        "remote_data": None,
        **({"leave": True} if leave else {}),
    }
    rule = happening.rules.absences_by_day
    if rule is None:
        parts = [fields]
    else:
        from mockserver.api.absence_inputs import each_day

        parts = each_day(fields, rule)
    for part in parts:
        balance = balance_for(happening, person["id"], kind["id"])
        taken = wanted(happening, balance, part, status)
        settle(happening, balance, {}, taken)
        happening.add(ABSENCES, "absences", {**part, "taken": taken}, code=kind["name"], state=status)


def cancel(happening: Happening, absence: Record) -> None:
    """Take an absence back."""
    decide(happening, absence, CANCELLED)


def shorten(happening: Happening, absence: Record, last: int) -> None:
    """Let an absence end earlier; one that would end before it begins is taken back."""
    first = day_of(absence["start_date"]) or 0
    if last < first:
        cancel(happening, absence)
        return
    unit = absence["unit"]
    days = working_days(first, last) - (0.5 if absence["start_half_day"] else 0.0)
    amount = None if unit is None else days if unit == "DAYS" else days * hours_a_day(happening)
    changes = {"end_date": format_date(last * DAY), "end_half_day": False if unit else None, "amount": amount}
    _count(happening, absence, {**absence, **changes}, changes)


def decide(happening: Happening, absence: Record, status: str) -> None:
    """Give an absence another status."""
    _count(happening, absence, {**absence, "status": status}, {"status": status}, state=status)


def _count(happening: Happening, before: Record, after: Record, changes: dict[str, Any], **raw: Any) -> None:
    """Change an absence, and its balance by the difference."""
    balance = balance_for(happening, before["employee_id"], before["type_id"])
    taken = wanted(happening, balance, after, after["status"])
    settle(happening, balance, held(happening, before), taken)
    happening.change(ABSENCES, before, {**changes, "taken": taken}, **raw)


def _amount(happening: Happening, unit: str | None, first: int, last: int) -> float | None:
    """Count weekdays, halves as such, in the unit of the type; a type without a unit has no amounts."""
    if unit is None:
        return None
    halves = sum(bool(happening.values.get(key)) for key in ("start_half_day", "end_half_day"))
    days = max(working_days(first, last) - halves / 2, 0.0)
    return days * hours_a_day(happening) if unit == "HOURS" else days


def hours_a_day(happening: Happening) -> float:
    """Give how many hours of absence a day is."""
    rule = happening.rules.absences_by_day
    return rule.hours_per_day if rule else _USUAL_HOURS
