"""Days, names and ids in what people write: `{today-3}`, `{weekday+1 09:30}`, `{company}`, `remote:J-100`.

Data that somebody wrote once must not look old, so days are counted from the anchor of the environment; they bear the
name of the customer, whoever that is this time; and ids are those that follow from the integration in which they stand.
"""

from __future__ import annotations

import re
from typing import Any

from mockserver.ids import record_id
from mockserver.instants import DAY, format_date, format_instant, parse_instant

REMOTE, COMPANY = "remote:", "{company}"

_DAY = re.compile(
    r"\{(?P<kind>today|weekday)(?P<days>[+-]\d{1,5})?(?: (?P<time>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?))?\}"
)
_LOOKS_LIKE_DAY = re.compile(r"\{\s*(?:today|weekday)\b[^}]*\}", re.IGNORECASE)
# Day 0 of the epoch was a Thursday.
_THURSDAY = 3
_SATURDAY = 5
_WEEK = 7


def filled(value: Any, anchor: int, company: str | None = None) -> Any:
    """Give a value with the days in its texts counted from an anchor: a date, with a time of day an instant."""
    if isinstance(value, str):
        if "{" not in value:
            return value
        text = _DAY.sub(lambda found: _day(found, anchor), value)
        return text if company is None else text.replace(COMPANY, company)
    if isinstance(value, list):
        return [filled(item, anchor, company) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, anchor, company) for key, item in value.items()}
    return value


def misspelt(text: str) -> str | None:
    """Give what looks like a day in a text and is none, or None."""
    return next((found[0] for found in _LOOKS_LIKE_DAY.finditer(text) if not _DAY.fullmatch(found[0])), None)


def resolved(value: Any, integration_id: str, *, of_ids: bool = False) -> Any:
    """Give a value in which ids that name a record by the tool's own id (`remote:…`) are those of an integration.

    Only what stands under a key that holds ids is one: a text may begin with any word.
    """
    if isinstance(value, str):
        named = of_ids and value.startswith(REMOTE)
        return record_id(integration_id, value.removeprefix(REMOTE)) if named else value
    if isinstance(value, list):
        return [resolved(item, integration_id, of_ids=of_ids) for item in value]
    if isinstance(value, dict):
        return {key: resolved(item, integration_id, of_ids=holds_ids(key)) for key, item in value.items()}
    return value


def holds_ids(key: str) -> bool:
    """Tell whether the values of a key are ids of records."""
    return key == "id" or key.endswith(("_id", "_ids"))


def _day(found: re.Match[str], anchor: int) -> str:
    days, today = int(found["days"] or 0), anchor // DAY
    day = today + days if found["kind"] == "today" else _weekday(today, days)
    date = format_date(day * DAY)
    return date if found["time"] is None else format_instant(parse_instant(f"{date}T{found['time']}"))


def _weekday(day: int, steps: int) -> int:
    """Give the day that is so many working days away; on a weekend the count begins at the working day nearest to it.

    Backwards that is the Friday before, else the Monday after.
    """
    direction = -1 if steps < 0 else 1
    moved = not _is_weekday(day)
    while not _is_weekday(day):
        day += direction
    # From a Saturday the Friday before is one working day back.
    left = abs(steps) - (1 if moved and steps else 0)
    while left > 0:
        day += direction
        left -= _is_weekday(day)
    return day


def _is_weekday(day: int) -> bool:
    return (day + _THURSDAY) % _WEEK < _SATURDAY
