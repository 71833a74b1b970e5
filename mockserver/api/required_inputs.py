"""Required inputs: what a tool insists on although the API does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.api.call import Call
from mockserver.errors import RemoteInputInvalid


def check_required_inputs(call: Call) -> None:
    """Refuse a body without an input that the connector's rule `required_inputs` names for the action."""
    id = str(call.operation.action)
    action = call.catalog.actions[id]
    names = call.view.coverage.rules.required_inputs.get(id, ())
    # Names that stand in the path have no place in the body; they are always given.
    wanted = [place for place, name in action.inputs.items() if name in names]
    missing = [place for place in wanted if not any(_found(call.body, place.split(".")))]
    if missing:
        raise RemoteInputInvalid(
            f"{', '.join(missing)}: the tool insists on {'it' if len(missing) == 1 else 'them'}.",
            explanation=f"the connector's rule required_inputs names {', '.join(missing)} for {id}",
        )


def _found(value: Any, steps: list[str]) -> Iterator[bool]:
    """Give one True for every value at a place; empty texts count as missing."""
    if isinstance(value, list):
        for item in value:
            yield from _found(item, steps)
    elif not steps:
        yield value not in (None, "")
    elif isinstance(value, dict) and steps[0] in value:
        yield from _found(value[steps[0]], steps[1:])
