"""Syncs on request."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.state import syncing, syncs

DELTA_SYNCS = "Delta Syncs"


@handles("PostForceSync")
def force_sync(call: Call) -> Any:
    """Start a sync and give it, or the one that is running already."""
    with call.store.change(call.environment, call.integration):
        now = call.now
        found = syncs.running(call.integration, now)
        sync = found or syncing.start(call.store, call.environment, call.integration, _type(call))
    return {"already_queued": found is not None, "sync_id": sync.id, "type": sync.type}


def _type(call: Call) -> syncs.SyncType:
    """Give the type of sync that the tool can do: where it does not tell changes apart, everything is read."""
    if call.body.get("type") != "DELTA":
        return "FULL"
    if DELTA_SYNCS in call.view.coverage.features:
        return "DELTA"
    call.explanations.append(f"the connector lacks the feature {DELTA_SYNCS!r}, so the sync is a full one")
    return "FULL"
