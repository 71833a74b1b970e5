"""Inputs of absences: checked against their type and one another, and read to the fields of a record."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.api.days import plain_day, plain_time, read_day, read_time
from mockserver.connectors.rules import AbsencesByDay
from mockserver.errors import InputInvalid, RemoteInputInvalid
from mockserver.instants import DAY, format_date, parse_instant
from mockserver.state.records import Record

_HOURS_A_DAY = 8
_HALF_DAYS = ("start_half_day", "end_half_day")
_TIMES = ("start_time", "end_time")
# One record per day, so an absence must end some time.
_MOST_DAYS = 366


def check_span(call: Call) -> None:
    """Refuse an absence that ends before it starts; InputInvalid names the input."""
    body = call.body
    first, last = read_day(body["start_date"], "$.start_date"), read_day(body["end_date"], "$.end_date")
    if last < first:
        raise InputInvalid("$.end_date must not lie before start_date.")
    if last == first and body.get("start_half_day") and body.get("end_half_day"):
        raise InputInvalid("$.end_half_day: an absence of one day cannot both start and end at noon.")
    if last == first and "start_time" in body and read_time(body["end_time"]) <= read_time(body["start_time"]):
        raise InputInvalid("$.end_time must lie after start_time on the same day.")


def check_type(call: Call, kind: Record, balance: Record | None) -> None:
    """Refuse what the type of absence does not allow, as the tool would; a type that says nothing allows it."""
    body = call.body
    if balance is not None and balance["balance"] is not None and balance["balance"] <= 0:
        raise RemoteInputInvalid(
            f"$.absence_type_id: nothing is left of {kind['name']!r}; the balance is {balance['balance']:g}.",
            explanation=f"a type can be requested while its balance is above 0; see the balance {balance['id']}",
        )
    if kind["half_days_supported"] is False and (name := next(filter(body.get, _HALF_DAYS), None)):
        raise RemoteInputInvalid(f"$.{name}: {kind['name']!r} does not allow half days.")
    if kind["exact_times_supported"] is False and "start_time" in body:
        raise RemoteInputInvalid(f"$.start_time: {kind['name']!r} does not allow exact times.")
    if call.view.coverage.rules.absences_by_day is None and kind["unit"] not in (None, body.get("unit", kind["unit"])):
        raise RemoteInputInvalid(f"$.unit must be {kind['unit']}, the unit of {kind['name']!r}.")


def span_fields(call: Call, kind: Record) -> dict[str, Any]:
    """Give when an absence is and how much it counts: as given, or computed in the unit of its type."""
    body = call.body
    fields: dict[str, Any] = {name: plain_day(body[name], f"$.{name}") for name in ("start_date", "end_date")}
    fields |= {name: bool(body.get(name)) for name in _HALF_DAYS}
    fields |= {name: plain_time(read_time(body[name])) if name in body else None for name in _TIMES}
    by_day = call.view.coverage.rules.absences_by_day is not None
    unit = body.get("unit", "HOURS" if by_day else kind["unit"])
    amount = body["amount"] if "amount" in body else _amount(call, unit)
    return {**fields, "unit": unit if amount is not None else None, "amount": amount}


def _amount(call: Call, unit: str | None) -> float | None:
    """Count weekdays, halves as such; hours from the times of a single day, else from the days."""
    from mockserver.world.hris_absences import working_days  # with it comes all that makes a world

    body = call.body
    first, last = (read_day(body[name], f"$.{name}") // DAY for name in ("start_date", "end_date"))
    days = max(working_days(first, last) - sum(bool(body.get(name)) for name in _HALF_DAYS) / 2, 0.0)
    if unit != "HOURS":
        return days if unit else None
    rule = call.view.coverage.rules.absences_by_day
    if first == last and "start_time" in body:
        return round((read_time(body["end_time"]) - read_time(body["start_time"])) / 3600, 2)
    return days * (rule.hours_per_day if rule else _HOURS_A_DAY)


def each_day(absence: dict[str, Any], rule: AbsencesByDay) -> list[dict[str, Any]]:
    """Give the fields of the records that the tool keeps an absence as: one per working day, in hours, spread evenly.

    RemoteInputInvalid for half days and times of more than one day, and for what lasts longer than a year.
    """
    from mockserver.world.hris_absences import working_days

    first, last = (parse_instant(absence[name]) // DAY for name in ("start_date", "end_date"))
    if last - first >= _MOST_DAYS:
        raise RemoteInputInvalid(f"$.end_date: the tool takes absences of at most {_MOST_DAYS} days.")
    single = next((name for name in (*_HALF_DAYS, *_TIMES) if absence[name]), None)
    if first != last and single:
        raise RemoteInputInvalid(f"$.{single}: the tool takes half days and times for a single day only.")
    # Who is away on a weekend only is away on these days.
    days = [day for day in range(first, last + 1) if working_days(day, day)] or list(range(first, last + 1))
    total = absence["amount"] or 0.0
    hours = total * rule.hours_per_day if absence["unit"] == "DAYS" else total
    own = {"amount": round(hours / len(days), 2), "unit": "HOURS"}
    return [
        {**absence, **own, "start_date": day, "end_date": day} for day in (format_date(number * DAY) for number in days)
    ]
