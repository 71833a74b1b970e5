"""Absences are asked for, agreed to, refused and taken back; balances follow."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.records import Record
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals
from mockserver.upstream.hris_absence_records import TYPES, add_absence, cancel, decide, hours_a_day
from mockserver.upstream.hris_balances import ABSENCES, APPROVED, REQUESTED, balance_for, wanted
from mockserver.upstream.hris_people import ACTIVE, EMPLOYEES, day_of
from mockserver.upstream.reading import day
from mockserver.world.hris_absences import after_working_days, weekday

DECLINED = "DECLINED"
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
        return bool(balance["balance"] >= wanted(happening, balance, absence, APPROVED).get("balance", 0.0))

    if "absence_id" in happening.values:
        absence = _requested(happening)
    else:
        absence = happening.choose(
            "absence_id", ABSENCES, "requested absence", fits=lambda one: one["status"] == REQUESTED and enough(one)
        )
    decide(happening, absence, APPROVED)
    return {}


@happens("absence_declined", "HRIS")
def absence_declined(happening: Happening) -> dict[str, Any]:
    """Refuse a requested absence; what it had reserved is there again."""
    decide(happening, _requested(happening), DECLINED)
    return {}


@happens("absence_cancelled", "HRIS")
def absence_cancelled(happening: Happening) -> dict[str, Any]:
    """Let an employee take an absence back that has not begun; what it took is there again."""

    def fits(absence: Record) -> bool:
        ahead = (day_of(absence["start_date"]) or 0) > happening.today
        return absence["status"] in {REQUESTED, APPROVED} and ahead and not absence.get("leave")

    cancel(happening, happening.choose("absence_id", ABSENCES, "absence that is still ahead", fits=fits))
    return {}


def _requested(happening: Happening) -> Record:
    return happening.choose("absence_id", ABSENCES, "requested absence", fits=lambda one: one["status"] == REQUESTED)


def _type(happening: Happening, person: Record) -> Record | None:
    """Give the type that is asked for, or one of which the employee has something left; None if there is none."""
    given = happening.find("absence_type_id", TYPES)
    if given is not None:
        return given

    def fits(kind: Record) -> bool:
        # Whole days; what is counted by the hour is for part of one.
        return not kind["exact_times_supported"] and _days_left(happening, person, kind) >= 1

    return happening.pick(TYPES, fits=fits)


def _span(happening: Happening, person: Record, kind: Record) -> tuple[int, int] | None:
    """Give the days that are asked for, or some that are free and of which enough is left; None if there are none."""
    given = [found for name in ("start_date", "end_date") if (found := day(happening, name)) is not None]
    if given:
        _check_span(happening, kind, given[0], given[-1])
        return given[0], given[-1]
    random = happening.rng.random
    first = weekday(happening.today + _SOONEST + int(random() * (_LATEST - _SOONEST)))
    # A type that is asked for by name may be used up.
    most = max(1, min(int(_days_left(happening, person, kind)), _LONGEST))
    last = after_working_days(first, 1 + int(random() * most))
    end = day_of(person["termination_date"])
    return None if _taken(happening, person, first, last) or (end is not None and last > end) else (first, last)


def _days_left(happening: Happening, person: Record, kind: Record) -> float:
    balance = balance_for(happening, person["id"], kind["id"])
    left: float = (balance["balance"] if balance else None) or 0.0
    return left / hours_a_day(happening) if kind["unit"] == "HOURS" else left


def _check_span(happening: Happening, kind: Record, first: int, last: int) -> None:
    """Refuse days that no tool would take."""
    halves = [key for key in ("start_half_day", "end_half_day") if happening.values.get(key)]
    if last < first:
        raise InputInvalid("$.end_date must not lie before start_date.")
    if halves and kind["half_days_supported"] is False:
        raise InputInvalid(f"$.{halves[0]}: {kind['name']!r} does not allow half days.")
    if first == last and len(halves) > 1:
        raise InputInvalid("$.end_half_day: an absence of one day cannot both start and end at noon.")


def _taken(happening: Happening, person: Record, first: int, last: int) -> bool:
    """Tell whether some of the days are asked for already."""
    for absence in happening.records.where(ABSENCES, "employee_id", [person["id"]]):
        begins, ends = day_of(absence["start_date"]) or 0, day_of(absence["end_date"]) or 0
        if absence["status"] in {REQUESTED, APPROVED} and begins <= last and ends >= first:
            return True
    return False
