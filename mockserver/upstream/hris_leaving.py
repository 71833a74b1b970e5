"""Employees leave for good or for a while, return, and what their dates bring about when the day comes."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, format_date
from mockserver.state.records import Condition, Record
from mockserver.upstream import due
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals
from mockserver.upstream.hris_absence_records import TYPES, add_absence, cancel, shorten
from mockserver.upstream.hris_balances import ABSENCES, APPROVED, REQUESTED
from mockserver.upstream.hris_newcomers import free_address, organisation_of
from mockserver.upstream.hris_people import (
    ACTIVE,
    EMPLOYEES,
    INACTIVE,
    LEAVE,
    PENDING,
    day_of,
    employee,
    first_day_text,
    reports,
)
from mockserver.upstream.reading import day
from mockserver.world.hris_absences import weekday
from mockserver.world.people import WORK_DOMAIN
from mockserver.world.vocabulary import fold


@happens("employee_terminates", "HRIS")
def employee_terminates(happening: Happening) -> dict[str, Any]:
    """End an employment today, or on a given last day until which nothing else changes but the absences behind it."""
    last = day(happening, "termination_date")
    last = happening.today if last is None else last
    person = employee(happening, "employee who could leave", ACTIVE, LEAVE, PENDING, leads=False, since=last)
    start = day_of(person["start_date"])
    if start is not None and last < start:
        raise InputInvalid("$.termination_date must not lie before the first day of the employee.")
    person = happening.change(EMPLOYEES, person, {"termination_date": first_day_text(last)})
    for absence in happening.records.where(ABSENCES, "employee_id", [person["id"]]):
        if absence["status"] in {APPROVED, REQUESTED} and (day_of(absence["end_date"]) or 0) > last:
            cancel(happening, absence)
    if last <= happening.today:
        _leave(happening, person)
    else:
        due.when_day_comes(happening, last + 1)
    return {}


@happens("termination_withdrawn", "HRIS")
def termination_withdrawn(happening: Happening) -> dict[str, Any]:
    """Let somebody stay whose last day was ahead."""
    ahead = Condition("termination_date", "at_least", (first_day_text(happening.today),))

    def fits(person: Record) -> bool:
        last = day_of(person["termination_date"])
        return last is not None and last >= happening.today and person["employment_status"] != INACTIVE

    person = happening.choose("employee_id", EMPLOYEES, "employee whose last day is ahead", ahead, fits=fits)
    happening.change(EMPLOYEES, person, {"termination_date": None})
    return {}


@happens("employee_goes_on_leave", "HRIS")
def employee_goes_on_leave(happening: Happening) -> dict[str, Any]:
    """Send an employee on a long leave, parental leave by default: an approved absence and the status LEAVE."""
    person = employee(happening, "active employee", ACTIVE, leads=False)
    first, last = day(happening, "start_date"), day(happening, "end_date")
    first = happening.today if first is None else first
    last = first + 60 + int(happening.rng.random() * 200) if last is None else last
    if last < max(first, happening.today):
        raise InputInvalid("$.end_date must not lie before start_date, nor before today.")
    kind = happening.find("absence_type_id", TYPES) or _long_leave(happening)
    for absence in happening.records.where(ABSENCES, "employee_id", [person["id"]]):
        begins, ends = day_of(absence["start_date"]) or 0, day_of(absence["end_date"]) or 0
        if absence["status"] in {APPROVED, REQUESTED} and begins <= last and ends >= first:
            cancel(happening, absence)
    add_absence(happening, person, kind, first, last, APPROVED, leave=True)
    if first <= happening.today:
        happening.change(EMPLOYEES, person, {"employment_status": LEAVE}, state=LEAVE)
    due.when_day_comes(happening, first)
    due.when_day_comes(happening, last + 1)
    return {}


@happens("employee_returns", "HRIS")
def employee_returns(happening: Happening) -> dict[str, Any]:
    """Let somebody return from leave today; the absence ends the day before."""
    person = employee(happening, "employee on leave", LEAVE)
    away = _away(happening, person)
    for absence in away:
        shorten(happening, absence, happening.today - 1)
    if happening.rules.absences_by_day is not None:
        kinds = {absence["type_id"] for absence in away}
        for absence in happening.records.where(ABSENCES, "employee_id", [person["id"]]):
            ahead = (day_of(absence["start_date"]) or 0) >= happening.today
            if ahead and absence["status"] == APPROVED and absence["type_id"] in kinds:
                cancel(happening, absence)
    happening.change(EMPLOYEES, person, {"employment_status": ACTIVE}, state=ACTIVE)
    return {}


@happens("dates_arrive", "HRIS")
def dates_arrive(happening: Happening) -> dict[str, Any]:
    """Let everybody start, go on leave, return and leave whose day has come, as tools do when a day begins."""
    records, today = happening.records, happening.today
    until = first_day_text(today)
    for person in _all(happening, equals("employment_status", PENDING), Condition("start_date", "at_most", (until,))):
        _start(happening, person)
    yesterday = Condition("termination_date", "at_most", (first_day_text(today - 1),))
    for person in _all(happening, equals("employment_status", ACTIVE, LEAVE), yesterday):
        _leave(happening, person)
    for absence in records.where(ABSENCES, "start_date", [format_date(today * DAY)]):
        person = records.get(EMPLOYEES, absence["employee_id"]) or {}
        if absence.get("leave") and absence["status"] == APPROVED and person.get("employment_status") == ACTIVE:
            happening.change(EMPLOYEES, person, {"employment_status": LEAVE}, state=LEAVE)
    for person in _all(happening, equals("employment_status", LEAVE)):
        if not _away(happening, person):
            happening.change(EMPLOYEES, person, {"employment_status": ACTIVE}, state=ACTIVE)
    return {}


def _all(happening: Happening, *conditions: Condition) -> list[Record]:
    found = happening.records.many(EMPLOYEES, happening.records.ids(EMPLOYEES, conditions))
    return [person for person in found.values() if person["remote_deleted_at"] is None]


def _start(happening: Happening, person: Record) -> None:
    """Let somebody start, who gets a number and an address at work on the first day."""
    changes: dict[str, Any] = {"employment_status": ACTIVE}
    if person["employee_number"] is None:
        changes["employee_number"] = person["remote_id"].zfill(6)
    if person["work_email"] is None and person["first_name"] and person["last_name"]:
        language = happening.company.words.language
        names = [fold(person[key], language) for key in ("first_name", "last_name")]
        if all(names):
            changes["work_email"] = free_address(happening, "work_email", f"{names[0]}.{names[1]}@{WORK_DOMAIN}")
    happening.change(EMPLOYEES, person, changes, state=ACTIVE)


def _leave(happening: Happening, person: Record) -> None:
    """Let somebody be gone; those who reported there report to the one above."""
    for member in reports(happening.records, person):
        above = person["manager_id"] if person["manager_id"] != member["id"] else None
        happening.change(EMPLOYEES, member, {"manager_id": above})
    person = happening.records.get(EMPLOYEES, person["id"]) or person
    happening.change(EMPLOYEES, person, {"employment_status": INACTIVE}, state=INACTIVE)


def _away(happening: Happening, person: Record) -> list[Record]:
    """Give the approved absences of somebody that cover today; on a Saturday or Sunday the Monday after it."""
    held, today = happening.records.where(ABSENCES, "employee_id", [person["id"]]), weekday(happening.today)
    return [
        absence
        for absence in held
        if absence["status"] == APPROVED
        and (day_of(absence["start_date"]) or 0) <= today <= (day_of(absence["end_date"]) or 0)
    ]


def _long_leave(happening: Happening) -> Record:
    """Give the type of parental leave, or any one if the company abolished it."""
    seeded = organisation_of(happening).absence_types.get("parental")
    found = happening.records.get(TYPES, seeded.id) if seeded else None
    if found is not None and found["remote_deleted_at"] is None:
        return found
    found = happening.pick(TYPES)
    if found is None:
        raise NothingFitsError("$.event: there is no type of absence.")
    return found
