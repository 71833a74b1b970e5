"""Contracts that follow what happens to employees."""

from __future__ import annotations

from mockserver.state.records import Record, Records
from mockserver.upstream.happening import Happening
from mockserver.upstream.hris_people import day_of, first_day_text

EMPLOYMENTS = "hris_employments"
_PAY = ("pay_rate", "pay_period", "pay_frequency", "pay_currency")


def last_contract(records: Records, person: Record) -> Record | None:
    """Give the contract of an employee that holds last; None if there is none."""
    found = records.where(EMPLOYMENTS, "employee_id", [person["id"]])
    return max(found, key=lambda contract: contract["effective_date"] or "", default=None)


def sign(happening: Happening, person: Record, terms: Record | None, title: str | None, first_day: int) -> None:
    """Add a contract that holds from a day on, on known terms; never before the one that these are from."""
    terms = terms or {}
    custom = person["custom_fields"] or {}
    cost_center = custom.get("cost_center")
    fields = {
        "employee_id": person["id"],
        "job_title": title,
        "employment_type": terms.get("employment_type", person["employment_type"]),
        "effective_date": first_day_text(max(first_day, day_of(terms.get("effective_date")) or 0)),
        "custom_fields": {"cost_center": cost_center},
        "integration_fields": [{**field, "value": cost_center} for field in terms.get("integration_fields") or ()],
        "remote_data": None,
        **{key: terms.get(key) for key in _PAY},
    }
    happening.add(EMPLOYMENTS, "contracts", fields, position=title, cost_center=cost_center)
