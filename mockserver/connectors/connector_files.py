"""One connector file: labels become ids, shorthands are written out, and every name must be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.connectors.action import Action
from mockserver.connectors.coverage import ALL
from mockserver.connectors.findings import Spot
from mockserver.connectors.rule_files import Vocabulary, compile_rules


class Names:
    """The words that a connector file may use, from the compiled models and actions."""

    def __init__(self, models: dict[str, Any], actions: dict[str, Any], features: Mapping[str, list[str]]) -> None:
        self.models, self.actions, self.features = models, actions, features
        read = {id: Action.read(id, entry) for id, entry in actions.items()}
        self._inputs = {id: action.fields for id, action in read.items()}
        self._fields = {id: tuple(entry["fields"]) for id, entry in models.items()}

    def of(self, category: str) -> Vocabulary:
        """Give the words that a page of the category can use."""
        return Vocabulary(
            models={
                entry["label"]: id
                for id, entry in self.models.items()
                if entry["category"] == category and not entry["written"]
            },
            actions={entry["label"]: id for id, entry in self.actions.items() if entry["category"] == category},
            fields=self._fields,
            inputs=self._inputs,
        )

    def is_usual(self, action_id: str) -> bool:
        """Say whether the action is not one that only single tools have."""
        return not self.actions[action_id]["custom"]


def compile_connector(document: Mapping[str, Any], names: Names, spot: Spot) -> dict[str, Any]:
    """Give a connector with ids instead of labels; what is wrong in it is noted."""
    return {
        "label": document["label"],
        "categories": {
            category: _category(category, entry, names, spot.at("categories", category))
            for category, entry in document["categories"].items()
        },
    }


def _category(category: str, entry: Mapping[str, Any], names: Names, spot: Spot) -> dict[str, Any]:
    words = names.of(category)
    usual = {label: id for label, id in words.actions.items() if names.is_usual(id)}
    for index, feature in enumerate(entry.get("features", ())):
        if feature not in names.features[category]:
            spot.at("features", index).unknown("feature", feature, names.features[category])
    models = _Table("model", "field", words.models, words.fields)
    actions = _Table("action", "input", words.actions, words.inputs)
    return {
        "status": entry.get("status", "generally_available"),
        "sources": entry.get("sources", []),
        "locales": entry.get("locales", ["en_US"]),
        "models": models.read(entry["models"], words.models, spot.at("models")),
        "actions": actions.read(entry["actions"], usual, spot.at("actions")),
        "features": entry.get("features"),
        "guides": entry.get("guides", {}),
        "variants": entry.get("variants", []),
        "notes": entry.get("notes", []),
        "rules": compile_rules(entry.get("rules", {}), words, spot.at("rules")),
    }


class _Table:
    """Reads the models or the actions of a category."""

    def __init__(self, what: str, part: str, labels: Mapping[str, str], parts: Mapping[str, tuple[str, ...]]) -> None:
        self._what, self._part, self._labels, self._parts = what, part, labels, parts

    def read(self, entry: Any, every: Mapping[str, str], spot: Spot) -> dict[str, Any]:
        """Give the covered ones by id, in the order of the catalog; `every` are those that `all` stands for."""
        if entry == ALL:
            return dict.fromkeys(every.values(), ALL)
        found = {}
        for label, value in entry.items():
            if label in self._labels:
                found[self._labels[label]] = self._coverage(label, value, spot.at(label))
            else:
                spot.at(label).unknown(self._what, label, self._labels)
        return {id: found[id] for id in self._labels.values() if id in found}

    def _coverage(self, label: str, value: Any, spot: Spot) -> Any:
        if isinstance(value, str):
            return value
        table, listed = ({"fields": value}, spot) if isinstance(value, list) else (value, spot.at("fields"))
        fields = self._known(label, table.get("fields", ()), listed)
        without = self._known(label, table.get("without", ()), spot.at("without"))
        known = self._parts[self._labels[label]]
        others = [name for name in known if name not in {*fields, *without}] if table.get("others") else []
        return {"fields": fields, "unknown": others, "note": table.get("note")}

    def _known(self, label: str, words: Iterable[str], spot: Spot) -> list[str]:
        known = self._parts[self._labels[label]]
        for index, word in enumerate(words):
            if word not in known:
                spot.at(index).unknown(f"{self._part} of {label!r}:", word, known)
        return list(words)
