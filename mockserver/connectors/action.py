"""Actions: what can be written through the API, and the names of their inputs on a connector's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANY_CATEGORY = "any"


@dataclass(frozen=True)
class Action:
    """One action: `inputs` maps the place of each input in the body to its name on the pages."""

    id: str
    label: str
    category: str
    operations: tuple[str, ...]
    permission: str | None
    path: tuple[str, ...]
    inputs: Mapping[str, str]
    unlisted: frozenset[str]
    custom: bool
    published: bool
    imitated: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """All names that a connector's page can list, in the order in which they are published."""
        listed = (name for place, name in self.inputs.items() if place not in self.unlisted)
        return tuple(dict.fromkeys((*self.path, *listed)))

    def input_at(self, place: str) -> str | None:
        """Give the place of the input that a leaf of a body belongs to; None for keys that the contract does not know.

        An input can be a structure with leaves of its own, such as a file given as answer to a question.
        """
        while place and place not in self.inputs:
            place = place.rpartition(".")[0]
        return place or None

    @classmethod
    def read(cls, id: str, document: Mapping[str, Any]) -> Action:
        """Read an action of the compiled fixtures."""
        return cls(
            id=id,
            label=document["label"],
            category=document["category"],
            operations=tuple(document["operations"]),
            permission=document["permission"],
            path=tuple(document["path"]),
            inputs=document["inputs"],
            unlisted=frozenset(document["unlisted"]),
            custom=document["custom"],
            published=document["published"],
            imitated=document["imitated"],
        )
