"""Playing one event: in one transaction on the customer's system, with an account of what changed there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.instants import format_instant
from mockserver.state.environments import Environment, Integration
from mockserver.state.mirror import upstream
from mockserver.state.store import Store
from mockserver.state.transaction import Transaction
from mockserver.upstream.happening import Happening

Journal = list[tuple[str, str, str]]


def in_one_transaction(
    name: str,
    player: Callable[[Happening], dict[str, Any]],
    store: Store,
    environment: Environment,
    integration: Integration,
    values: dict[str, Any],
) -> dict[str, Any]:
    """Let an event happen and give the answer of the control API; an exception takes back all of it."""
    with upstream(store, environment, integration) as records:
        number = environment.count(f"upstream/{integration.id}")
        rng = store.plan(environment, integration).rng(f"upstream/{number}")
        said = player(Happening(store, environment, integration, records, values, rng))
        changed = changes(records.journal)
        return {
            "event": name,
            "at": format_instant(records.now),
            **said,
            "changed": changed,
            "records": _records(records, changed),
        }


def changes(journal: Journal) -> list[dict[str, str]]:
    """Give what became of each record, once: that it came, came back or went tells more than that it was updated."""
    found: dict[tuple[str, str], str] = {}
    for model, id, what in journal:
        before = found.get((model, id))
        found[model, id] = what if before in {None, "updated", "deleted"} or what == "deleted" else before
    return [{"model": model, "id": id, "what": what} for (model, id), what in found.items()]


def _records(records: Transaction, changed: list[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Give the changed records as they are now, by model."""
    ids: dict[str, list[str]] = {}
    for entry in changed:
        ids.setdefault(entry["model"], []).append(entry["id"])
    return {model: _in_order(records.many(model, wanted), wanted) for model, wanted in ids.items()}


def _in_order(found: dict[str, dict[str, Any]], wanted: list[str]) -> list[dict[str, Any]]:
    return [found[id] for id in wanted if id in found]
