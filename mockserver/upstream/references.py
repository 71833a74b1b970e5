"""References between records: what goes with a record that goes, and what becomes of those that named it.

Which keys name which models stands in fixtures/upstream/references.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from mockserver.state.records import Record, Records
from mockserver.upstream.datasets import data
from mockserver.upstream.happening import Happening

Key = tuple[str, str]


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


def remove(happening: Happening, model: str, id: str) -> None:
    """Delete a record with all that goes with it, and mend whatever named one of these."""
    records = happening.records
    gone = _going(records, model, id)
    # Looked up before anything is mended: what comes instead may depend on what is about to change.
    instead = {(model, id): _stand_in(records, model, id, gone) for model, id in gone}
    for reference in references():
        for to, id in gone:
            if to != reference.to or reference.gone == "delete":
                continue
            for holder in _holders(records, reference, id):
                if (reference.of, holder["id"]) not in gone:
                    value = _without(reference, holder, {id}, instead[to, id])
                    happening.change(reference.of, holder, {reference.key: value})
    for model, id in gone:
        records.delete(model, id)


def mend(happening: Happening, model: str, record: Record) -> Record:
    """Let a record that is back name no record that is gone."""
    for reference in references():
        if reference.of != model or reference.gone == "delete":
            continue
        ids = reference.ids(record)
        found = happening.records.many(reference.to, ids)
        dead = {id for id in ids if id not in found or found[id]["remote_deleted_at"] is not None}
        if dead:
            value = _without(reference, record, dead, _instead_of_dead(happening, reference, record))
            record = happening.change(model, record, {reference.key: value})
    return record


def owners(happening: Happening, model: str, record: Record) -> Iterator[tuple[str, str, str]]:
    """Give the records without which a record cannot be, as (key, model, id)."""
    for relation in happening.store.catalog.relations_to(model):
        if relation.owned and relation.many and record.get(relation.many) is not None:
            yield relation.many, relation.model, record[relation.many]
    for reference in references():
        if reference.of == model and reference.gone == "delete":
            yield from ((reference.key, reference.to, id) for id in reference.ids(record))


def belongings(happening: Happening, model: str, record: Record) -> Iterator[tuple[str, Record]]:
    """Give the records, deleted ones too, that go where a record goes, one step down, as (model, record)."""
    records = happening.records
    for relation in records.layout.catalog.models[model].relations.values():
        if relation.owned and relation.many:
            for child in records.where(relation.to, relation.many, [record["id"]], include_deleted=True):
                yield relation.to, child
    for reference in references():
        if reference.of == model and reference.together:
            for child in records.many(reference.to, reference.ids(record)).values():
                yield reference.to, child
        if reference.to == model and reference.gone == "delete":
            for child in _holders(records, reference, record["id"], include_deleted=True):
                yield reference.of, child


def _going(records: Records, model: str, id: str) -> dict[Key, None]:
    """Give a record and the live ones that go with it, owners first."""
    gone: dict[Key, None] = {}
    waiting = [(model, id)]
    while waiting:
        model, id = waiting.pop()
        record = records.get(model, id)
        if record is None or record["remote_deleted_at"] is not None or (model, id) in gone:
            continue
        gone[model, id] = None
        for relation in records.layout.catalog.models[model].relations.values():
            if relation.owned and relation.many:
                waiting += [(relation.to, child["id"]) for child in records.where(relation.to, relation.many, [id])]
        for reference in references():
            if reference.to == model and reference.gone == "delete":
                waiting += [(reference.of, holder["id"]) for holder in _holders(records, reference, id)]
            if reference.of == model and reference.together:
                waiting += [
                    (reference.to, named)
                    for named in reference.ids(record)
                    if all((model, holder["id"]) in gone for holder in _holders(records, reference, named))
                ]
    return gone


def _holders(records: Records, reference: Reference, id: str, *, include_deleted: bool = False) -> list[Record]:
    """Give the records that name one; a place that nobody looks up otherwise is searched from end to end."""
    if any(path.text == reference.path for path in records.layout.indexed(reference.of)):
        return records.where(reference.of, reference.path, [id], include_deleted=include_deleted)
    every = records.all(reference.of, include_deleted=include_deleted)
    return [record for record in every if id in reference.ids(record)]


def _without(reference: Reference, holder: Record, dead: set[str], instead: str | None) -> Any:
    """Give the value of a key that names records which are gone, without them."""
    value = holder[reference.key]
    if reference.gone == "clear":
        return None
    if reference.gone != "drop":
        return None if instead == holder["id"] else instead
    kept = [entry for entry in value if (entry[reference.item] if reference.item else entry) not in dead]
    if reference.item is None:
        return kept
    return [{**entry, "index": place} if "index" in entry else entry for place, entry in enumerate(kept)]


def _stand_in(records: Records, model: str, id: str, gone: Iterable[Key]) -> str | None:
    """Give the id of what comes instead of a record that goes: the stage before it, the manager above."""
    taken = {other for kind, other in gone if kind == model}
    kinds = {reference.gone for reference in references() if reference.to == model}
    if "step" in kinds:
        return _neighbour(records, model, id, taken)
    key = next((each.key for each in references() if each.to == each.of == model and each.gone == "pass_on"), None)
    return None if key is None else _above(records, model, key, id, taken.__contains__)


def _neighbour(records: Records, model: str, id: str, taken: set[str]) -> str | None:
    for reference in references():
        if reference.to != model or not reference.together:
            continue
        for holder in _holders(records, reference, id):
            ids = reference.ids(holder)
            place = ids.index(id)
            return next((other for other in (*ids[place::-1], *ids[place:]) if other not in taken), None)
    return None


def _above(records: Records, model: str, key: str, id: str | None, is_gone: Callable[[str], bool]) -> str | None:
    """Follow a key upwards to the first record that is still there."""
    seen: set[str] = set()
    while id is not None and id not in seen:
        seen.add(id)
        record = records.get(model, id)
        if record is not None and record["remote_deleted_at"] is None and not is_gone(id):
            return id
        id = record.get(key) if record is not None else None
    return None


def _instead_of_dead(happening: Happening, reference: Reference, record: Record) -> str | None:
    records = happening.records
    if reference.gone == "pass_on":
        return _above(records, reference.to, reference.key, record[reference.key], lambda _: False)
    if reference.gone == "step":
        from mockserver.upstream.ats_pipelines import pipeline_of

        holder = records.get("ats_applications", record["application_id"]) if "application_id" in record else record
        stages = pipeline_of(records, holder) if holder else []
        hired = bool(holder) and holder.get("outcome") == "HIRED"
        return stages[-1 if hired else 0]["id"] if stages else None
    return None
