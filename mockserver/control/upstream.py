"""Upstream: what happens in the customer's own system, on request.

Which events there are, and what they do, is the matter of mockserver/upstream/; what each takes stands in
openapi/control/upstream.yaml, as the component `Upstream.<name>`.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.description import Description
from mockserver.description.body import validator
from mockserver.errors import InputInvalid
from mockserver.upstream import due  # noqa: F401 - what an earlier run planned has to find its player

_MOST_PROBLEMS = 10


@controls("PlayUpstreamEvent")
def play_upstream_event(call: ControlCall) -> Any:
    """Let something happen in the customer's system, and tell what changed there."""
    from mockserver.upstream.catalogue import find_event  # with the events come the words of the worlds

    integration = call.integration()
    event = find_event(call.body["event"], integration.category)
    _check(call.description, event.name, call.body)
    values = {key: value for key, value in call.body.items() if key != "event"}
    return event.play(call.store, call.environment, integration, values)


def component(name: str) -> str:
    """Give the name of the schema that the values of an event follow."""
    return f"Upstream.{name}"


def _check(description: Description, name: str, body: dict[str, Any]) -> None:
    checker = validator(description.schema(component(name)))
    errors = list(islice(checker.iter_errors(body), _MOST_PROBLEMS))
    if errors:
        from mockserver.description.problems import problems

        found = list(dict.fromkeys(text for error in errors for text in problems(error)))[:_MOST_PROBLEMS]
        raise InputInvalid(found[0], explanation=" ".join(found))
