"""Drafts: the fields of a record that is about to be written, all keys there and nothing in them yet."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.connectors.inputs import properties

# The store gives these to every record.
_MARKS = frozenset({"id", "remote_id", "changed_at", "remote_deleted_at"})


def blank(call: Call, model: str) -> dict[str, Any]:
    """Give the fields that a stored record of a model has, each `null` or, where only a list fits, empty."""
    entry = call.catalog.models[model]
    schema = call.description.schema(entry.schema) if entry.schema else {}
    fields: dict[str, Any] = {
        key: [] if part.get("type") == "array" else None
        for key, part in properties(schema).items()
        if key not in entry.relations and key not in _MARKS
    }
    for relation in entry.relations.values():
        if relation.list:
            fields[relation.list] = []
        elif relation.one:
            fields[relation.one] = None
    return fields
