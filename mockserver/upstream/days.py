"""Living through days: a believable mixture of events, each at its own instant, and the clock ends where they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, format_instant
from mockserver.state import schedule
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.upstream.events import EVENTS, lasts
from mockserver.upstream.mixtures import Planned, events_of_day
from mockserver.upstream.playing import changes

NAME = "days"


@lasts(NAME)
def days(store: Store, environment: Environment, integration: Integration, values: dict[str, Any]) -> dict[str, Any]:
    """Let `count` days pass with all that happens on them, and with what falls due on the way, in order.

    Which events a day brings depends on seed and day alone, so that twice fifteen days are thirty. One that nothing
    fits is left out, as when nobody is left to be hired.
    """
    start = store.now(environment)
    end = start + values["count"] * DAY
    history: list[dict[str, Any]] = []
    played = 0
    for day in range(start // DAY, end // DAY + 1):
        for planned in events_of_day(store.plan(environment, integration), day):
            if start < planned.at <= end:
                played += schedule.play(store, environment, planned.at)
                history += _happen(store, environment, integration, planned)
        reached = min((day + 1) * DAY, end)
        played += schedule.play(store, environment, reached)
        with store.change(environment):
            environment.clock = environment.clock.advance(reached, store.time)
    journal = [(entry["model"], entry["id"], entry["what"]) for happened in history for entry in happened["changed"]]
    return {
        "event": NAME,
        "from": format_instant(start),
        "to": format_instant(end),
        "played": played,
        "history": history,
        "changed": changes(journal),
    }


def _happen(store: Store, environment: Environment, integration: Integration, planned: Planned) -> list[dict[str, Any]]:
    try:
        with _standing_at(environment, planned.at):
            said = EVENTS[planned.event].play(store, environment, integration, planned.values)
    except InputInvalid:
        return []  # nothing fits
    return [{key: said[key] for key in ("at", "event", "changed")}] if said["changed"] else []


@contextmanager
def _standing_at(environment: Environment, instant: int) -> Iterator[None]:
    before, environment.moment = environment.moment, instant
    try:
        yield
    finally:
        environment.moment = before
