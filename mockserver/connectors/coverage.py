"""What one connector covers in one category: models with fields, actions with inputs, features, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mockserver.connectors.action import ANY_CATEGORY
from mockserver.connectors.model import ALWAYS, Relation
from mockserver.connectors.rules import Rules

if TYPE_CHECKING:
    from mockserver.connectors.catalog import Catalog

ALL = "all"
UNKNOWN = "unknown"
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ModelCoverage:
    """The covered fields of a model; those in `unknown` are covered because nothing documents them."""

    fields: frozenset[str]
    unknown: frozenset[str] = _NOTHING
    note: str | None = None

    @property
    def documented(self) -> bool:
        """Whether any page names the model with a field."""
        return self.unknown != self.fields


@dataclass(frozen=True, slots=True)
class ActionCoverage:
    """The inputs of an action by their names on the page; `fields` is None when every input is accepted.

    `names` are the same inputs, written out; those in `unknown` are accepted because nothing documents them.
    """

    fields: frozenset[str] | None
    names: frozenset[str]
    unknown: frozenset[str] = _NOTHING
    documented: bool = True
    note: str | None = None


@dataclass(frozen=True, eq=False)
class CategoryCoverage:
    """One connector in one category. What it holds is built when it is first asked for."""

    tool: str
    category: str
    catalog: Catalog = field(repr=False)
    _document: Mapping[str, Any] = field(repr=False)

    @property
    def status(self) -> str:
        """How the vendor offers it: `generally_available`, `open_beta`, `partner_only` and so on."""
        return str(self._document["status"])

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the facts come from."""
        return tuple(self._document["sources"])

    @property
    def locales(self) -> tuple[str, ...]:
        """Markets of the tool, the main one first."""
        return tuple(self._document["locales"])

    @property
    def features(self) -> tuple[str, ...]:
        """Labels of the features that the page names."""
        return tuple(self._document["features"] or ())

    @property
    def features_documented(self) -> bool:
        """Whether the features are known at all."""
        return self._document["features"] is not None

    @property
    def guides(self) -> Mapping[str, str | None]:
        """Titles of the vendor's guides, with their address where it is known."""
        guides: Mapping[str, str | None] = self._document["guides"]
        return guides

    @property
    def variants(self) -> tuple[str, ...]:
        """Other categories that the page names."""
        return tuple(self._document["variants"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing and changes no answer."""
        return tuple(self._document["notes"])

    @cached_property
    def rules(self) -> Rules:
        """What the tool does differently."""
        return Rules.read(self.rules_document)

    @property
    def rules_document(self) -> Mapping[str, Any]:
        """The rules of the file as plain values, ids instead of labels; kinds that it does not name are left out."""
        rules: Mapping[str, Any] = self._document["rules"]
        return rules

    @cached_property
    def models(self) -> dict[str, ModelCoverage]:
        """The readable models by id."""
        return {id: self._model_coverage(id, entry) for id, entry in self._document["models"].items()}

    @cached_property
    def actions(self) -> dict[str, ActionCoverage]:
        """The possible actions by id."""
        return {id: self._action_coverage(id, entry) for id, entry in self._document["actions"].items()}

    def has_model(self, model_id: str) -> bool:
        """Say whether the model can be read."""
        model = self.catalog.models.get(model_id)
        return model_id in self.models or (model is not None and model.written and model.category == self.category)

    def has_action(self, action_id: str) -> bool:
        """Say whether the action is possible."""
        action = self.catalog.actions.get(action_id)
        return action_id in self.actions or (action is not None and action.category == ANY_CATEGORY)

    def covers(self, model_id: str, field: str) -> bool:
        """Say whether a field of the model, by its key in the answer or its name on the page, holds values."""
        model = self.catalog.models.get(model_id)
        relation = model.relations.get(field) if model else None
        return self.shows(f"{model_id}.{field}") if relation is None else self.shows_relation(relation)

    def shows_relation(self, relation: Relation) -> bool:
        """Say whether a key of an answer that holds related records holds any: they and their membership are known."""
        member = (
            self.has_model(relation.join)
            if relation.join
            else relation.one is None or self.shows(f"{relation.model}.{relation.one}")
        )
        return member and self.has_model(relation.to)

    def shows(self, place: str) -> bool:
        """Say whether a place in an answer, written `ats_jobs.stages[].index`, holds values."""
        if place in self._shown:
            return True
        model = self.catalog.models.get(place.partition(".")[0])
        # Nobody documents fields of what is only written; a join's places say which parts of it a tool fills.
        return model is not None and model.written and place not in self._governed and self.has_model(model.id)

    def ignored_inputs(self, action_id: str, leaves: Iterable[str]) -> list[str]:
        """Give the leaf paths of a body, in order and once each, that the tool has no place for.

        Leaves are dotted and without indices. Keys that the contract does not know are never among them.
        """
        coverage, action = self.actions.get(action_id), self.catalog.actions[action_id]
        if coverage is None or coverage.fields is None:
            return []
        ignored: dict[str, None] = {}
        for leaf in leaves:
            place = action.input_at(leaf)
            if place and place not in action.unlisted and action.inputs[place] not in coverage.fields:
                ignored[leaf] = None
        return list(ignored)

    @cached_property
    def _shown(self) -> frozenset[str]:
        return frozenset(self._covered_places())

    @cached_property
    def _governed(self) -> frozenset[str]:
        """Places that are known through another model: single values, and lists of objects."""
        return frozenset(
            part
            for model in self.catalog.models.values()
            if model.category == self.category
            for places in model.places.values()
            for place in places
            for part in _prefixes(place)
            if part == place or part.endswith("[]") or f"{part}[]" in place
        )

    def _covered_places(self) -> Iterator[str]:
        for id, coverage in self.models.items():
            model = self.catalog.models[id]
            for name in {*coverage.fields, *model.demanded, *(() if model.join else ALWAYS)}:
                yield f"{id}.{name}"
                for place in model.places_of(name):
                    yield from _prefixes(place)

    def _model_coverage(self, id: str, entry: Any) -> ModelCoverage:
        every = frozenset(self.catalog.models[id].fields)
        if entry == ALL:
            return ModelCoverage(every)
        if entry == UNKNOWN:
            return ModelCoverage(every, every)
        unknown = frozenset(entry["unknown"])
        return ModelCoverage(frozenset(entry["fields"]) | unknown, unknown, entry["note"])

    def _action_coverage(self, id: str, entry: Any) -> ActionCoverage:
        every = frozenset(self.catalog.actions[id].fields)
        if entry == ALL:
            return ActionCoverage(None, every)
        if entry == UNKNOWN:
            return ActionCoverage(None, every, every, documented=False)
        unknown = frozenset(entry["unknown"])
        accepted = frozenset(entry["fields"]) | unknown
        return ActionCoverage(accepted, accepted, unknown, note=entry["note"])


def _prefixes(place: str) -> Iterator[str]:
    """Give the place and those above it, up to a whole key of a model: a list is shown if something in it is."""
    steps = place.split(".")
    for end in range(2, len(steps) + 1):
        part = ".".join(steps[:end])
        yield part
        if part.endswith("[]"):
            yield part.removesuffix("[]")
