"""Absences are asked for, agreed to, refused and taken back; balances follow."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, format_date
from mockserver.state.records import Record
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals
from mockserver.upstream.hris_balances import APPROVED, REQUESTED, balance_for, held, settle, wanted
from mockserver.upstream.hris_people import ACTIVE, EMPLOYEES, LEAVE, PENDING, day_of
from mockserver.upstream.reading import day
from mockserver.world.hris_absences import after_working_days, weekday, working_days

ABSENCES, TYPES = "hris_absences", "hris_absence_types"
DECLINED, CANCELLED = "DECLINED", "CANCELLED"
_HOURS_A_DAY = 8.0
# What is asked for when nobody says what begins in so many days and lasts so many working days at most.
_SOONEST, _LATEST, _LONGEST = 5, 60, 10


@happens("absence_requested", "HRIS")
def absence_requested(happening: Happening) -> dict[str, Any]:
    """Let an employee ask for days off: as given, or some days of a type of which enough is left."""
    status = happening.values.get("status", REQUESTED)
    given = happening.find("employee_id", EMPLOYEES)
    for person in happening.some(EMPLOYEES, equals("employment_status", ACTIVE)) if given is None else [given]:
        kind = _type(happening, person)
        span = None if kind is None else _span(happening, person, kind)
        if kind is not None and span is not None:
            add_absence(happening, person, kind, *span, status)
            return {}
    raise NothingFitsError("$.event: nobody has days left to ask for; name an employee_id and an absence_type_id.")


@happens("absence_approved", "HRIS")
def absence_approved(happening: Happening) -> dict[str, Any]:
    """Agree to a requested absence; it counts as used from now on."""

    def enough(absence: Record) -> bool:
        balance = balance_for(happening, absence["employee_id"], absence["type_id"])
        if balance is None or balance["balance"] is None or "taken" in absence:
            return True
        return balance["balance"] >= wanted(happening, balance, absence, APPROVED).get("balance", 0.0)

    if "absence_id" in happening.values:
        absence = _requested(happening)
    else:
        absence = happening.choose(
            "absence_id", ABSENCES, "requested absence", fits=lambda one: one["status"] == REQUESTED and enough(one)
        )
    _decide(happening, absence, APPROVED)
    return {}


@happens("absence_declined", "HRIS")
def absence_declined(happening: Happening) -> dict[str, Any]:
    """Refuse a requested absence; what it had reserved is there again."""
    _decide(happening, _requested(happening), DECLINED)
    return {}


@happens("absence_cancelled", "HRIS")
def absence_cancelled(happening: Happening) -> dict[str, Any]:
    """Let an employee take an absence back that has not begun; what it took is there again."""

    def fits(absence: Record) -> bool:
        ahead = (day_of(absence["start_date"]) or 0) > happening.today
        return absence["status"] in {REQUESTED, APPROVED} and ahead and not absence.get("leave")

    cancel(happening, happening.choose("absence_id", ABSENCES, "absence that is still ahead", fits=fits))
    return {}


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
    _decide(happening, absence, CANCELLED)


def shorten(happening: Happening, absence: Record, last: int) -> None:
    """Let an absence end earlier; one that would end before it begins is taken back."""
    first = day_of(absence["start_date"]) or 0
    if last < first:
        cancel(happening, absence)
        return
    unit = absence["unit"]
    days = working_days(first, last) - (0.5 if absence["start_half_day"] else 0.0)
    amount = None if unit is None else days if unit == "DAYS" else days * _HOURS_A_DAY
    changes = {"end_date": format_date(last * DAY), "end_half_day": False if unit else None, "amount": amount}
    _count(happening, absence, {**absence, **changes}, changes)


def _requested(happening: Happening) -> Record:
    return happening.choose(
        "absence_id", ABSENCES, "requested absence", fits=lambda one: one["status"] == REQUESTED
    )


def _decide(happening: Happening, absence: Record, status: str) -> None:
    _count(happening, absence, {**absence, "status": status}, {"status": status}, state=status)


def _count(happening: Happening, before: Record, after: Record, changes: dict[str, Any], **raw: Any) -> None:
    """Change an absence, and its balance by the difference."""
    balance = balance_for(happening, before["employee_id"], before["type_id"])
    taken = wanted(happening, balance, after, after["status"])
    settle(happening, balance, held(happening, before), taken)
    happening.change(ABSENCES, before, {**changes, "taken": taken}, **raw)


def _type(happening: Happening, person: Record) -> Record | None:
    """Give the type that is asked for, or one of which the employee has something left; None if there is none."""
    given = happening.find("absence_type_id", TYPES)
    if given is not None:
        return given
    if "employee_id" in happening.values and not happening.records.count(TYPES):
        raise NothingFitsError("$.event: there is no type of absence.")

    def fits(kind: Record) -> bool:
        balance = balance_for(happening, person["id"], kind["id"])
        return balance is not None and (balance["balance"] or 0) >= 1 and kind["unit"] is not None

    return happening.pick(TYPES, fits=fits)


def _span(happening: Happening, person: Record, kind: Record) -> tuple[int, int] | None:
    """Give the days that are asked for, or some that are free and of which enough is left; None if there are none."""
    first, last = day(happening, "start_date"), day(happening, "end_date")
    if first is not None or last is not None:
        first = last if first is None else first
        last = first if last is None else last
        if last < first:
            raise InputInvalid("$.end_date must not lie before start_date.")
        return first, last
    random = happening.rng.random
    first = weekday(happening.today + _SOONEST + int(random() * (_LATEST - _SOONEST)))
    balance = balance_for(happening, person["id"], kind["id"])
    left = _LONGEST if balance is None or balance["balance"] is None else balance["balance"]
    days = left if kind["unit"] != "HOURS" else left / _HOURS_A_DAY
    most = 1 if kind["exact_times_supported"] else min(int(days), _LONGEST)
    last = after_working_days(first, 1 + int(random() * max(most, 1))) if most > 0 else first
    if most > 1:
        last = after_working_days(first, 1 + int(random() * most))
    end = day_of(person["termination_date"])
    return None if _taken(happening, person, first, last) or (end is not None and last > end) else (first, last)


def _taken(happening: Happening, person: Record, first: int, last: int) -> bool:
    """Tell whether some of the days are asked for already."""
    for absence in happening.records.where(ABSENCES, "employee_id", [person["id"]]):
        begins, ends = day_of(absence["start_date"]) or 0, day_of(absence["end_date"]) or 0
        if absence["status"] in {REQUESTED, APPROVED} and begins <= last and ends >= first:
            return True
    return False


def _amount(happening: Happening, unit: str | None, first: int, last: int) -> float | None:
    """Count weekdays, halves as such, in the unit of the type; a type without a unit has no amounts."""
    if unit is None:
        return None
    halves = sum(bool(happening.values.get(key)) for key in ("start_half_day", "end_half_day"))
    days = max(working_days(first, last) - halves / 2, 0.0)
    return days * _HOURS_A_DAY if unit == "HOURS" else days
