"""Reset and snapshots: an environment as a whole, put back or kept.

A snapshot keeps no copy of records: it holds on to the worlds as they are, and the next write of the environment
takes copies of its own. What nobody holds on to any more is dropped.
"""

from __future__ import annotations

from typing import Any

import orjson

from mockserver.ids import base58
from mockserver.instants import format_instant
from mockserver.state import outbox
from mockserver.state.environments import Environment, environment_from, integration_from
from mockserver.state.store import Store


def reset(store: Store, environment: Environment, now: int | None = None) -> None:
    """Put an environment back to its seed, as on the day on which it is reset; snapshots stay.

    With `now` its clock stands still there, and that is the day.
    """
    fresh = store.fresh(environment.id, environment.secret, environment, now)
    fresh.touched = now is not None or bool(_stored(store, environment))
    replace(store, environment, fresh)
    if not fresh.touched:
        store.database.execute("DELETE FROM blobs WHERE environment = ?", (environment.id,))


def take(store: Store, environment: Environment, name: str | None) -> dict[str, Any]:
    """Save an environment as it is now and give the entry of the snapshot."""
    with store.change(environment):
        rows = store.database.query("SELECT id FROM snapshots WHERE environment = ?", (environment.id,))
        taken = 1 + max((int(id.partition("-")[0]) for (id,) in rows), default=0)
        id = f"{taken}-{base58(f'{environment.id}/snapshots/{taken}', 8)}"
        for integration in environment.integrations.values():
            integration.writable = integration.remote_writable = False
        document = {
            "name": name,
            "taken_at": format_instant(store.now(environment)),
            "changed_at": environment.changed_at,
            "environment": _without_carried(environment.document()),
            "integrations": [item.document() for item in environment.integrations.values()],
        }
        store.database.execute(
            "INSERT INTO snapshots (environment, id, document) VALUES (?, ?, ?)",
            (environment.id, id, orjson.dumps(document).decode()),
        )
        store.save(environment, *environment.integrations.values())
    return {"id": id, "name": name, "taken_at": document["taken_at"]}


def entries(store: Store, environment: Environment) -> list[dict[str, Any]]:
    """List the snapshots of an environment, oldest first."""
    found = [(id, orjson.loads(text)) for id, text in _stored(store, environment)]
    found.sort(key=lambda entry: int(entry[0].partition("-")[0]))
    return [{"id": id, "name": document["name"], "taken_at": document["taken_at"]} for id, document in found]


def restore(store: Store, environment: Environment, id: str) -> bool:
    """Put an environment back to a snapshot; False if there is no such snapshot."""
    documents = dict(_stored(store, environment))
    if id not in documents:
        return False
    document = orjson.loads(documents[id])
    earlier = environment_from(environment.id, document["changed_at"], document["environment"])
    earlier.integrations = {item["id"]: integration_from(item) for item in document["integrations"]}
    replace(store, environment, earlier)
    return True


def remove(store: Store, environment: Environment, id: str) -> bool:
    """Forget a snapshot; False if there is no such snapshot."""
    with store.keep(environment):
        gone = store.database.execute("DELETE FROM snapshots WHERE environment = ? AND id = ?", (environment.id, id))
        _drop_unused(store, environment)
    return gone > 0


def replace(store: Store, environment: Environment, other: Environment) -> None:
    """Make an environment another one, with the integrations and worlds of that; snapshots stay."""
    with store.change(environment):
        # The first two name rendered answers and stored states, so they never go back.
        kept = environment.revision, environment.version, environment.sandbox
        store.shelf.forget_integrations(environment)
        environment.__dict__.update(other.__dict__)
        environment.revision, environment.version, environment.sandbox = kept
        environment.touched = other.touched or bool(environment.sandbox)
        store.save(environment, *environment.integrations.values())
        _drop_unused(store, environment)
        # Before `on_change`: what is forgotten is the past, not what a snapshot brings back.
        for listener in store.on_replace:
            listener(environment)


def _without_carried(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is on its way just now: it arrives, so bringing it back would send it twice."""
    settings = {name: value for name, value in document["settings"].items() if name != outbox.CARRIED}
    return {**document, "settings": settings}


def _drop_unused(store: Store, environment: Environment) -> None:
    used = {world for item in environment.integrations.values() for world in (item.world, item.remote_world)}
    for _, text in _stored(store, environment):
        used |= {item[name] for item in orjson.loads(text)["integrations"] for name in ("world", "remote_world")}
    used |= store.worlds.below(used)
    owned = store.database.query("SELECT number FROM worlds WHERE owner = ?", (environment.id,))
    store.worlds.drop(number for (number,) in owned if number not in used)


def _stored(store: Store, environment: Environment) -> list[tuple[str, str]]:
    rows = store.database.query("SELECT id, document FROM snapshots WHERE environment = ?", (environment.id,))
    return [(id, text) for id, text in rows]
