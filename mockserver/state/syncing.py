"""The life of syncs: they start, take their time, bring what waited, fail, and come again by schedule.

What a sync's end does follows the vendor's documents: changed data are announced first, then the end itself; three
days of refused credentials make an integration INVALID and pause its syncs; a good sync completes a setup that waited
for its first one, and clears `data_expired_at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from mockserver.instants import DAY, HOUR, MINUTE, parse_duration
from mockserver.state import events, mirror, outbox, schedule, syncs
from mockserver.state.environments import Environment, Integration
from mockserver.state.prehires import advance_prehires
from mockserver.state.schedule import falls_due
from mockserver.state.store import Store
from mockserver.state.syncs import Sync, SyncType

Mode = Literal["immediate", "manual", "scheduled"]

ENDS, STARTS = "sync_ends", "sync_starts"
GOOD = ("SUCCEEDED", "PARTIALLY_FAILED")
OUTCOMES = (*GOOD, "CANCELLED", "FAILED", "AUTHENTICATION_FAILED", "TIMED_OUT")
# The vendor's schedule for a tool that can tell changes apart: all of it every ten hours, changes every three.
FULL_EVERY, DELTA_EVERY = 10 * HOUR, 3 * HOUR
# More often is for nobody, and would keep a server busy whose clocks run.
SHORTEST_INTERVAL = MINUTE
# So long do syncs try with credentials that the tool refuses.
PATIENCE = 3 * DAY
_REFUSED_SINCE = "refused_since"


def settings_of(integration: Integration) -> dict[str, Any]:
    """Give how an integration syncs: mode, duration, intervals and the outcome of the next one."""
    chosen: dict[str, Any] = integration.settings.get("syncs", {})
    return {"mode": "immediate", "duration": None, "full_every": None, "delta_every": None, "outcome": None, **chosen}


def configure(store: Store, environment: Environment, integration: Integration, chosen: dict[str, Any]) -> None:
    """Change how an integration syncs; call it within `store.change`."""
    merged = {**settings_of(integration), **chosen}
    integration.settings = {**integration.settings, "syncs": merged}
    # The customer's own system gets a world of its own with its first change, see mirror.upstream.
    if merged["mode"] == "immediate":
        mirror.join(store, environment, integration)
    schedule.cancel(environment, STARTS, integration_id=integration.id)
    if merged["mode"] == "scheduled" and integration.status == "ACTIVE":
        for kind in ("FULL", "DELTA"):
            _plan_start(store, environment, integration, kind)


def problems(chosen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the names of times that cannot be chosen, and why."""
    for name in ("duration", "full_every", "delta_every"):
        if chosen.get(name) is not None:
            try:
                length = parse_duration(chosen[name])
            except ValueError as problem:
                yield name, str(problem)
                continue
            if name == "duration" and length < 0:
                yield name, "must be longer than nothing"
            elif name != "duration" and length < SHORTEST_INTERVAL:
                yield name, "must be at least a minute, PT1M"


def interval_of(store: Store, environment: Environment, entry: Mapping[str, Any]) -> int | None:
    """Give after how long an entry of a schedule is followed by the next one of its kind; None if by none."""
    if entry["kind"] != STARTS:
        return None
    integration = store.integration(environment, entry["details"]["integration_id"])
    return None if integration is None else _interval(integration, entry["details"]["type"])


def start(store: Store, environment: Environment, integration: Integration, kind: SyncType) -> Sync:
    """Start a sync that ends by the clock, and give it; call it within `store.change`, when none is running."""
    now = store.now(environment)
    duration = settings_of(integration)["duration"]
    sync = syncs.start(environment, integration, kind, now)
    if duration is not None:
        sync = replace(sync, ends_at=now + parse_duration(duration))
        integration.settings = {**integration.settings, syncs.SETTING: syncs.document(sync)}
    schedule.plan(environment, sync.ends_at, ENDS, integration_id=integration.id, sync_id=sync.id)
    return sync


def run(store: Store, environment: Environment, integration: Integration, kind: SyncType) -> dict[str, Any]:
    """Run a sync from start to end at once and tell what it did; one that was running ends first."""
    with store.change(environment, integration):
        now = store.now(environment)
        running = syncs.running(integration, now)
        if running is not None:
            schedule.cancel(environment, ENDS, sync_id=running.id)
            return finish(store, environment, integration, replace(running, ends_at=now))
        sync = syncs.start(environment, integration, kind, now)
        return finish(store, environment, integration, replace(sync, ends_at=now))


