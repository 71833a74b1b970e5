"""The schedule of an environment: what falls due at an instant of its clock, and the playing of it, in order.

Advancing a clock plays everything on the way at its own instant; a running clock plays what has become due before the
next request is answered, and a ticker of the server plays it when no request comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.state.environments import Environment
from mockserver.state.store import Store

Player = Callable[[Store, Environment, dict[str, Any]], None]
PLAYERS: dict[str, Player] = {}


def falls_due(kind: str) -> Callable[[Player], Player]:
    """Register a function as what happens when an entry of a kind falls due; the clock stands at its instant."""

    def register(player: Player) -> Player:
        assert kind not in PLAYERS, f"two players for {kind}"
        PLAYERS[kind] = player
        return player

    return register


def plan(environment: Environment, at: int, kind: str, **details: Any) -> None:
    """Add an entry to the schedule; the caller saves the environment within `store.change`."""
    assert kind in PLAYERS, f"nobody plays {kind}"
    entry = {"at": at, "number": environment.count("schedule"), "kind": kind, "details": details}
    entries = [*environment.settings.get("schedule", ()), entry]
    entries.sort(key=lambda item: (item["at"], item["number"]))
    environment.settings = {**environment.settings, "schedule": entries}


def cancel(environment: Environment, kind: str, **details: Any) -> None:
    """Remove the entries of a kind whose details include these; the caller saves the environment."""
    wanted = details.items()
    kept = [
        entry
        for entry in environment.settings.get("schedule", ())
        if entry["kind"] != kind or not wanted <= entry["details"].items()
    ]
    environment.settings = {**environment.settings, "schedule": kept}


def next_due(environment: Environment) -> int | None:
    """Give the instant of the first entry, or None."""
    entries = environment.settings.get("schedule")
    return entries[0]["at"] if entries else None


def play(store: Store, environment: Environment, until: int) -> int:
    """Play every entry that falls due until an instant, each at its own, and give how many there were."""
    played = 0
    while (at := next_due(environment)) is not None and at <= until:
        before = environment.moment
        environment.moment = max(at, environment.changed_at)
        try:
            with store.change(environment):
                # Another process may have played it in the meantime.
                if next_due(environment) == at:
                    entry, *rest = environment.settings["schedule"]
                    environment.settings = {**environment.settings, "schedule": rest}
                    PLAYERS[entry["kind"]](store, environment, entry["details"])
                    played += 1
        finally:
            environment.moment = before
    return played
