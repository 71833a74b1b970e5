"""Projection: a stored record, which is complete, to the answer that a connector gives.

The keys of an answer come from the description, the relations from fixtures/models.yaml, what is known from the view.
A field that is not covered is null, an array of objects that is not covered is empty; a key never misses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.api.masks import Mask, mask
from mockserver.api.reading import Reading
from mockserver.api.view import View
from mockserver.connectors import Catalog, Relation
from mockserver.state.records import Record, Records

# Always there: without them a record is no record (design: id, changed_at); a deletion mark is no data of the tool.
ALWAYS = frozenset({"id", "changed_at", "remote_deleted_at"})

Schema = Mapping[str, Any]
Answer = dict[str, Any]


class Filler(Protocol):
    """Puts related records into the answers of a batch of records."""

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set one key in every answer."""


@dataclass
class Shape:
    """How records of one model are answered: keys copied as they are, keys that are fixed, and related records."""

    model: str
    blank: Answer
    copied: tuple[str, ...]
    fillers: tuple[Filler, ...]
    uncovered: tuple[str, ...]
    demanded: frozenset[str]
    masks: tuple[tuple[str, Mask], ...]
    reading: Reading

    def answers(self, records: Records, batch: Sequence[Record]) -> list[Answer]:
        """Give the answers of a batch of records; related records are read once for the whole batch."""
        batch = self.reading.shown(self.model, records, batch)
        answers = [self._plain(record) for record in batch]
        for filler in self.fillers:
            filler.fill(records, batch, answers)
        return answers

    def answer(self, records: Records, record: Record) -> Answer:
        """Give the answer of one record."""
        return self.answers(records, [record])[0]

    def visible(self, records: Records, batch: Sequence[Record]) -> Sequence[Record]:
        """Leave out the records that the tool does not show."""
        return self.reading.visible(self.model, records, batch)

    def erased(self, answer: Answer) -> Answer:
        """Give the shell that is left of a deleted record two weeks later: marks of identity and time, no data."""
        kept = self.demanded | ALWAYS | {"remote_id"}
        return {key: answer[key] if key in kept else value for key, value in self.blank.items()}

    def _plain(self, record: Record) -> Answer:
        answer = self.blank.copy()
        get = record.get
        for key in self.copied:
            answer[key] = get(key)
        for key, hidden in self.masks:
            answer[key] = hidden.hide(answer[key])
        return answer


@dataclass
class One:
    """A key that holds the one record whose id we hold."""

    key: str
    by: str
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the related record, or to null."""
        ids = (id for record in batch if (id := record.get(self.by)) is not None)
        found = _by_id(records, self.shape, list(records.many(self.shape.model, ids).values()))
        for record, answer in zip(batch, answers, strict=True):
            answer[self.key] = found.get(record.get(self.by))


@dataclass
class Many:
    """A key that holds the live records that hold our id, in order of creation."""

    key: str
    by: str
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the list of related records."""
        held = records.where(self.shape.model, self.by, [record["id"] for record in batch])
        related = self.shape.visible(records, held)
        groups: dict[str, list[Answer]] = {}
        for record, shown in zip(related, self.shape.answers(records, related), strict=True):
            groups.setdefault(record[self.by], []).append(shown)
        for record, answer in zip(batch, answers, strict=True):
            answer[self.key] = groups.get(record["id"], [])


