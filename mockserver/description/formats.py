"""The formats that texts may have, by their names in JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from mockserver.instants import parse_instant

# All that the vendor's pattern accepts, plus what else is an atom by RFC 5322 and a domain by RFC 1123.
_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[a-z0-9!#$%&'*+/=?^_`{|}~.,-]+(?<!\.)@(?:[a-z0-9][a-z0-9-]*\.)+[a-z][a-z0-9-]+",
    re.IGNORECASE | re.ASCII,
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_URI = re.compile(r"(?!https?:(?!//[^/?#\s]))[a-z][a-z0-9+.-]*:[^\s\x00-\x1f\x7f<>\"\\^`{|}]+", re.IGNORECASE)
# The first and the last instant that can be written with four digits of a year.
_FIRST_INSTANT = -62_135_596_800_000
_LAST_INSTANT = 253_402_300_799_999


def read_instant(text: str) -> int | None:
    """Give a date or an instant in milliseconds, None if it is none or cannot be written with four digits of a year."""
    try:
        instant = parse_instant(text) if text.isascii() else None
    except (ValueError, OverflowError):
        return None
    return instant if instant is not None and _FIRST_INSTANT <= instant <= _LAST_INSTANT else None


def is_email(text: str) -> bool:
    """Tell whether a text is an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


# The vendor takes a date wherever its description says date-time.
CHECKS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "date-time": lambda text: read_instant(text) is not None,
    "email": is_email,
    "time": lambda text: _TIME.fullmatch(text) is not None,
    "uri": lambda text: _URI.fullmatch(text) is not None,
}


def holds(check: Callable[[str], bool], value: object) -> bool:
    """Apply a check to any value; what is no text has no format, so it cannot violate one."""
    return not isinstance(value, str) or check(value)
