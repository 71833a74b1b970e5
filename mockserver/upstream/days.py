"""Living through days: a believable mixture of events, each at its own instant, and the clock ends where they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, LATEST, format_instant
from mockserver.state import foresight, schedule
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.upstream.events import EVENTS, lasts
from mockserver.upstream.mixtures import Planned, effort, events_of_day
from mockserver.upstream.playing import changes
from mockserver.world.plan import Plan

NAME = "days"
# As many events in an empty world take about two seconds, for which nobody else is answered.
MOST_EFFORT = 2_500


@lasts(NAME)
def days(store: Store, environment: Environment, integration: Integration, values: dict[str, Any]) -> dict[str, Any]:
    """Let `count` days pass with all that happens on them, and with what falls due on the way, in order.

    Which events a day brings depends on seed and day alone, so that twice fifteen days are thirty. One that nothing
    fits is left out, as when nobody is left to be hired.
    """
    start = store.now(environment)
    end = start + values["count"] * DAY
    mixture = _mixture(store.plan(environment, integration), start // DAY, end // DAY)
    if end > LATEST:
        raise InputInvalid(f"$.count: no clock gets beyond {format_instant(LATEST)}.")
    foresight.check(store, environment, end)
    history: list[dict[str, Any]] = []
    played = 0
    for day, events in mixture.items():
        for planned in events:
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


def _mixture(plan: Plan, first: int, last: int) -> dict[int, list[Planned]]:
    """Give the events of some days, by day; InputInvalid where they are too many for one call."""
    most, found = MOST_EFFORT / effort(plan), {first: events_of_day(plan, first)}
    number = len(found[first])
    for day in range(first + 1, last + 1):
        found[day] = events_of_day(plan, day)
        number += len(found[day])
        if number > most and len(found) > 2:
            fitting = len(found) - 2
            raise InputInvalid(
                f"$.count: with {plan.size:,} people so many days take too long for one call; live through them in "
                f"several ones of at most {fitting} {'day' if fitting == 1 else 'days'}."
            )
    return found


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
