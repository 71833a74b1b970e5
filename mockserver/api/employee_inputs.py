"""Inputs of employees: what a body says, in the form in which employees are stored, and what a tool makes of it."""

from __future__ import annotations

import re
from typing import Any

from mockserver.api.call import Call
from mockserver.api.days import day_instant
from mockserver.api.references import passed_on, referenced
from mockserver.errors import RemoteInputInvalid
from mockserver.instants import midnight, parse_instant
from mockserver.state.records import Record, Records

# `home_phone_number` stands in no answer of the API; it is stored all the same.
_AS_GIVEN = (
    "first_name", "last_name", "work_email", "gender", "job_title", "mobile_phone_number", "home_phone_number",
    "nationality", "ssn", "tax_id", "marital_status",
)  # fmt: skip
_DAYS = ("date_of_birth", "start_date", "termination_date")
# input → field of the employee and model that it names
_NAMED = {
    "legal_entity_id": ("legal_entity_id", "hris_legal_entities"),
    "location_id": ("work_location_id", "hris_locations"),
}
_PHONES = ("mobile_phone_number", "home_phone_number")
_ADDRESS = ("street_1", "street_2", "city", "state", "zip_code", "country")


def check_phones(call: Call) -> None:
    """Refuse a phone number that has none of the formats that the tool takes (rule `employee_phone`)."""
    rule = call.view.coverage.rules.employee_phone
    if rule is None:
        return
    for name in _PHONES:
        given = call.body.get(name)
        if given is not None and not any(re.fullmatch(pattern, given, re.ASCII) for pattern in rule.patterns):
            raise RemoteInputInvalid(
                f"$.{name}: the tool takes phone numbers as {rule.allowed}.",
                explanation=f"$.{name} breaks the connector's rule employee_phone: {given[:60]!r}",
            )


def given_fields(call: Call, records: Records, before: Record) -> dict[str, Any]:
    """Give the fields that a body sets on an employee, `before` being the record as it is or will be without it.

    InputInvalid with the JSON path for a day that does not exist and for an id that names nothing.
    """
    body = call.body
    fields = {name: body[name] for name in _AS_GIVEN if name in body}
    fields |= {name: day_instant(body[name], f"$.{name}") for name in _DAYS if name in body}
    for name, (field, model) in _NAMED.items():
        if name in body:
            fields[field] = referenced(call, records, model, body[name], f"$.{name}")["id"]
    if "home_address" in body:
        fields["home_address"] = _address(call, before.get("home_address") or {}, body["home_address"])
    if remote := passed_on(call):
        fields["remote_fields"] = {**(before.get("remote_fields") or {}), **remote}
    after = {**before, **fields}
    if {"first_name", "last_name"} & fields.keys():
        names = (after["first_name"], after["last_name"])
        fields["display_full_name"] = " ".join(name for name in names if name) or None
    if {"start_date", "termination_date"} & fields.keys() or before.get("employment_status") is None:
        fields["employment_status"] = _status(call, after)
    return fields


def first_of_the_tool(call: Call, records: Records) -> dict[str, Any]:
    """Give what a new employee gets where nothing is said: the first one of the tool (rule `default_to_first`)."""
    found = {}
    for name in call.view.coverage.rules.default_to_first:
        field, model = _NAMED[name]
        first = next(records.all(model), None)
        found[field] = first and first["id"]
    return found


def _address(call: Call, known: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Give the whole address: parts that were sent replace those that are known."""
    parts = {name: given.get(name, known.get(name)) for name in _ADDRESS}
    parts["country"] = call.view.coverage.rules.employee_country or parts["country"]
    town = " ".join(part for part in (parts["zip_code"], parts["city"]) if part)
    lines = (parts["street_1"], parts["street_2"], town, parts["state"], parts["country"])
    return {**parts, "raw": ", ".join(line for line in lines if line) or None}


def _status(call: Call, employee: Record) -> str:
    """Give the status that follows from the first and the last day; dates say nothing of a leave."""
    start, termination = employee.get("start_date"), employee.get("termination_date")
    if start is not None and parse_instant(start) > call.now:
        return "PENDING"
    if termination is not None and parse_instant(termination) < midnight(call.now):
        return "INACTIVE"
    return "LEAVE" if employee.get("employment_status") == "LEAVE" else "ACTIVE"
