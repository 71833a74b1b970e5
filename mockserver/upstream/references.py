"""References between records: which keys name which models, what belongs to what, and who names a record.

The keys stand in fixtures/upstream/references.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from mockserver.state.records import Record, Records
from mockserver.upstream.datasets import data


class Reference(NamedTuple):
    """A key of a model that names records of another, and what becomes of it when they are gone."""

    of: str
    key: str
    item: str | None
    to: str
    gone: Literal["clear", "drop", "step", "pass_on", "delete"]
    together: bool

    @property
    def path(self) -> str:
        """The place of the ids, as records are looked up by it."""
        return f"{self.key}.{self.item}" if self.item else self.key

    def ids(self, record: Record) -> list[str]:
        """Give the ids that a record has there."""
        value = record.get(self.key)
        entries = value if isinstance(value, list) else [value]
        found = (entry.get(self.item) if self.item and entry else entry for entry in entries)
        return [id for id in found if id is not None]


@lru_cache(maxsize=1)
def references() -> tuple[Reference, ...]:
    """Give all references, in the order in which they are to be mended."""
    return tuple(
        Reference(
            entry["of"], entry["key"], entry.get("item"), entry["to"], entry["gone"], together=entry.get("with", False)
        )
        for entry in data("references")
    )


def owners(records: Records, model: str, record: Record) -> Iterator[tuple[str, str, str]]:
    """Give the records without which a record cannot be, as (key, model, id)."""
    for relation in records.layout.catalog.relations_to(model):
        if relation.owned and relation.many and record.get(relation.many) is not None:
            yield relation.many, relation.model, record[relation.many]
    for reference in references():
        if reference.of == model and reference.gone == "delete":
            yield from ((reference.key, reference.to, id) for id in reference.ids(record))


def belongings(records: Records, model: str, record: Record) -> Iterator[tuple[str, Record]]:
    """Give the records, deleted ones too, that go where a record goes, one step down, as (model, record)."""
    for relation in records.layout.catalog.models[model].relations.values():
        if relation.owned and relation.many:
            for child in records.where(relation.to, relation.many, [record["id"]], include_deleted=True):
                yield relation.to, child
    for reference in references():
        if reference.of == model and reference.together:
            for child in records.many(reference.to, reference.ids(record)).values():
                yield reference.to, child
        if reference.to == model and reference.gone == "delete":
            for child in holders(records, reference, [record["id"]], include_deleted=True):
                yield reference.of, child


def holders(
    records: Records, reference: Reference, ids: Collection[str], *, include_deleted: bool = False
) -> list[Record]:
    """Give the records that name one of these; a place that nobody looks up otherwise is searched from end to end."""
    if any(path.text == reference.path for path in records.layout.indexed(reference.of)):
        return records.where(reference.of, reference.path, ids, include_deleted=include_deleted)
    every = records.all(reference.of, include_deleted=include_deleted) if ids else ()
    return [record for record in every if not set(ids).isdisjoint(reference.ids(record))]
