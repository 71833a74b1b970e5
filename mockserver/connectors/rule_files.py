"""The rules of a connector file: labels in them become ids, and restrictions of files get the form of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.connectors.findings import Spot

_AMOUNTS = ("min_amount", "max_amount")
_SIZES = ("max_file_size_bytes", "accepted_mime_types")


@dataclass(frozen=True)
class Vocabulary:
    """The words of one category: ids of models and actions by label, names of fields and inputs by id."""

    models: Mapping[str, str]
    actions: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, tuple[str, ...]]


def compile_rules(rules: Mapping[str, Any], words: Vocabulary, spot: Spot) -> dict[str, Any]:
    """Give the rules with ids instead of labels; fields of models become `model.field`."""
    reader = _Reader(words)
    return {
        kind: getattr(reader, kind)(value, spot.at(kind)) if hasattr(reader, kind) else value
        for kind, value in rules.items()
    }


class _Reader:
    """A method named like a kind of rule reads that kind; kinds without one name nothing that has an id."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words

    def latency_ms(self, value: Mapping[str, int], spot: Spot) -> dict[str, int]:
        return {id: value[label] for label, id in _known(value, self._words.actions, "action", spot).items()}

    def required_inputs(self, value: Mapping[str, list[str]], spot: Spot) -> dict[str, list[str]]:
        found = _known(value, self._words.actions, "action", spot)
        for label, id in found.items():
            for index, name in enumerate(value[label]):
                if name not in self._words.inputs[id]:
                    spot.at(label, index).unknown(f"input of {label!r}:", name, self._words.inputs[id])
        return {id: value[label] for label, id in found.items()}

    def attachment_restrictions(self, value: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        found = _known(value, self._words.actions, "action", spot)
        return {id: self._restrictions(id, value[label], spot.at(label)) for label, id in found.items()}

    def models_need(self, value: Mapping[str, list[str]], spot: Spot) -> dict[str, list[str]]:
        models = self._words.models
        found = _known(value, models, "model", spot)
        return {id: list(_known(value[label], models, "model", spot.at(label)).values()) for label, id in found.items()}

    def raw_only_addresses(self, value: list[str], spot: Spot) -> list[str]:
        return list(self._places(value, spot).values())

    def sometimes_null(self, value: list[str], spot: Spot) -> list[str]:
        return list(self._places(value, spot).values())

    def mapped_values(self, value: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        return {place: value[name] for name, place in self._places(value, spot).items()}

    def _restrictions(self, id: str, entry: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        """Give the object that the API answers: amounts and a total only where several files come at once."""
        inputs = self._words.inputs[id]
        several = any(name.startswith("attachments.") for name in inputs)
        if not several:
            if not any(name.startswith("attachment.") for name in inputs):
                spot.wrong("this action takes no files")
            _check_single(entry, spot)
        total = {"total_size_bytes": entry.get("total_size_bytes")} if several else {}
        wanted = (*_AMOUNTS, *_SIZES) if several else _SIZES
        return {**total, "types": {name: _type(limits, wanted) for name, limits in entry["types"].items()}}

    def _places(self, names: Iterable[str], spot: Spot) -> dict[str, str]:
        """Give `model.field` for each `Model label.field`."""
        found = {}
        for index, name in enumerate(names):
            below = spot.at(name if isinstance(names, dict) else index)
            label, _, field = name.partition(".")
            id = self._words.models.get(label)
            if id is None:
                below.unknown("model", label, self._words.models)
            elif field not in self._words.fields[id]:
                below.unknown(f"field of {label!r}:", field, self._words.fields[id])
            else:
                found[name] = f"{id}.{field}"
        return found


def _known(labels: Iterable[str], known: Mapping[str, str], what: str, spot: Spot) -> dict[str, str]:
    """Give the ids of the labels, by label; unknown ones are noted."""
    for index, label in enumerate(labels):
        if label not in known:
            spot.at(label if isinstance(labels, dict) else index).unknown(what, label, known)
    return {label: known[label] for label in labels if label in known}


def _type(limits: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    if not limits["is_supported"]:
        return {"is_supported": False}
    return {"is_supported": True, **{key: limits.get(key) for key in wanted}}


def _check_single(entry: Mapping[str, Any], spot: Spot) -> None:
    amounts = [("types", name, key) for name, limits in entry["types"].items() for key in _AMOUNTS if key in limits]
    for keys in [("total_size_bytes",)] * ("total_size_bytes" in entry) + amounts:
        spot.at(*keys).wrong("this action takes one file at a time")
