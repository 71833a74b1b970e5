"""Projection: a stored record, which is complete, to the answer that a connector gives.

The keys of an answer come from the description, the relations from fixtures/models.yaml, what is known from the view.
"""

from __future__ import annotations

from mockserver.api.fillers import Listed, Many, One
from mockserver.api.masks import mask
from mockserver.api.schema_parts import (
    Schema,
    is_list,
    is_list_of_objects,
    items_part,
    nullable,
    object_part,
    properties,
)
from mockserver.api.shape import ALWAYS, Answer, Filler, Shape
from mockserver.api.view import View
from mockserver.connectors import Catalog, Relation


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
            blank[key] = [] if is_list_of_objects(part) or (not nullable(part) and is_list(part)) else None
            relation = relations.get(key)
            if relation is not None:
                filler, missing = self._relation(view, relation, part)
                if filler is not None:
                    fillers.append(filler)
                uncovered.extend(missing)
            elif not nullable(part) and not is_list(part):
                demanded.add(key)
                copied.append(key)
            elif key in ALWAYS or view.covers(model, key) or self._covered_elsewhere(view, f"{place}.{key}"):
                copied.append(key)
            else:
                uncovered.append(key)
        found = ((key, mask(self._catalog, view, model, key, properties(schema)[key], nullable)) for key in copied)
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
        schema = items_part(part) if not relation.one else object_part(part)
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
