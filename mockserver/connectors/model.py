"""Models of the unified API: their fields, the places of these fields in answers, and their relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What every record has, whatever a connector covers.
ALWAYS = ("id", "changed_at")


@dataclass(frozen=True)
class Relation:
    """A key of an answer that holds records of another model; exactly one of `one`, `list` and `many` is set."""

    name: str
    model: str
    to: str
    one: str | None
    list: str | None
    item: str | None
    many: str | None
    join: str | None
    touches: frozenset[str]
    owned: bool

    @property
    def path(self) -> str:
        """The place of the related ids in a record of `model`, or in one of `to` when the relation is a `many`."""
        if self.list is not None and self.item is not None:
            return f"{self.list}.{self.item}"
        return self.one or self.list or self.many or ""

    @classmethod
    def read(cls, model: str, name: str, document: Mapping[str, Any]) -> Relation:
        """Read a relation of fixtures/models.yaml."""
        return cls(
            name=name,
            model=model,
            to=document["to"],
            one=document.get("one"),
            list=document.get("list"),
            item=document.get("item"),
            many=document.get("many"),
            join=document.get("join"),
            touches=frozenset(document.get("touches", ())),
            owned=bool(document.get("owned")),
        )


@dataclass(frozen=True)
class Model:
    """One model: `fields` are all names that a connector's page can list, in the order in which they are published."""

    id: str
    label: str
    short: str | None
    category: str
    schema: str | None
    fields: tuple[str, ...]
    internal: frozenset[str]
    demanded: frozenset[str]
    places: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, Relation]
    indexed: Mapping[str, str]
    join: bool
    written: bool
    imitated: bool

    def places_of(self, field: str) -> tuple[str, ...]:
        """Give where a field stands in answers, as `model.key.key[].key`; nowhere if no answer has it."""
        if field in self.places:
            return self.places[field]
        return () if field in self.internal else (f"{self.id}.{field}",)

    @classmethod
    def read(cls, id: str, document: Mapping[str, Any]) -> Model:
        """Read a model of the compiled fixtures."""
        return cls(
            id=id,
            label=document["label"],
            short=document["short"],
            category=document["category"],
            schema=document["schema"],
            fields=tuple(document["fields"]),
            internal=frozenset(document["internal"]),
            demanded=frozenset(document["demanded"]),
            places={field: tuple(places) for field, places in document["places"].items()},
            relations={name: Relation.read(id, name, entry) for name, entry in document["relations"].items()},
            indexed=document["indexed"],
            join=document["join"],
            written=document["written"],
            imitated=document["imitated"],
        )