@dataclass
class Listed:
    """A key that holds the records that we list by id, with values that belong to the membership itself."""

    key: str
    by: str
    item: str | None
    own: tuple[str, ...]
    unknown: tuple[str, ...]
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the list of related records, in our order."""
        item = self.item
        entries = (entry for record in batch for entry in record.get(self.by) or ())
        members = records.many(self.shape.model, (entry[item] if item else entry for entry in entries))
        found = _by_id(records, self.shape, self.shape.visible(records, list(members.values())))
        for record, answer in zip(batch, answers, strict=True):
            shown = []
            for entry in record.get(self.by) or ():
                related = found.get(entry[item] if item else entry)
                if related is None:
                    continue
                if item:
                    related = related.copy()
                    for key in self.own:
                        related[key] = entry.get(key)
                    for key in self.unknown:
                        related[key] = self.shape.blank[key]
                shown.append(related)
            answer[self.key] = shown


def _by_id(records: Records, shape: Shape, found: Sequence[Record]) -> dict[str | None, Answer]:
    return {record["id"]: answer for record, answer in zip(found, shape.answers(records, found), strict=True)}


class Shapes:
    """Makes the shape of every view, model and schema once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._made: dict[tuple[View, str, int], Shape] = {}
        self._schemas: dict[int, Schema] = {}
        # Keys of related records that another model's coverage decides about, such as the place of a stage.
        self._elsewhere: dict[str, list[tuple[str, str]]] = {}
        for model in catalog.models.values():
            for field_name, places in model.places.items():
                for place in places:
                    self._elsewhere.setdefault(place, []).append((model.id, field_name))

    def of(self, view: View, model: str, schema: Schema) -> Shape:
        """Give the shape in which a view answers records of a model that follow a schema of the description."""
        # The description resolves a schema once, so the object stands for it; holding it keeps its identity.
        key = (view, model, id(schema))
        shape = self._made.get(key)
        if shape is None:
            self._schemas[id(schema)] = schema
            shape = self._made[key] = self._make(view, model, schema)
        return shape

    def _make(self, view: View, model: str, schema: Schema, place: str = "") -> Shape:
        """Make a shape; `place` is where its records stand in those of another model."""
        blank: Answer = {}
        copied: list[str] = []
        fillers: list[Filler] = []
        uncovered: list[str] = []
        demanded: set[str] = set()
        relations = self._catalog.models[model].relations
        for key, part in properties(schema).items():
            blank[key] = [] if _is_list_of_objects(part) or (not _nullable(part) and _is_list(part)) else None
            relation = relations.get(key)
            if relation is not None:
                filler, missing = self._relation(view, relation, part)
                if filler is not None:
                    fillers.append(filler)
                uncovered.extend(missing)
            elif not _nullable(part) and not _is_list(part):
                demanded.add(key)
                copied.append(key)
            elif key in ALWAYS or view.covers(model, key) or self._covered_elsewhere(view, f"{place}.{key}"):
                copied.append(key)
            else:
                uncovered.append(key)
        found = ((key, mask(self._catalog, view, model, key, properties(schema)[key], _nullable)) for key in copied)
        masks = tuple((key, hidden) for key, hidden in found if hidden is not None)
        uncovered.extend(name for key, hidden in masks for name in hidden.names(key))
        return Shape(
            model, blank, tuple(copied), tuple(fillers), tuple(uncovered), frozenset(demanded), masks, view.reading
        )

    def _covered_elsewhere(self, view: View, place: str) -> bool:
        return any(view.covers(model, field_name) for model, field_name in self._elsewhere.get(place, ()))

    def _relation(self, view: View, relation: Relation, part: Schema) -> tuple[Filler | None, list[str]]:
        key = relation.name
        holder, field_name = (relation.to, relation.many) if relation.many else (relation.model, relation.one)
        known = view.has_model(relation.to) and (not relation.join or view.has_model(relation.join))
        if not known or (field_name and not view.covers(holder, field_name)):
            return None, [key]
        schema = _items(part) if not relation.one else _object(part)
        shape = self._make(view, relation.to, schema, f"{relation.model}.{key}")
        missing = [f"{key}.{name}" for name in shape.uncovered]
        if relation.one:
            return One(key, relation.one, shape), missing
        if relation.many:
            return Many(key, relation.many, shape), missing
        own, unknown = self._own_keys(view, relation)
        missing = [name for name in missing if name.removeprefix(f"{key}.") not in own + unknown]
        missing += [f"{key}.{name}" for name in unknown]
        return Listed(key, str(relation.list), relation.item, own, unknown, shape), missing

    def _own_keys(self, view: View, relation: Relation) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the keys of an entry that belong to the membership: those that are covered, and those that are not."""
        own: list[str] = []
        unknown: list[str] = []
        join = self._catalog.models[relation.join] if relation.join else None
        for field_name, places in (join.places if join else {}).items():
            entry = f"{relation.model}.{relation.name}[]."
            keys = [place.rpartition(".")[2] for place in places if place.startswith(entry)]
            (own if join and view.covers(relation.join or "", field_name) else unknown).extend(keys)
        return tuple(own), tuple(unknown)


def properties(schema: Schema) -> Mapping[str, Any]:
    """Give the properties of an object schema, looking through anyOf and allOf."""
    found: Mapping[str, Any] = _object(schema).get("properties", {})
    return found


def _object(schema: Schema) -> Schema:
    if "properties" in schema:
        return schema
    for part in _branches(schema):
        if "properties" in part:
            return part
    return schema


def _branches(schema: Schema) -> list[Schema]:
    return [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]


def _types(schema: Schema) -> set[str]:
    kind = schema.get("type")
    own = {kind} if isinstance(kind, str) else set(kind or ())
    return own.union(*(_types(part) for part in _branches(schema))) if _branches(schema) else own


def _nullable(schema: Schema) -> bool:
    types = _types(schema)
    return not types or "null" in types


def _is_list(schema: Schema) -> bool:
    return "array" in _types(schema)


def _items(schema: Schema) -> Schema:
    for part in (schema, *_branches(schema)):
        if "items" in part:
            return _object(part["items"])
    return {}


def _is_list_of_objects(schema: Schema) -> bool:
    items = _items(schema)
    return _is_list(schema) and ("properties" in items or any("properties" in part for part in _branches(items)))
