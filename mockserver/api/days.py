"""Days and times as bodies give them, read to what is stored."""

from __future__ import annotations

from datetime import date

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, format_date, format_instant, midnight, parse_instant


def read_day(text: str, place: str) -> int:
    """Give the UTC midnight of a date or an instant; InputInvalid, naming `place`, for a day that no calendar has."""
    return midnight(read_instant(text, place))


def read_instant(text: str, place: str) -> int:
    """Give a date or an instant in milliseconds; InputInvalid, naming `place`, for what no calendar has."""
    try:
        return parse_instant(text)
    except (ValueError, OverflowError):
        raise InputInvalid(f"{place} must be a date of the calendar such as 2024-03-01, not {text[:40]!r}.") from None


def day_instant(text: str, place: str) -> str:
    """Give a day as employees and contracts hold it: its midnight in UTC."""
    return format_instant(read_day(text, place))


def plain_day(text: str, place: str) -> str:
    """Give a day as absences hold it: `YYYY-MM-DD`."""
    return format_date(read_day(text, place))


def read_time(text: str) -> int:
    """Give a time of day, checked by its pattern before, in seconds."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)


def plain_time(seconds: int) -> str:
    """Give a time of day as absences hold it: `HH:mm:ss`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def months_before(moment: int, months: int) -> int:
    """Give the midnight of the same day so many months before, or of the last day of that month if it is shorter."""
    year, month, day = (int(part) for part in format_date(moment).split("-"))
    year, month = divmod(year * 12 + month - 1 - months, 12)
    ends = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1).toordinal() - 1
    return min(date(year, month + 1, 1).toordinal() + day - 1, ends) * DAY - date(1970, 1, 1).toordinal() * DAY
