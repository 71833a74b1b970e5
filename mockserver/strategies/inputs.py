"""Inputs: the part of a body's schema that a connector takes, so that nothing is ignored or warned about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.connectors import CategoryCoverage
from mockserver.description.schemas import Schema
from mockserver.strategies.schemas import merged

# Forwarded to the tool as they are: no connector ignores them, and nobody can say what is valid.
_FORWARDED = "remote_fields"


@dataclass(frozen=True)
class Inputs:
    """What one action of a connector takes."""

    coverage: CategoryCoverage
    action: str

    def taken(self, place: str) -> bool:
        """Say whether the connector has a place for an input, by its place in the body."""
        return not self.coverage.ignored_inputs(self.action, [place])

    def schema(self, whole: Schema) -> Schema:
        """Give the schema of bodies with all that the API and the tool insist on, and nothing that would be ignored."""
        found = _restricted(whole, "", self.taken, self._insisted(), must=True)
        assert found is not None, "what the API insists on is never left out"
        return found

    def _insisted(self) -> frozenset[str]:
        names = self.coverage.rules.required_inputs.get(self.action, ())
        action = self.coverage.catalog.actions[self.action]
        places = [place for place, name in action.inputs.items() if name in names]
        return frozenset(part for place in places for part in _prefixes(place))


def _prefixes(place: str) -> list[str]:
    steps = place.split(".")
    return [".".join(steps[:end]) for end in range(1, len(steps) + 1)]


def _restricted(
    schema: Schema, place: str, taken: Callable[[str], bool], insisted: frozenset[str], *, must: bool
) -> Schema | None:
    """Give a schema without what is not taken, None if nothing is left that makes sense.

    What the API insists on all the way from the root stays, as the API would refuse a body without it.
    """
    schema = merged(schema)
    if "items" in schema:
        items = _restricted(schema["items"], place, taken, insisted, must=False)
        return None if items is None else {**schema, "items": items}
    if "properties" not in schema:
        return schema if must or taken(place) else None
    kept: Schema = {}
    required = set(schema.get("required", ()))
    for name, part in schema["properties"].items():
        inner = f"{place}.{name}" if place else name
        if name == _FORWARDED:
            continue
        found = _restricted(part, inner, taken, insisted, must=must and name in required)
        if found is not None:
            kept[name] = found
        elif name in required:
            return None
    if not kept:
        return None
    needed = [name for name in kept if name in required or (f"{place}.{name}" if place else name) in insisted]
    return {**schema, "properties": kept, "required": needed}
