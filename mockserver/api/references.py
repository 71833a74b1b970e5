"""References: ids in a path or a body that name another record, and tool-specific inputs that are passed on."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.errors import InputInvalid
from mockserver.ids import record_id
from mockserver.state.records import Record, Records

REMOTE_PREFIX = "remote:"


def look_up(call: Call, records: Records, model: str, given: str) -> Record | None:
    """Give the record that an id, or `remote:` and the tool's own id, names; deleted ones too."""
    if given.startswith(REMOTE_PREFIX):
        # Ids are derived from remote ids, so no search is needed.
        return records.get(model, record_id(call.integration.id, given.removeprefix(REMOTE_PREFIX)))
    return records.get(model, given)


def referenced(call: Call, records: Records, model: str, given: str, place: str) -> Record:
    """Give the live record that an input names, `remote:` ids included; 400 with the JSON path if there is none."""
    record = look_up(call, records, model, given)
    if record is None or record["remote_deleted_at"] is not None:
        raise unknown(call, model, given, place)
    return record


def unknown(call: Call, model: str, given: str, place: str) -> InputInvalid:
    """Give the refusal of an id in a body that names nothing."""
    label = call.catalog.models[model].label
    return InputInvalid(f"{place}: no record of {label!r} with the id {given[:100]!r} in this integration.")


def passed_on(call: Call) -> dict[str, Any] | None:
    """Give the `remote_fields` that reach the tool: those under its own name; others are ignored as in the real API.

    A family of tools shares a name: `oracle` is for `oraclerecruiting`.
    """
    given = call.body.get("remote_fields") or {}
    kept = {name: value for name, value in given.items() if name and call.integration.tool.startswith(name)}
    return kept or None
