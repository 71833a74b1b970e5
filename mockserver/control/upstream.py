"""Upstream: what happens in the customer's own system, on request.

Each event is a function registered under its name; what it takes stands in openapi/control/openapi.yaml, as the
component `Upstream.<name>`. An event happens whole or not at all. Reads show it at once or after a sync, as the
integration is set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.description import Description
from mockserver.description.body import validator
from mockserver.errors import InputInvalid
from mockserver.state.environments import Environment, Integration
from mockserver.state.mirror import upstream
from mockserver.state.store import Store
from mockserver.state.transaction import Transaction
from mockserver.suggest import did_you_mean

_MOST_PROBLEMS = 10


@dataclass(frozen=True)
class Happening:
    """One event on its way: where it happens, and the values that were given for it."""

    store: Store
    environment: Environment
    integration: Integration
    records: Transaction
    values: dict[str, Any]


# Gives what the answer says besides the changes, by name.
Player = Callable[[Happening], dict[str, Any]]


@dataclass(frozen=True)
class Event:
    """A kind of event: the category of integrations in which it happens, and what it does."""

    category: str
    play: Player

    @staticmethod
    def component(name: str) -> str:
        """Give the name of the schema that the values of an event follow."""
        return f"Upstream.{name}"


EVENTS: dict[str, Event] = {}


def happens(name: str, category: str) -> Callable[[Player], Player]:
    """Register a function as what happens when an event of a name is asked for."""

    def register(player: Player) -> Player:
        assert name not in EVENTS, f"two players for {name}"
        EVENTS[name] = Event(category, player)
        return player

    return register


@controls("PlayUpstreamEvent")
def play_upstream_event(call: ControlCall) -> Any:
    """Let something happen in the customer's system, and tell what changed there."""
    integration, name = call.integration(), call.body["event"]
    event = EVENTS.get(name)
    if event is None:
        raise InputInvalid(f"$.event: {name[:100]!r} is not known{did_you_mean(name, EVENTS)}.")
    if event.category != integration.category:
        raise InputInvalid(
            f"$.event: {name!r} happens in {event.category} integrations; this one is of {integration.category}."
        )
    _check(call.description, name, call.body)
    with upstream(call.store, call.environment, integration) as records:
        values = {key: value for key, value in call.body.items() if key != "event"}
        said = event.play(Happening(call.store, call.environment, integration, records, values))
    changed = [{"model": model, "id": id, "what": what} for model, id, what in records.journal]
    return {"event": name, **said, "changed": changed}


def _check(description: Description, name: str, body: dict[str, Any]) -> None:
    checker = validator(description.schema(Event.component(name)))
    errors = list(islice(checker.iter_errors(body), _MOST_PROBLEMS))
    if errors:
        from mockserver.description.problems import problems

        found = list(dict.fromkeys(text for error in errors for text in problems(error)))[:_MOST_PROBLEMS]
        raise InputInvalid(found[0], explanation=" ".join(found))
