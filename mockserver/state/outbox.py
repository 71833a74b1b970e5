"""The outbox: webhooks on their way, from the change that they are about until a courier takes them.

An event is told inside the transaction of the change, so it leaves only when the change can be read, and not at all
when the change is taken back. Everything that decides what is sent, in which order and with which bytes is decided
here; a courier (mockserver.webhooks) only carries. Delays and retries stand in the schedule of the environment.

A parcel is one event for one endpoint: `{"id", "event": {"id", "type", "data"}, "endpoint", "at", "attempt", "sign",
"fate"}`; `at` is the instant of this attempt by the environment's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import orjson

from mockserver.ids import base58
from mockserver.instants import MINUTE
from mockserver.state import mishaps, schedule, webhooks
from mockserver.state.environments import Environment
from mockserver.state.schedule import falls_due
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint

Parcel = dict[str, Any]

SETTING = "outbox"
# Parcels on their way, each with the process that carries it; only in a database that may outlive the process.
CARRIED = "carried"
KIND = "webhook"
PARTS = frozenset({"id", "event", "endpoint", "at", "attempt", "sign", "fate"})  # of each parcel
# What waits is saved with every change of its environment; more than this only a receiver that never comes leaves.
MOST_WAITING = 1_000
# A parcel that is to be overtaken leaves after this time when no other one comes.
OVERTAKEN_AFTER = MINUTE


def tell(store: Store, environment: Environment, type: str, data: dict[str, Any]) -> None:  # noqa: A002 - its name
    """Let an event happen: whoever listens is sent it once the change is kept. Call it within `store.change`.

    `data` must be that of the type, see events.py; nothing happens when no endpoint listens.
    """
    listening = [endpoint for endpoint in webhooks.endpoints(environment) if endpoint.takes(type)]
    if listening:
        number = environment.count("events")
        event = {"id": base58(f"{environment.id}/events/{number}"), "type": type, "data": data}
        for endpoint in listening:
            _send(store, environment, endpoint, event)


def body(parcel: Parcel) -> bytes:
    """Give the bytes that are sent, which are the bytes that are signed.

    Indented, as the vendor's sample of a signature check builds its text; text beyond ASCII is UTF-8.
    """
    return orjson.dumps(parcel["event"], option=orjson.OPT_INDENT_2)


def integration_of(event: dict[str, Any]) -> str | None:
    """Give the id of the integration that an event is about, None if it is about none."""
    data = event["data"]
    found = data.get("id") if "tool" in data else data.get("integration_id")
    return found if isinstance(found, str) else None


def waiting(environment: Environment) -> list[tuple[Parcel, int | None]]:
    """Give the parcels that no courier has taken, with the instant at which those that are held back leave."""
    entries = environment.settings.get("schedule", ())
    held = [(entry["details"]["parcel"], entry["at"]) for entry in entries if entry["kind"] == KIND]
    return [*((parcel, None) for parcel in environment.settings.get(SETTING, ())), *held]


def take(store: Store, environment: Environment) -> list[Parcel]:
    """Give the parcels that may leave, in their order, those first that a dead process had taken.

    They are the caller's until `settle` or `give_back`.
    """
    if not environment.settings.get(SETTING) and not _lost(store, environment):
        return []
    with store.processes.taking() as number, store.keep(environment):
        # Another process may have taken them in the meantime.
        lost = _lost(store, environment)
        parcels = [*(entry["parcel"] for entry in lost), *environment.settings.get(SETTING, ())]
        _put(environment, [])
        if store.database.persistent and parcels:
            store.processes.beat()
            others = [entry for entry in environment.settings.get(CARRIED, ()) if entry not in lost]
            own = [{"by": store.processes.own, "take": number, "parcel": parcel} for parcel in parcels]
            _set(environment, CARRIED, others + own)
    return parcels


def is_ours(store: Store, environment: Environment, parcel: Parcel) -> bool:
    """Tell whether a parcel that was taken is still the caller's.

    In another process, a reset may have made it a thing of the past; and one that took this process for dead has it.
    """
    if not store.database.shared:
        return True
    return store.shelf.refresh(environment) and _is_carried(store, environment, parcel)


def settle(store: Store, environment: Environment, parcel: Parcel) -> None:
    """Let a parcel be done with, whatever came of it."""
    if _is_carried(store, environment, parcel):
        with store.keep(environment):
            _no_longer_carried(environment, [parcel])


def give_back(store: Store, environment: Environment, parcels: Iterable[Parcel]) -> None:
    """Put parcels back that were taken and not sent, before all others."""
    with store.keep(environment):
        back = [parcel for parcel in parcels if not store.database.shared or _is_carried(store, environment, parcel)]
        _no_longer_carried(environment, back)
        _put(environment, [*back, *environment.settings.get(SETTING, ())])


def left_behind(store: Store) -> list[Environment]:
    """Give the environments of a database that had something to send or to play when their process ended."""
    return store.due()


def retry(store: Store, environment: Environment, parcel: Parcel) -> int | None:
    """Plan the next attempt at a parcel that failed and give its instant, None when there is none.

    It counts from the failed attempt by the environment's clock, not from when the failure was noticed; so a clock
    that was advanced meanwhile plays all attempts that fell due, as it would have if the receiver had been quicker.
    """
    with store.keep(environment):
        if store.database.shared and not _is_carried(store, environment, parcel):
            return None
        endpoint = webhooks.endpoint(environment, parcel["endpoint"])
        if endpoint is None or parcel["attempt"] > len(endpoint.retries) or parcel.get("replay"):
            return None
        if len(waiting(environment)) >= MOST_WAITING:
            return None
        _no_longer_carried(environment, [parcel])
        at: int = parcel["at"] + endpoint.retries[parcel["attempt"] - 1]
        schedule.plan(environment, at, KIND, parcel={**parcel, "attempt": parcel["attempt"] + 1})
    for listener in store.on_change:
        listener(environment)
    return at


def replay(store: Store, environment: Environment, parcel: Parcel) -> None:
    """Send a parcel once more, the same bytes; a retry that was planned for it is not needed any more."""
    with store.change(environment):
        forget_retries(environment, parcel["id"])
        again = {**parcel, "at": store.now(environment), "sign": "right", "fate": "send", "replay": True}
        _put(environment, [*environment.settings.get(SETTING, ()), again])


def forget_retries(environment: Environment, id: str) -> None:
    """Take the planned attempts at a parcel out of the schedule; the caller saves the environment."""
    entries = environment.settings.get("schedule", ())
    kept = [entry for entry in entries if entry["kind"] != KIND or entry["details"]["parcel"]["id"] != id]
    environment.settings = {**environment.settings, "schedule": kept}


@falls_due(KIND)
def _leave(store: Store, environment: Environment, details: dict[str, Any]) -> None:
    _post(environment, {**details["parcel"], "at": store.now(environment)})
    # No record changes: the revision, which names answers and their log_url, must not depend on receivers.
    environment.revision -= 1


def _send(store: Store, environment: Environment, endpoint: Endpoint, event: dict[str, Any]) -> None:
    now = store.now(environment)
    facts = {"type": event["type"], "endpoint": endpoint.id, "integration_id": integration_of(event)}
    effect = mishaps.strike(environment, facts)
    sign: Literal["right", "wrong", "none"] = "right"
    if "mis_sign" in effect or "unsigned" in effect:
        sign = "none" if "unsigned" in effect else "wrong"
    for copy in range(effect.get("duplicate", 1)):
        parcel = {
            "id": base58(f"{event['id']}/{endpoint.id}/{copy}"),
            "event": event,
            "endpoint": endpoint.id,
            "at": now,
            "attempt": 1,
            "sign": sign,
            "fate": "drop" if "drop" in effect else "send",
        }
        if "drop" not in effect and "delay" in effect:
            schedule.plan(environment, now + effect["delay"], KIND, parcel=parcel)
        elif "drop" not in effect and "reorder" in effect:
            schedule.plan(environment, now + OVERTAKEN_AFTER, KIND, parcel=parcel, overtaken=endpoint.id)
        else:
            _post(environment, parcel)


def _post(environment: Environment, parcel: Parcel) -> None:
    """Let a parcel leave, and after it those that were waiting to be overtaken by it."""
    entries = environment.settings.get("schedule", ())
    overtaken = [
        entry for entry in entries if entry["kind"] == KIND and entry["details"].get("overtaken") == parcel["endpoint"]
    ]
    if overtaken and parcel["fate"] == "send":
        kept = [entry for entry in entries if entry not in overtaken]
        environment.settings = {**environment.settings, "schedule": kept}
    else:
        overtaken = []
    late = [{**entry["details"]["parcel"], "at": parcel["at"]} for entry in overtaken]
    _put(environment, [*environment.settings.get(SETTING, ()), parcel, *late])


def _put(environment: Environment, parcels: list[Parcel]) -> None:
    _set(environment, SETTING, parcels[-MOST_WAITING:])


def _lost(store: Store, environment: Environment) -> list[dict[str, Any]]:
    """Give what processes had taken that have died since, and what this one has taken without being told so."""
    carried, processes = environment.settings.get(CARRIED, ()), store.processes
    dead = {by for by in {entry["by"] for entry in carried} if not processes.lives(by)}
    return [
        entry
        for entry in carried
        if entry["by"] in dead or (entry["by"] == processes.own and entry["take"] in processes.doubtful)
    ]


def _is_carried(store: Store, environment: Environment, parcel: Parcel) -> bool:
    """Tell whether this process carries a parcel."""
    own = store.processes.own
    return any(entry["by"] == own and entry["parcel"] == parcel for entry in environment.settings.get(CARRIED, ()))


def _no_longer_carried(environment: Environment, parcels: list[Parcel]) -> None:
    carried = environment.settings.get(CARRIED, ())
    _set(environment, CARRIED, [entry for entry in carried if entry["parcel"] not in parcels])


def _set(environment: Environment, name: str, value: list[Any]) -> None:
    others = {key: known for key, known in environment.settings.items() if key != name}
    environment.settings = {**others, name: value} if value else others
