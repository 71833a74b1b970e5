"""Worlds of tools that keep absences as one record per day, in hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.connectors.rules import AbsencesByDay
from mockserver.instants import DAY, format_date, parse_instant
from mockserver.world.hris_absences import working_days
from mockserver.world.plan import Plan, Seeded

DAYS, HOURS = "DAYS", "HOURS"
# Amounts and their units, by model; a type has a unit alone.
_AMOUNTS = {
    "hris_absence_types": ((None, "unit"),),
    "hris_absences": (("amount", "unit"),),
    "hris_time_off_balances": (("balance", "balance_unit"), ("used", "used_unit")),
}


def by_day(plan: Plan, records: Iterable[Seeded], rule: AbsencesByDay) -> Iterator[Seeded]:
    """Give a world's records as the tool keeps them: days become hours, longer absences one record per working day."""
    for record in records:
        if record.model == "hris_absences":
            yield from _days(plan, record, rule)
        elif record.model in _AMOUNTS:
            yield record._replace(fields=_in_hours(record.model, record.fields, rule))
        else:
            yield record


def _in_hours(model: str, fields: Mapping[str, Any], rule: AbsencesByDay) -> dict[str, Any]:
    changed = dict(fields)
    for amount, unit in _AMOUNTS[model]:
        if fields.get(unit) == DAYS:
            changed[unit] = HOURS
            if amount is not None and fields.get(amount) is not None:
                changed[amount] = fields[amount] * rule.hours_per_day
    return changed


def _days(plan: Plan, record: Seeded, rule: AbsencesByDay) -> Iterator[Seeded]:
    """Give one record for each working day of an absence; the amount is spread evenly, and no day is a half one."""
    fields = _in_hours(record.model, record.fields, rule)
    first, last = (parse_instant(fields[key]) // DAY for key in ("start_date", "end_date"))
    if first == last:
        yield record._replace(fields=fields)
        return
    days = [day for day in range(first, last + 1) if working_days(day, day)] or [first]
    amount = None if fields["amount"] is None else round(fields["amount"] / len(days), 2)
    whole = {key: None if fields[key] is None else False for key in ("start_half_day", "end_half_day")}
    for number, day in enumerate(days, 1):
        remote_id = f"{record.remote_id}-{number}"
        date = format_date(day * DAY)
        own = {"start_date": date, "end_date": date, "amount": amount, **whole}
        yield record._replace(id=plan.record_id(remote_id), remote_id=remote_id, fields={**fields, **own})
