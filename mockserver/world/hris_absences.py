"""Absences: when employees are away, for which reason, and whether somebody agreed to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import NamedTuple

from mockserver.instants import DAY, format_date, format_instant
from mockserver.world.hris_careers import Career, year_start
from mockserver.world.hris_organisation import AbsenceType, Organisation, recently
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded

APPROVED = "APPROVED"
# Absences are known from so many days ago to so many days ahead; each slot of days holds one at most.
_PAST, _FUTURE, _SLOT = 400, 130, 60
# So much of a slot may pass before an absence starts; the rest is enough for the longest one to end.
_LATEST_START = 40
_LONGEST = 10
_HALF_DAYS, _DELETED = 0.14, 0.025
_NOTE_OF_HARD = (
    'Two things:\n1. <b>handover</b> is done\n2. keys are in the "blue" drawer & the spare one isn\'t 🗝️',
    "…" + "and back again. " * 60,
)
_EPOCH_WEEKDAY = 3
# Their numbers start so far behind those of employees that nobody takes one for the other in a small world.
_NUMBERS_AFTER = 30_000


class Span(NamedTuple):
    """The days of an absence, or hours of one day, and how much it counts in the unit of its type."""

    first: int
    last: int
    start_half: bool | None = False
    end_half: bool | None = False
    start_time: str | None = None
    end_time: str | None = None
    amount: float | None = None


class Absences:
    """Makes the absences of employees."""

    def __init__(self, organisation: Organisation, rng: Random) -> None:
        self._organisation = organisation
        self._random = rng.random
        self._types = organisation.absence_types
        self._numbers = count(next(organisation.company.remote.numbers()) + _NUMBERS_AFTER)
        self._today = organisation.today
        self._anchor = organisation.plan.anchor
        self._years = [year_start(self._today + days) for days in (-_PAST, 0, 365)]

    def records(
        self, employee_id: str, approver_id: str | None, career: Career, gone: int | None, *, overlapping: bool
    ) -> list[Seeded]:
        """Give an employee's absences, oldest first; with `overlapping`, one of them is asked for twice."""
        made = [
            self._record(employee_id, approver_id, kind, span, self._status(kind, span), gone)
            for kind, span in self._spans(career)
        ]
        if career.leave is not None:
            span = _weekdays(*career.leave)
            made.append(self._record(employee_id, approver_id, self._types["parental"], span, APPROVED, gone))
        if overlapping and career.course == "employed":
            made.extend(
                self._record(employee_id, approver_id, self._types["vacation"], span, "REQUESTED", gone)
                for span in (_weekdays(self._today + 8, self._today + 21), _weekdays(self._today + 9, self._today + 22))
            )
        return made

    def _spans(self, career: Career) -> Iterator[tuple[AbsenceType, Span]]:
        random, types = self._random, self._types
        day = max(self._today - _PAST, career.hired + 20)
        end = min(self._today + _FUTURE, career.termination or self._today + _FUTURE)
        if career.leave is not None:
            end = min(end, career.leave[0])
        while day + _SLOT <= end:
            if random() < 0.5:
                first = weekday(day + int(random() * _LATEST_START))
                chance = random()
                if chance < 0.12:
                    yield types["flexitime"], self._hours(first)
                elif chance < 0.2:
                    yield types["training"], Span(first, weekday(first + int(random() * 2)), None, None)
                elif chance < 0.45 and first < self._today - 14:
                    yield types["sick"], self._days(first, 1 + int(random() ** 3 * _LONGEST))
                else:
                    yield types["vacation"], self._days(first, 1 + int(random() * _LONGEST))
            day += _SLOT

    def _days(self, first: int, wanted: int) -> Span:
        random = self._random
        last = after_working_days(first, wanted)
        # Within one year, so that nobody has to split it between two balances.
        if any(first < year <= last for year in self._years):
            last, wanted = first, 1
        start_half = random() < _HALF_DAYS
        end_half = random() < _HALF_DAYS and (wanted > 1 or not start_half)
        return Span(first, last, start_half, end_half, amount=wanted - (start_half + end_half) / 2)

    def _hours(self, day: int) -> Span:
        start = 32 + int(self._random() * 16)
        end = start + 2 + int(self._random() * 18)
        return Span(day, day, None, None, _clock(start), _clock(end), (end - start) / 4)

    def _status(self, kind: AbsenceType, span: Span) -> str | None:
        chance = self._random()
        if span.first > self._today and kind.key != "sick":
            if chance < 0.5:
                return "REQUESTED"
            return APPROVED if chance < 0.94 else "CANCELLED"
        if chance < 0.87 or kind.key == "sick":
            return APPROVED
        if chance < 0.98:
            return "DECLINED" if chance < 0.92 else "CANCELLED"
        return self._organisation.words.raw["absence_status"]

    def _record(
        self,
        employee_id: str,
        approver_id: str | None,
        kind: AbsenceType,
        span: Span,
        status: str | None,
        gone: int | None,
    ) -> Seeded:
        random, anchor, plan = self._random, self._anchor, self._organisation.plan
        number = next(self._numbers)
        remote_id = str(number)
        deletable = self._organisation.varied and span.last < self._today and gone is None
        if deletable and random() < _DELETED:
            gone, status = recently(anchor, random), "DELETED"
        latest = (self._today if gone is None else gone // DAY) - 8
        # Sickness is reported on the day, everything else is asked for up to two months before.
        asked = span.first if kind.key == "sick" else span.first - 3 - int(random() * 60)
        created = working_time(min(asked, latest) * DAY, random)
        decided = working_time(created + int(random() * 3 * DAY), random) if status != "REQUESTED" else created
        changed = synced(decided, anchor, random) if gone is None else gone
        fields = {
            "employee_id": employee_id,
            "approver_id": approver_id,
            "start_date": format_date(span.first * DAY),
            "end_date": format_date(span.last * DAY),
            "start_half_day": span.start_half,
            "end_half_day": span.end_half,
            "start_time": span.start_time,
            "end_time": span.end_time,
            "amount": span.amount,
            "unit": kind.unit,
            "status": status,
            "employee_note": self._note(kind.key),
            "type_id": kind.id,
            "remote_created_at": format_instant(created),
            "remote_updated_at": format_instant(decided) if decided > created else None,
            "remote_data": self._organisation.company.remote.raw("absences", id=number, code=kind.key, state=status),
        }
        touched = changed if gone is not None else max(changed, kind.changed_at)
        return Seeded("hris_absences", plan.record_id(remote_id), remote_id, changed, touched, gone, fields)

    def _note(self, key: str) -> str | None:
        chance = self._random()
        notes = self._organisation.words.notes.get(key)
        if notes is None or chance > 0.4:
            return None
        if chance < 0.01:
            return _NOTE_OF_HARD[chance < 0.005]
        return notes[int(self._random() * len(notes))]


def weekday(day: int) -> int:
    """Give a day, or the Monday after it if it is a Saturday or Sunday."""
    place = (day + _EPOCH_WEEKDAY) % 7
    return day + 7 - place if place > 4 else day


def after_working_days(first: int, count: int) -> int:
    """Give the last of so many working days that begin on the weekday `first`."""
    place = (first + _EPOCH_WEEKDAY) % 7
    return first + count - 1 + (place + count - 1) // 5 * 2


def working_days(first: int, last: int) -> int:
    """Count the weekdays from one day to another, both included."""
    weeks, rest = divmod(last - first + 1, 7)
    return weeks * 5 + sum((first + day + _EPOCH_WEEKDAY) % 7 < 5 for day in range(rest))


def _weekdays(first: int, last: int) -> Span:
    first, last = weekday(first), weekday(last)
    return Span(first, last, amount=float(working_days(first, last)))


def _clock(quarters: int) -> str:
    return f"{quarters // 4:02d}:{quarters % 4 * 15:02d}:00"