def finish(store: Store, environment: Environment, integration: Integration, sync: Sync) -> dict[str, Any]:
    """End a sync: bring what waited, announce it, move the integration's states; call it within `store.change`."""
    state = _outcome(integration)
    brought: list[str] = []
    if state in GOOD:
        brought = mirror.bring(store, environment, integration, sync.type)
        brought += _prehires(store, environment, integration)
    names = events.changed_names(store.catalog, integration, brought)
    if names:
        outbox.tell(store, environment, "data-changed", events.data_changed(integration, names))
    data = events.sync_finished(integration, sync.id, state, sync.started_at, sync.ends_at)
    outbox.tell(store, environment, "sync-finished", data)
    integration.settings = {**integration.settings, syncs.SETTING: syncs.document(sync), "last_sync": data}
    _follow(store, environment, integration, state)
    return {
        "sync_id": sync.id,
        "type": sync.type,
        "state": state,
        "started_at": data["sync_started_at"],
        "ended_at": data["sync_ended_at"],
        "changed_models": names,
    }


def change_states(store: Store, environment: Environment, integration: Integration, **states: str) -> None:
    """Set states of an integration with what follows from them, and announce it; call it within `store.change`."""
    before = (integration.status, integration.setup_status, integration.qa_status)
    for name, value in states.items():
        setattr(integration, name, value)
    if integration.status != before[0]:
        configure(store, environment, integration, {})
    if (integration.status, integration.setup_status, integration.qa_status) != before:
        now = store.now(environment)
        outbox.tell(store, environment, "integration-state-changed", events.integration_state_changed(integration, now))


def set_credentials(store: Store, environment: Environment, integration: Integration, word: str) -> None:
    """Let the tool refuse (`broken`) or accept (`valid`) the stored credentials; call it within `store.change`.

    Repaired ones bring an integration that had become INVALID back to life, as a relink does.
    """
    remember_credentials(integration, word)
    if word == "valid" and integration.status == "INVALID":
        change_states(store, environment, integration, status="ACTIVE")


def remember_credentials(integration: Integration, word: str, since: int | None = None) -> None:
    """Note whether the tool accepts the credentials, and since when syncs have been refused; the caller saves it."""
    settings = {key: value for key, value in integration.settings.items() if key != _REFUSED_SINCE}
    refused = {} if since is None else {_REFUSED_SINCE: since}
    integration.settings = {**settings, "credentials": word, **refused}


@falls_due(ENDS)
def _ends(store: Store, environment: Environment, details: dict[str, Any]) -> None:
    integration = store.integration(environment, details["integration_id"])
    sync = syncs.latest(integration) if integration else None
    if integration is not None and sync is not None and sync.id == details["sync_id"]:
        with store.change(environment, integration):
            finish(store, environment, integration, sync)


@falls_due(STARTS)
def _starts(store: Store, environment: Environment, details: dict[str, Any]) -> None:
    integration = store.integration(environment, details["integration_id"])
    if integration is None or integration.status != "ACTIVE":
        return
    kind: SyncType = details["type"]
    with store.change(environment, integration):
        _plan_start(store, environment, integration, kind)
        if syncs.running(integration, store.now(environment)) is None:
            start(store, environment, integration, kind)


def _plan_start(store: Store, environment: Environment, integration: Integration, kind: str) -> None:
    at = store.now(environment) + _interval(integration, kind)
    schedule.plan(environment, at, STARTS, integration_id=integration.id, type=kind)


def _interval(integration: Integration, kind: str) -> int:
    chosen = settings_of(integration)
    every = chosen["full_every"] if kind == "FULL" else chosen["delta_every"]
    return parse_duration(every) if every else (FULL_EVERY if kind == "FULL" else DELTA_EVERY)


def _outcome(integration: Integration) -> str:
    if integration.settings.get("credentials") == "broken":
        return "AUTHENTICATION_FAILED"
    return settings_of(integration)["outcome"] or "SUCCEEDED"


def _prehires(store: Store, environment: Environment, integration: Integration) -> list[str]:
    rules = store.catalog.connector(integration.tool).categories[integration.category].rules
    if rules.created_employees != "prehire" or integration.world is None:
        return []
    with store.write(environment, integration) as records:
        advance_prehires(records)
    return list(records.changed)


def _follow(store: Store, environment: Environment, integration: Integration, state: str) -> None:
    now = store.now(environment)
    if state == "AUTHENTICATION_FAILED":
        since = integration.settings.get(_REFUSED_SINCE, now)
        integration.settings = {**integration.settings, _REFUSED_SINCE: since}
        if now - since >= PATIENCE and integration.status == "ACTIVE":
            change_states(store, environment, integration, status="INVALID")
    elif state in GOOD:
        integration.settings = {k: v for k, v in integration.settings.items() if k != _REFUSED_SINCE}
        integration.data_expired_at = None
        if integration.setup_status == "FINAL_SYNC_PENDING":
            change_states(store, environment, integration, setup_status="COMPLETED")
