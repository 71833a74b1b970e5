"""The registry of events: a name, the categories of integrations in which it happens, and what it does.

What values an event takes stands in openapi/control/upstream.yaml, as the component `Upstream.<name>`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.environments import Environment, Integration
from mockserver.state.mirror import upstream
from mockserver.state.store import Store
from mockserver.suggest import did_you_mean
from mockserver.upstream.happening import Happening
from mockserver.upstream.playing import account_of

CATEGORIES = ("ATS", "HRIS", "ASSESSMENT")

Values = dict[str, Any]
# Acts, and gives what the answer says besides the changes, by name.
Player = Callable[[Happening], Values]
Acting = Callable[[Store, Environment, Integration, Values], Values]


@dataclass(frozen=True)
class Event:
    """A kind of event; `play` lets it happen and gives the answer of the control API."""

    name: str
    categories: tuple[str, ...]
    play: Acting


EVENTS: dict[str, Event] = {}


def happens(name: str, *categories: str, pushed: bool = False) -> Callable[[Player], Player]:
    """Register a function as what happens, whole or not at all, when an event is asked for; without categories in all.

    What is `pushed` by the tool is seen at once; everything else when a sync brings it.
    """
    open_transaction = Store.write if pushed else upstream

    def register(player: Player) -> Player:
        def play(store: Store, environment: Environment, integration: Integration, values: Values) -> Values:
            with open_transaction(store, environment, integration) as records:
                return account_of(name, player, Happening.begin(store, environment, integration, records, values))

        _add(Event(name, categories or CATEGORIES, play))
        return player

    return register


def lasts(name: str) -> Callable[[Acting], Acting]:
    """Register a function as an event that takes its time and opens transactions of its own."""

    def register(acting: Acting) -> Acting:
        _add(Event(name, CATEGORIES, acting))
        return acting

    return register


def find_event(name: str, category: str) -> Event:
    """Give the event of a name; InputInvalid names the nearest one, or the category in which it would make sense."""
    event = EVENTS.get(name)
    if event is None:
        fitting = [known.name for known in EVENTS.values() if category in known.categories]
        raise InputInvalid(
            f"$.event: {name[:100]!r} is not known{did_you_mean(name, EVENTS)}", explanation=_all(fitting)
        )
    if category not in event.categories:
        fitting = [known.name for known in EVENTS.values() if category in known.categories]
        where = " and ".join(event.categories)
        raise InputInvalid(
            f"$.event: {name!r} happens in {where} integrations; this one is of {category}.", explanation=_all(fitting)
        )
    return event


def _all(names: list[str]) -> str:
    return f"events of this integration: {', '.join(names)}"


def _add(event: Event) -> None:
    assert event.name not in EVENTS, f"two players for {event.name}"
    EVENTS[event.name] = event
