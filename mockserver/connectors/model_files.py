"""fixtures/models.yaml against the description: each name has a place in an answer or is internal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.connectors.inputs import Schema, properties
from mockserver.description import Description

_Entry = Mapping[str, Any]


def compile_models(document: Mapping[str, _Entry], description: Description, spot: Spot) -> dict[str, Any]:
    """Give every model with all names that a page can list for it."""
    schemas = {id: _schema(entry, description, spot.at(id)) for id, entry in document.items()}
    places = {id: _places(entry) for id, entry in document.items()}
    # Keys of an answer that another model's coverage decides about, such as the system roles of a user.
    elsewhere = {_key(place) for entry in places.values() for found in entry.values() for place in found}
    compiled = {}
    for id, entry in document.items():
        relations = entry.get("relations", {})
        own = [key for key in properties(schemas[id]) if key not in relations and f"{id}.{key}" not in elsewhere]
        compiled[id] = {
            "label": entry["label"],
            "short": entry.get("short"),
            "category": entry["category"],
            "schema": entry.get("schema"),
            "fields": list(dict.fromkeys([*own, *places[id], *entry.get("internal", ())])),
            "internal": entry.get("internal", []),
            "demanded": entry.get("demanded", []),
            "places": places[id],
            "relations": relations,
            "indexed": entry.get("indexed", {}),
            "join": entry.get("join", False),
            "written": entry.get("written", False),
            "imitated": entry.get("imitated", True),
        }
        _check_names(entry, compiled[id]["fields"], schemas[id], spot.at(id))
        _check_references(compiled[id], schemas, spot.at(id))
    _check_labels(document, spot)
    return compiled


def _schema(entry: _Entry, description: Description, spot: Spot) -> Schema:
    name = entry.get("schema")
    if name is None:
        return {}
    known = description.document()["components"]["schemas"]
    if name not in known:
        spot.at("schema").unknown("component of the description", name, known)
        return {}
    return description.schema(name)


def _places(entry: _Entry) -> dict[str, list[str]]:
    places = entry.get("places", {})
    return {field: [found] if isinstance(found, str) else found for field, found in places.items()}


def _key(place: str) -> str:
    """Give model and key of a place: `ats_users.system_roles` of `ats_users.system_roles[].scope`."""
    return ".".join(place.split(".")[:2]).removesuffix("[]")


def _check_names(entry: _Entry, fields: list[str], schema: Schema, spot: Spot) -> None:
    for index, name in enumerate(entry.get("internal", ())):
        if name in properties(schema):
            spot.at("internal", index).wrong(f"{name!r} is not internal: the answer of {entry['schema']} has it")
    for index, name in enumerate(entry.get("demanded", ())):
        if name not in fields:
            spot.at("demanded", index).unknown("field", name, fields)


def _check_references(compiled: _Entry, schemas: Mapping[str, Schema], spot: Spot) -> None:
    for field, places in compiled["places"].items():
        for place in places:
            _check_place(place, schemas, spot.at("places", field))
    for name, relation in compiled["relations"].items():
        for key in {"to", "join"} & relation.keys():
            if relation[key] not in schemas:
                spot.at("relations", name, key).unknown("model", relation[key], schemas)


def _check_place(place: str, schemas: Mapping[str, Schema], spot: Spot) -> None:
    model, *steps = place.split(".")
    if model not in schemas:
        spot.unknown("model", model, schemas)
        return
    schema = schemas[model]
    for step in steps:
        names = properties(schema)
        key = step.removesuffix("[]")
        if key not in names:
            spot.unknown(f"key in {place!r}:", key, names)
            return
        schema = names[key]


def _check_labels(document: Mapping[str, _Entry], spot: Spot) -> None:
    seen: dict[tuple[str, str], str] = {}
    for id, entry in document.items():
        first = seen.setdefault((entry["category"], entry["label"]), id)
        if first != id:
            spot.at(id, "label").wrong(f"{entry['label']!r} is the label of {first} too")
