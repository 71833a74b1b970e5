"""Careers: when somebody was hired, what changed since, and whether they are still there. All days count from 1970."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

_EPOCH = date(1970, 1, 1).toordinal()

# How often each course of events occurs.
COURSES = {
    "employed": 830,
    "left": 80,
    "starting": 20,
    "on_leave": 25,
    "leaving": 15,
    "rehired": 10,
    "returned": 5,
    "withdrawn": 5,
    "unusual_status": 5,
    "two_jobs": 5,
}
# Every world with so many employees below the leaders has each of these once; `returned` is whoever `left` before.
SHOWN = (
    "starting", "on_leave", "left", "returned", "leaving", "rehired", "withdrawn", "unusual_status", "two_jobs", "left",
)  # fmt: skip
# The employment status that goes with a course; `unusual_status` has a word of the tool instead.
STATUS = {"left": "INACTIVE", "starting": "PENDING", "on_leave": "LEAVE"}
ACTIVE = "ACTIVE"
_UNUSUAL = "unusual_status"
# Who left did so at least so many days ago: long enough to come back.
_AWAY = 45
# The longest time in the company, and that of apprentices and interns, in days.
_LONGEST, _LEARNING = 4_300, 700


class Career(NamedTuple):
    """One person's time with the company.

    `steps` are the days from which each contract holds, in order; `leave` is a long absence around today. `start` is
    later than the first step when somebody was hired again.
    """

    course: str
    status: str
    start: int
    termination: int | None
    steps: tuple[int, ...]
    leave: tuple[int, int] | None

    @property
    def hired(self) -> int:
        """The day of the first contract."""
        return self.steps[0]

    def last_event(self, today: int) -> int:
        """Give the day of the latest thing that is recorded about this career."""
        if self.hired > today or self.course == "withdrawn":
            return today - 15
        days = [*self.steps, self.termination or 0, self.leave[0] if self.leave else 0]
        return max(day for day in days if day <= today)


class Careers:
    """Draws careers up to the day `today`."""

    def __init__(self, today: int, rng: Random, unusual_status: str) -> None:
        self._today = today
        self._random = rng.random
        self._choices = rng.choices
        self._names = list(COURSES)
        self._weights = list(accumulate(COURSES.values()))
        self._unusual_status = unusual_status

    def course(self) -> str:
        """Draw what kind of career somebody has."""
        return self._choices(self._names, cum_weights=self._weights)[0]

    def career(self, course: str, *, seasoned: bool = False, learning: bool = False) -> Career:
        """Draw a career of a kind: two years and more for `seasoned` people, two years at most for `learning` ones."""
        random, today = self._random, self._today
        status = self._unusual_status if course == _UNUSUAL else STATUS.get(course, ACTIVE)
        termination: int | None = None
        leave: tuple[int, int] | None = None
        if course == "starting":
            start = today + 4 + int(random() * 80)
            return Career(course, status, start, None, (start,), None)
        least = 730 if seasoned else 30
        if course == "left":
            termination = today - _AWAY - int(random() ** 2 * 700)
            least = today - termination + 90
        elif course == "leaving":
            termination = today + 14 + int(random() * 80)
        elif course == "on_leave":
            leave = (today - 20 - int(random() * 120), today + 30 + int(random() * 200))
            least = 400
        start = month_start(today - least - int(random() ** 2 * (_LEARNING if learning else _LONGEST)))
        end = termination if termination is not None and termination < today else today
        if course == "rehired":
            start = month_start(today - 40 - int(random() * 500))
            first = month_start(start - 700 - int(random() * 1_500))
            return Career(course, status, start, None, (first, *self._steps(start, end)[:2]), None)
        return Career(course, status, start, termination, self._steps(start, end), leave)

    def returned(self, left: int) -> Career:
        """Draw the new career of somebody who left the company on a day."""
        start = left + 15 + int(self._random() * (self._today - left - 20))
        return Career("returned", ACTIVE, start, None, (start,), None)

    def _steps(self, start: int, end: int) -> tuple[int, ...]:
        """Draw the days of one to three contracts from `start` on, all of them before `end`."""
        random, length = self._random, end - start
        if length > 1_300 and random() < 0.5:
            second, third = 0.2 + 0.25 * random(), 0.6 + 0.3 * random()
            return start, month_start(start + int(length * second)), month_start(start + int(length * third))
        if length > 400 and random() < 0.6:
            return start, month_start(start + int(length * (0.3 + 0.5 * random())))
        return (start,)


def month_start(day: int) -> int:
    """Give the first day of a day's month, on which most contracts begin."""
    return day - date.fromordinal(_EPOCH + day).day + 1


def year_start(day: int) -> int:
    """Give the first of January of a day's year."""
    return date(date.fromordinal(_EPOCH + day).year, 1, 1).toordinal() - _EPOCH


def leap_day(day: int) -> int:
    """Give the last 29 February on or before a day."""
    year = date.fromordinal(_EPOCH + day).year
    while True:
        if year % 4 == 0 and (year % 100 or year % 400 == 0):
            leap = date(year, 2, 29).toordinal() - _EPOCH
            if leap <= day:
                return leap
        year -= 1
