"""What an absence takes from a balance and gives back, as when the API writes absences (mockserver/api/balances.py).

A request reserves its amount (`balance` falls), an approval also counts it as taken (`used` rises). `taken` on the
absence remembers both; a seeded absence without it took its amount if it was approved and is of the year of the anchor.
"""

from __future__ import annotations

from typing import Any

from mockserver.instants import format_date
from mockserver.state.records import Record
from mockserver.upstream.happening import Happening

ABSENCES, BALANCES = "hris_absences", "hris_time_off_balances"
APPROVED, REQUESTED = "APPROVED", "REQUESTED"
_DAY_IN_HOURS = 8.0

Taken = dict[str, float]


def balance_for(happening: Happening, employee_id: str, type_id: str | None) -> Record | None:
    """Give the balance of an employee for a type of absence; None where there is none."""
    held = happening.records.where(BALANCES, "employee_id", [employee_id])
    return next((balance for balance in held if balance["type_id"] == type_id), None)


def wanted(happening: Happening, balance: Record | None, absence: dict[str, Any], status: str) -> Taken:
    """Give what an absence of a status takes."""
    amount = absence["amount"]
    if balance is None or amount is None or status not in {APPROVED, REQUESTED}:
        return {}
    taken = {"balance": _in(happening, amount, absence["unit"], balance["balance_unit"])}
    if status == APPROVED:
        taken["used"] = _in(happening, amount, absence["unit"], balance["used_unit"])
    return taken


def held(happening: Happening, absence: Record) -> Taken:
    """Give what an absence has taken."""
    taken: Taken | None = absence.get("taken")
    if taken is not None:
        return taken
    year = format_date(happening.environment.anchor)[:5]
    counts = absence["status"] == APPROVED and (absence["start_date"] or "").startswith(year)
    amount = absence["amount"] if counts else None
    return {} if amount is None else {"balance": amount, "used": amount}


def settle(happening: Happening, balance: Record | None, before: Taken, after: Taken) -> None:
    """Let a balance hold what an absence takes now instead of what it took."""
    if balance is None:
        return
    changes = {}
    for name, sign in (("balance", -1), ("used", 1)):
        more = after.get(name, 0.0) - before.get(name, 0.0)
        if balance[name] is not None and more:
            changes[name] = round(balance[name] + sign * more, 4)
    happening.change(BALANCES, balance, changes, taken=changes.get("used", balance["used"]))


def before_deletion(happening: Happening, model: str, record: Record) -> None:
    """Let an absence that goes give back what it took, and a balance that goes remember what it counts."""
    if model == ABSENCES:
        balance = balance_for(happening, record["employee_id"], record["type_id"])
        settle(happening, balance, held(happening, record), {})
    elif model == BALANCES:
        happening.records.update(BALANCES, record["id"], {"counted": _total(happening, record)})


def after_restoration(happening: Happening, model: str, record: Record) -> None:
    """Let an absence that is back take what it took, and a balance that is back count what happened meanwhile."""
    if model == ABSENCES:
        balance = balance_for(happening, record["employee_id"], record["type_id"])
        settle(happening, balance, {}, held(happening, record))
    elif model == BALANCES and record.get("counted") is not None:
        settle(happening, record, record["counted"], _total(happening, record))
        happening.records.update(BALANCES, record["id"], {"counted": None})


def _total(happening: Happening, balance: Record) -> Taken:
    """Add up what the absences of a balance have taken."""
    absences = happening.records.where(ABSENCES, "employee_id", [balance["employee_id"]])
    taken = [held(happening, absence) for absence in absences if absence["type_id"] == balance["type_id"]]
    return {name: sum(one.get(name, 0.0) for one in taken) for name in ("balance", "used")}


def _in(happening: Happening, amount: float, unit: str | None, wanted_unit: str | None) -> float:
    if unit is None or wanted_unit in {None, unit}:
        return amount
    rule = happening.rules.absences_by_day
    day = rule.hours_per_day if rule else _DAY_IN_HOURS
    return amount * day if wanted_unit == "HOURS" else amount / day
