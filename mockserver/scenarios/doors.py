"""Doors: the control API as it checks what a scenario holds, so that files and calls are refused for the same reasons.

Whatever is refused becomes a finding with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request
from mockserver.control.call import ControlCall
from mockserver.description import Arguments, Description
from mockserver.errors import InputInvalid
from mockserver.state.clock import Clock
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.webhooks.courier import Courier

if TYPE_CHECKING:
    from mockserver.connectors.findings import Spot

Value = TypeVar("Value")

_MOST_ERRORS = 50
_PLACE = re.compile(r"\$((?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d+\]|\['[^']*'\])*)")
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\['([^']*)'\]")


@dataclass(frozen=True)
class Doors:
    """What the control API is made of."""

    pipeline: Pipeline
    courier: Courier
    description: Description

    @property
    def store(self) -> Store:
        """The store behind the server."""
        return self.pipeline.store

    def call(self, operation: str, body: Any, environment: Environment | None = None) -> ControlCall:
        """Give a call as the control API would make it; it belongs to no environment unless one is given."""
        caller = environment or Environment("", "", 0, 0, 0, Clock())
        found = self.description.operations[operation]
        return ControlCall(
            pipeline=self.pipeline,
            courier=self.courier,
            description=self.description,
            request=Request(found.method, found.path),
            operation=found,
            path={},
            arguments=Arguments({}, ()),
            body=body,
            caller=caller,
        )

    def fits(self, operation: str, body: Any, spot: Spot) -> bool:
        """Note where a body breaks the schema of an operation; say whether it does nowhere."""
        # With it comes jsonschema, which only who reads a scenario anew has to wait for.
        from mockserver.description.problems import problems

        errors = list(islice(self.description.operations[operation].body_validator.iter_errors(body), _MOST_ERRORS))
        for error in errors:
            for text in problems(error):
                note(spot, text)
        return not errors


def passed(spot: Spot, check: Callable[[], Value]) -> Value | None:
    """Give what a check of the control API gives; what it refuses is noted, and then there is nothing."""
    try:
        return check()
    except InputInvalid as refusal:
        note(spot, refusal.message)
        return None


def note(spot: Spot, text: str) -> None:
    """Note a refusal such as `$.match.tool: 'x' is not known` at the place that it is about."""
    found = _PLACE.match(text)
    if found is None:
        spot.wrong(text)
        return
    rest = text[found.end() :].lstrip(": ")
    spot.at(*_steps(found[1])).wrong(rest.removesuffix("."))


def _steps(place: str) -> Iterator[str]:
    for step in _STEP.finditer(place):
        yield next(name for name in step.groups() if name is not None)
