"""Time-off balances: what an absence takes from one, and gives back when it goes.

A request reserves its amount (`balance` falls), an approval also counts it as taken (`used` rises). Assumptions, as the
vendor only says that what is left decides which types can be requested; docs/fidelity-hris.md has the reasons.
"""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.instants import format_date
from mockserver.state.records import Record, Records
from mockserver.state.transaction import Transaction

MODEL = "hris_time_off_balances"
APPROVED, REQUESTED = "APPROVED", "REQUESTED"
_DAY_IN_HOURS = 8


def balance_for(call: Call, records: Records, employee_id: str, type_id: str) -> Record | None:
    """Give the balance of an employee for a type of absence; None where the tool or this employee has none."""
    if not call.view.coverage.has_model(MODEL):
        return None
    found = records.where(MODEL, "employee_id", [employee_id])
    return next((balance for balance in found if balance["type_id"] == type_id), None)


def take(call: Call, records: Transaction, balance: Record | None, absence: dict[str, Any]) -> dict[str, float]:
    """Let an absence count in a balance and give what it takes, which the absence remembers."""
    if balance is None or absence["amount"] is None or absence["status"] not in (APPROVED, REQUESTED):
        return {}
    taken = {"balance": _amount(call, absence, balance["balance_unit"])}
    if absence["status"] == APPROVED:
        taken["used"] = _amount(call, absence, balance["used_unit"])
    _move(records, balance, taken)
    return taken


def give_back(call: Call, records: Transaction, absence: Record) -> None:
    """Put back what an absence took. One of the seeded world took its amount if it was approved and of this year."""
    balance = balance_for(call, records, absence["employee_id"], absence["type_id"])
    if balance is None:
        return
    taken = absence.get("taken")
    if taken is None:
        year = format_date(call.environment.anchor)[:5]
        counts = absence["status"] == APPROVED and absence["start_date"].startswith(year)
        amount = absence["amount"] if counts else None
        taken = {} if amount is None else {"balance": amount, "used": amount}
    _move(records, balance, {name: -amount for name, amount in taken.items()})


def _move(records: Transaction, balance: Record, taken: dict[str, float]) -> None:
    changes = {}
    for name, amount in taken.items():
        if (before := balance[name]) is not None:
            changes[name] = round(before + amount if name == "used" else before - amount, 4)
    records.update(MODEL, balance["id"], changes)


def _amount(call: Call, absence: dict[str, Any], unit: str | None) -> float:
    amount: float = absence["amount"]
    if unit in (None, absence["unit"]) or absence["unit"] is None:
        return amount
    rule = call.view.coverage.rules.absences_by_day
    day = rule.hours_per_day if rule else _DAY_IN_HOURS
    return amount * day if unit == "HOURS" else amount / day
