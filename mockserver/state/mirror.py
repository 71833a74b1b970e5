"""The mirror: reads serve what the last sync brought from the customer's own system.

In the mode `immediate` both are the same records. In `manual` and `scheduled` the customer's system has a world of
its own; what happens there waits in `pending` until a sync copies it into the world that reads show.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mockserver.state import events, outbox
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.state.transaction import Transaction

FULL, DELTA = "FULL", "DELTA"


@contextmanager
def upstream(store: Store, environment: Environment, integration: Integration) -> Iterator[Transaction]:
    """Open a transaction on the customer's own system; in immediate mode reads show it at once."""
    if integration.settings.get("syncs", {}).get("mode", "immediate") != "immediate":
        separate(store, environment, integration)
    if integration.remote_world is None:
        with store.write(environment, integration) as transaction:
            yield transaction
            names = events.changed_names(store.catalog, integration, transaction.changed)
            if names:
                outbox.tell(store, environment, "data-changed", events.data_changed(integration, names))
        return
    with store.change(environment, integration):
        transaction = store.remote_transaction(environment, integration, store.stamp(environment))
        yield transaction
        if transaction.changed:
            environment.changed_at = transaction.now
            waiting = [[model, id] for model, id, _ in transaction.journal]
            integration.pending = [
                *integration.pending,
                *(entry for entry in waiting if entry not in integration.pending),
            ]


def separate(store: Store, environment: Environment, integration: Integration) -> None:
    """Give the customer's own system a world of its own, so that its changes wait for a sync."""
    if integration.remote_world is None:
        with store.change(environment, integration):
            integration.remote_world = store.worlds.own(store.records(environment, integration).world, environment.id)
            integration.remote_writable = True


def join(store: Store, environment: Environment, integration: Integration) -> None:
    """Bring everything that waits, and let reads show changes at once from now on."""
    if integration.remote_world is not None:
        with store.change(environment, integration):
            bring(store, environment, integration, FULL)
            integration.remote_world, integration.remote_writable = None, False


def bring(store: Store, environment: Environment, integration: Integration, kind: str) -> list[str]:
    """Copy what waits into the world that reads show and give the models that changed.

    Only a full sync notices deletions (semantics of the real API); a delta leaves them waiting.
    """
    if integration.remote_world is None or not integration.pending:
        return []
    left: list[list[str]] = []
    remote = store.worlds.records(integration.remote_world)
    with store.change(environment, integration):
        mirror = store.transaction(environment, integration)
        for model, id in integration.pending:
            record = remote.get(model, id)
            if record is None:
                continue
            if kind == DELTA and record["remote_deleted_at"] is not None:
                left.append([model, id])
            else:
                mirror.receive(model, record)
        integration.pending = left
        if mirror.changed:
            environment.changed_at = mirror.now
        return list(mirror.changed)
