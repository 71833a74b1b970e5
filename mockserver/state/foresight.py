"""Foresight: how much a clock would play on its way, so that a call that would keep everybody waiting never begins."""

from __future__ import annotations

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, HOUR, MINUTE, format_duration
from mockserver.state import syncing
from mockserver.state.environments import Environment
from mockserver.state.store import Store

# About two seconds' worth; one thread serves all environments.
MOST = 20_000


def check(store: Store, environment: Environment, until: int) -> None:
    """Refuse, with a step that would do, to go to an instant on the way to which too much falls due."""
    number = ahead(store, environment, until)
    if number > MOST:
        start = store.now(environment)
        step = (until - start) * MOST // number
        unit = next((unit for unit in (DAY, HOUR) if step >= unit), MINUTE)
        raise InputInvalid(
            f"$: about {number:,} syncs and other things fall due until then, and one call plays {MOST:,} at most; "
            f"go there in steps such as {format_duration(max(step // unit, 1) * unit)}."
        )


def ahead(store: Store, environment: Environment, until: int) -> int:
    """Tell how much falls due until an instant: what is planned, and each sync that a planned one is followed by."""
    number = 0
    for entry in environment.settings.get("schedule", ()):
        if entry["at"] <= until:
            interval = syncing.interval_of(store, environment, entry)
            # A sync starts and ends.
            number += 1 if interval is None else 2 * (1 + (until - int(entry["at"])) // interval)
    return number
