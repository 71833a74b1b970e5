"""Columns: what a table shows of records of any model, found from the records themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# In this order, as far as the records have them: first what tells who or what it is.
_WORTH_SHOWING = (
    "display_full_name", "first_name", "last_name", "name", "title", "content",
    "candidate.first_name", "candidate.last_name", "employee.first_name", "employee.last_name", "job.name",
    "application.candidate.first_name", "current_stage.name", "outcome", "status", "employment_status", "type.name",
    "type", "unified_type", "job_title", "department", "work_email", "email", "email_addresses.0.email_address",
    "employment_type", "job_code", "location.city", "address.city", "start_date", "end_date", "amount", "balance",
    "used", "unit", "effective_date", "pay_rate", "pay_currency", "starting_at", "opened_at", "remote_created_at",
    "changed_at",
)  # fmt: skip
_MOST = 7
_TITLES = ("display_full_name", "name", "title", "label", "job_title")


def columns_of(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the places that a table of these records shows, at most seven."""
    found = [place for place in _WORTH_SHOWING if any(_has(record, place) for record in records)]
    if "display_full_name" in found:
        found = [place for place in found if place not in ("first_name", "last_name")]
    return [*found[: _MOST - 1], *(("changed_at",) if "changed_at" in found[_MOST - 1 :] else ())]


def value_at(record: Any, place: str) -> Any:
    """Give what stands at a place such as `candidate.first_name` or `email_addresses.0.email_address`."""
    for step in place.split("."):
        if isinstance(record, list):
            record = record[int(step)] if step.isdigit() and int(step) < len(record) else None
        else:
            record = record.get(step) if isinstance(record, dict) else None
    return record


def heading(place: str) -> str:
    """Give the heading of a column."""
    steps = [step for step in place.split(".") if not step.isdigit()]
    if steps[-1] in ("name", "city") and len(steps) > 1:
        steps.pop()
    return "Name" if steps[-1] == "display_full_name" else steps[-1].replace("_", " ").capitalize()


def title_of(record: Mapping[str, Any]) -> str:
    """Give what a record is called."""
    for inner in (record, record.get("candidate"), record.get("employee")):
        if not isinstance(inner, dict):
            continue
        named = next((inner[key] for key in _TITLES if isinstance(inner.get(key), str) and inner[key]), None)
        name = " ".join(filter(None, (inner.get("first_name"), inner.get("last_name"))))
        if named or name:
            return str(named or name)
    return str(record.get("remote_id") or record.get("id") or "Record")


def _has(record: Mapping[str, Any], place: str) -> bool:
    head, _, rest = place.partition(".")
    return head in record if not rest else value_at(record, place) is not None
