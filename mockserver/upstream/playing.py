"""Playing one event, and the account of what it changed in the customer's system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.state.transaction import Transaction
from mockserver.upstream.happening import Happening

Journal = list[tuple[str, str, str]]


def account_of(name: str, player: Callable[[Happening], dict[str, Any]], happening: Happening) -> dict[str, Any]:
    """Let an event happen and give the answer of the control API: what changed, and the records as they are then."""
    said = player(happening)
    changed = changes(happening.records.journal)
    return {
        "event": name,
        "at": happening.stamp,
        **said,
        "changed": changed,
        "records": _records(happening.records, changed),
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
