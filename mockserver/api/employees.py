"""Employees that a request names: by id, by `remote:` and the tool's own id, or by a number that nobody used yet."""

from __future__ import annotations

from mockserver.api.call import Call
from mockserver.api.drafts import blank
from mockserver.api.references import REMOTE_PREFIX, look_up, unknown
from mockserver.connectors.rules import RemoteEmployees
from mockserver.errors import InputInvalid, NotFound
from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.state.transaction import Transaction

MODEL = "hris_employees"


def employee_in_path(call: Call, records: Transaction, parameter: str = "employee_id") -> Record:
    """Give the live employee that the path names, `remote:` ids included; 404 if there is none.

    Where the tool cannot be read (rule `remote_employees`), a number that nobody used is a new employee.
    """
    given = call.path[parameter]
    found = _named(call, records, given, parameter)
    if found is None:
        label = call.catalog.models[MODEL].label
        raise NotFound(f"{parameter}: no record of {label!r} with the id {given[:100]!r} in this integration.")
    return found


def employee_in_body(call: Call, records: Transaction, place: str = "employee_id") -> Record:
    """Give the live employee that an input names, as `employee_in_path` does; 400 if there is none."""
    given: str = call.body[place]
    found = _named(call, records, given, f"$.{place}")
    if found is None:
        raise unknown(call, MODEL, given, f"$.{place}")
    return found


def _named(call: Call, records: Transaction, given: str, place: str) -> Record | None:
    bounds = call.view.coverage.rules.remote_employees
    if bounds is not None and given.startswith(REMOTE_PREFIX):
        return _numbered(call, records, _number(given, bounds, place))
    found = look_up(call, records, MODEL, given)
    return None if found is None or found["remote_deleted_at"] is not None else found


def _number(given: str, bounds: RemoteEmployees, place: str) -> str:
    """Give the number as the tool writes it; the vendor documents which numbers there can be."""
    text = given.removeprefix(REMOTE_PREFIX)
    if not (text.isascii() and text.isdigit() and len(text) < 19 and bounds.lowest <= int(text) <= bounds.highest):
        raise InputInvalid(
            f"{place}: {REMOTE_PREFIX} must be followed by a number from {bounds.lowest} to {bounds.highest}, "
            f"not {text[:40]!r}."
        )
    return str(int(text))


def _numbered(call: Call, records: Transaction, number: str) -> Record:
    found = look_up(call, records, MODEL, f"{REMOTE_PREFIX}{number}")
    if found is None:
        fields = {
            **blank(call, MODEL),
            "employment_status": "ACTIVE",
            "remote_created_at": format_instant(records.now),
        }
        return records.insert(MODEL, fields, remote_id=number)
    # A file overwrites whatever stands under the number, so nobody there is ever gone for good.
    return found if found["remote_deleted_at"] is None else records.restore(MODEL, found["id"])
