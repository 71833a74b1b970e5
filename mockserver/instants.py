"""Instants: whole milliseconds since the epoch inside, `2025-06-02T09:00:00.000Z` outside, always UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

DAY = 86_400_000
HOUR = 3_600_000
MINUTE = 60_000
SECOND = 1_000

# Where the clock of an environment may stand: people were born before, and what is planned comes later, and a date has
# to be there for all of it.
EARLIEST, LATEST = -2_208_988_800_000, 250_246_627_200_000  # 1900-01-01 and 9900-01-01
LONGEST = 36_525 * DAY  # a hundred years

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<weeks>\d{1,15})W)?(?:(?P<days>\d{1,15})D)?"
    r"(?:T(?:(?P<hours>\d{1,15})H)?(?:(?P<minutes>\d{1,15})M)?(?:(?P<seconds>\d{1,15}(?:\.\d{1,15})?)S)?)?"
)
_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<fraction>\d+))?)?"
    r"(?P<zone>Z|z|[+\- ]\d{2}:?\d{2})?"
)


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()


def format_instant(milliseconds: int) -> str:
    """Write an instant the way every answer of the API does."""
    day, rest = divmod(milliseconds, DAY)
    seconds, fraction = divmod(rest, SECOND)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{_day_text(day)}T{hours:02d}:{minutes:02d}:{seconds:02d}.{fraction:03d}Z"


def format_date(milliseconds: int) -> str:
    """Write the UTC day of an instant as `YYYY-MM-DD`."""
    return _day_text(milliseconds // DAY)


def parse_instant(text: str) -> int:
    """Read an ISO 8601 date or instant; without a zone it is UTC, digits below a millisecond are dropped.

    Raises ValueError for anything else. A blank before the offset is a `+` that a URL swallowed.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(f"not an ISO 8601 date or instant: {text[:100]!r}")
    zone = (match["zone"] or "Z").upper().replace(" ", "+")
    time = match["time"] or "00:00"
    moment = datetime.fromisoformat(f"{match['date']}T{time}{'+00:00' if zone == 'Z' else zone}")
    whole = (moment - _EPOCH) // timedelta(seconds=1)
    return whole * SECOND + int((match["fraction"] or "0").ljust(3, "0")[:3])


def parse_clock(text: str) -> int:
    """Read an instant at which a clock may stand; ValueError for any other, and for what is none."""
    return checked_clock(parse_instant(text))


def checked_clock(milliseconds: int) -> int:
    """Give an instant if a clock may stand there, else ValueError."""
    if not EARLIEST <= milliseconds <= LATEST:
        raise ValueError("a clock stands between 1900-01-01 and 9900-01-01")
    return milliseconds


def parse_duration(text: str) -> int:
    """Read an ISO 8601 duration of weeks, days, hours, minutes and seconds, in milliseconds; ValueError otherwise.

    Years and months have no fixed length, and more than a hundred years are refused.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not any(match[name] for name in ("weeks", "days", "hours", "minutes", "seconds")):
        raise ValueError(f"not an ISO 8601 duration such as P3D or PT2H30M: {text[:100]!r}")
    days = int(match["weeks"] or 0) * 7 + int(match["days"] or 0)
    whole = days * DAY + int(match["hours"] or 0) * HOUR + int(match["minutes"] or 0) * MINUTE
    total = whole + round(float(match["seconds"] or 0) * SECOND)
    if total > LONGEST:
        raise ValueError(f"longer than a hundred years, P{LONGEST // DAY}D: {text!r}")
    return -total if match["sign"] else total


def format_duration(milliseconds: int) -> str:
    """Give milliseconds as an ISO 8601 duration, in days where it is a whole number of them."""
    if milliseconds % DAY == 0:
        return f"P{milliseconds // DAY}D"
    found = "PT"
    for letter, unit in (("H", HOUR), ("M", MINUTE)):
        number, milliseconds = divmod(milliseconds, unit)
        found += f"{number}{letter}" if number else ""
    return f"{found}{milliseconds / SECOND:g}S" if milliseconds else found


def midnight(milliseconds: int) -> int:
    """Give the UTC midnight at or before an instant."""
    return milliseconds // DAY * DAY
