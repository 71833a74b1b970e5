"""The tool's own side of a written record: its page, and the raw record that `remote_data` holds."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.state.records import Record
from mockserver.world.remote import RemoteSystem


def remote_side(call: Call, kind: str, record: Record, **raw: Any) -> dict[str, Any]:
    """Give `remote_url` and `remote_data` of a new record, both of which hold the number that it was given."""
    remote, number = _system(call), record["remote_id"]
    return {
        "remote_url": f"{remote.page(kind)}{number}",
        "remote_data": remote.raw(kind, id=int(number), **raw),
    }


def retold(call: Call, kind: str, record: Record, **raw: Any) -> dict[str, Any] | None:
    """Give the `remote_data` of a record with some of the tool's own values changed."""
    known = record.get("remote_data")
    if known is None:
        return None
    (path, changed) = next(iter(_system(call).raw(kind, **raw).items()))
    return {**known, path: {**known.get(path, {}), **changed}}


def _system(call: Call) -> RemoteSystem:
    return RemoteSystem(call.store.plan(call.environment, call.integration))
