"""Employees as events find them: who can be hired, moved, sent on leave or dismissed."""

from __future__ import annotations

from collections import Counter

from mockserver.instants import DAY, format_instant, parse_instant
from mockserver.state.records import Record, Records
from mockserver.upstream.happening import Happening, equals

EMPLOYEES, GROUPS = "hris_employees", "hris_teams"
ACTIVE, INACTIVE, LEAVE, PENDING = "ACTIVE", "INACTIVE", "LEAVE", "PENDING"
_KNOWN = (ACTIVE, INACTIVE, LEAVE, PENDING)


def employee(happening: Happening, words: str, *statuses: str, leads: bool = True, since: int | None = None) -> Record:
    """Give the employee of an event; one who is chosen leads nobody if `leads` is false, and came by a day `since`.

    A given one whose status is a word of the tool's own counts as active.
    """
    if "employee_id" in happening.values:
        meant = (*statuses, None) if ACTIVE in statuses else statuses

        def fits(one: Record) -> bool:
            status = one["employment_status"]
            return (status if status in _KNOWN else None) in meant

        return happening.choose("employee_id", EMPLOYEES, words, fits=fits)

    def may_be(one: Record) -> bool:
        there = since is None or (day_of(one["start_date"]) or 0) <= since
        return there and (leads or not reports(happening.records, one))

    return happening.choose("employee_id", EMPLOYEES, words, equals("employment_status", *statuses), fits=may_be)


def reports(records: Records, manager: Record) -> list[Record]:
    """Give the live employees who report to somebody."""
    return records.where(EMPLOYEES, "manager_id", [manager["id"]])


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


def first_day_text(day: int) -> str:
    """Give a day as employees and contracts hold it."""
    return format_instant(day * DAY)


def day_of(text: str | None) -> int | None:
    """Give the day of a date or an instant as records hold it, counted from 1970."""
    return None if text is None else parse_instant(text) // DAY
