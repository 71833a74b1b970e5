"""Values of events, read: instants and days."""

from __future__ import annotations

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, parse_instant
from mockserver.upstream.happening import Happening


def instant(happening: Happening, parameter: str) -> int | None:
    """Give an instant that was given, in milliseconds; InputInvalid for one that no calendar has."""
    given = happening.values.get(parameter)
    if given is None:
        return None
    try:
        return parse_instant(given)
    except (ValueError, OverflowError) as problem:
        raise InputInvalid(f"$.{parameter}: {problem}") from None


def day(happening: Happening, parameter: str) -> int | None:
    """Give a day that was given, counted from 1970; InputInvalid for one that no calendar has."""
    found = instant(happening, parameter)
    return None if found is None else found // DAY
