"""Believable instants: people work on weekdays and in the daytime.

Instants are milliseconds; `random` is a function like `random.random`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from mockserver.instants import DAY, HOUR

Chance = Callable[[], float]

# The epoch was a Thursday; Monday is 0.
_EPOCH_WEEKDAY = 3
_OPENING, _OPEN_FOR = 7 * HOUR, 10 * HOUR


def working_time(moment: int, random: Chance) -> int:
    """Give a time in office hours on the day of `moment`, or on the Monday after it."""
    day = moment // DAY
    weekday = (day + _EPOCH_WEEKDAY) % 7
    if weekday > 4:
        day += 7 - weekday
    return day * DAY + _OPENING + int(random() * _OPEN_FOR)


def any_time(moment: int, random: Chance) -> int:
    """Give a time between early morning and late evening on the day of `moment`, as private people write."""
    return moment // DAY * DAY + 6 * HOUR + int(random() * 17 * HOUR)


def full_slot(moment: int, random: Chance) -> int:
    """Give a full or half hour in office hours on the day of `moment` or the Monday after it, as calendars show."""
    return working_time(moment, random) // (HOUR // 2) * (HOUR // 2)


def synced(moment: int, anchor: int, random: Chance) -> int:
    """Give the time at which a sync noticed what happened at `moment`: within three hours, never after the anchor."""
    return min(moment + 1 + int(random() * 3 * HOUR), anchor)


def last_leap_day(moment: int) -> int:
    """Give the midnight of the last 29 February that was over at a moment."""
    year = datetime.fromtimestamp(moment // 1000, UTC).year
    while True:
        if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
            day = int(datetime(year, 2, 29, tzinfo=UTC).timestamp() * 1000)
            if day + DAY <= moment:
                return day
        year -= 1
