"""Masks: parts of a value that is stored whole, such as the candidate of an order, that a connector does not fill.

Which parts another model's coverage decides about stands in fixtures/models.yaml, under `places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mockserver.api.view import View
from mockserver.connectors import Catalog
from mockserver.connectors.inputs import Schema, properties


@dataclass
class Mask:
    """What of a value is hidden: all of it, or parts of the object that it is, or of each object in its list."""

    hidden: bool = False
    parts: dict[str, Mask] = field(default_factory=dict)

    def hide(self, value: Any) -> Any:
        """Give the value without what is hidden: `null`, or an empty list for a list; the value itself stays whole."""
        if isinstance(value, list):
            return [] if self.hidden else [self.hide(item) for item in value]
        if self.hidden:
            return None
        if not isinstance(value, dict):
            return value
        return {**value, **{key: part.hide(value[key]) for key, part in self.parts.items() if key in value}}

    def names(self, name: str) -> Iterator[str]:
        """Give the dotted names of what is hidden, `name` being that of the whole."""
        if self.hidden:
            yield name
        for key, part in self.parts.items():
            yield from part.names(f"{name}.{key}")


def mask(
    catalog: Catalog, view: View, model: str, key: str, schema: Schema, fits_null: Callable[[Schema], bool]
) -> Mask | None:
    """Give the mask of a key of a model that holds `schema`; None when nothing in it is hidden."""
    found = Mask()
    for other in catalog.models.values():
        for name, places in other.places.items():
            for place in places:
                first, *steps = place.replace("[]", "").split(".")
                if first == model and steps[0] == key and len(steps) > 1:
                    node = found
                    for step in steps[1:]:
                        node = node.parts.setdefault(step, Mask())
                    node.hidden = not view.covers(other.id, name)
    _settle(found, schema, fits_null)
    return found if found.hidden or found.parts else None


def _settle(node: Mask, schema: Schema, fits_null: Callable[[Schema], bool]) -> None:
    """Keep what the API cannot do without, hide a list when nothing in it is known, drop what hides nothing."""
    known = properties(schema)
    for key, part in list(node.parts.items()):
        inner = known[key]
        if part.parts and "items" in inner and all(below.hidden for below in part.parts.values()):
            part.hidden, part.parts = True, {}
        _settle(part, inner, fits_null)
        part.hidden = part.hidden and ("items" in inner or fits_null(inner))
        if not (part.hidden or part.parts):
            del node.parts[key]
