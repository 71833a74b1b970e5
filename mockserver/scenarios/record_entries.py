"""Records of a scenario file: models by name, values that the API could give; what they say becomes entries.

Keys are checked against a world, which knows them all, when one is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.description.body import validator
from mockserver.scenarios.doors import note
from mockserver.scenarios.words import SOME_DAY
from mockserver.state.placeholders import filled, misspelt, resolved
from mockserver.state.store import Store
from mockserver.upstream.references import references

_OWN_KEYS = ("match", "remote_id", "like", "delete")
# They follow from something else; each with what to write instead.
_FOLLOW = {
    "id": "the id follows from remote_id",
    "changed_at": "it is the midnight at which the environment begins",
    "remote_deleted_at": "write delete: true",
}


def compile_records(store: Store, category: str, records: Mapping[str, Any], spot: Spot) -> list[dict[str, Any]]:
    """Give the entries of own records, in the order in which they are written down; what is wrong is noted."""
    names = model_names(store, category)
    found = []
    for name, entries in records.items():
        if name not in names:
            spot.at(name).unknown("model", name, names)
            continue
        for number, entry in enumerate(entries):
            found.append(_entry(store, names[name], entry, spot.at(name, number)))
    return found


def model_names(store: Store, category: str) -> dict[str, str]:
    """Give the models of a category that have records, by their names in paths and by their ids."""
    models = {
        id: model
        for id, model in store.catalog.models.items()
        if model.category == category and model.short is not None and not model.join
    }
    return {str(model.short): id for id, model in models.items()} | {id: id for id in models}


def places_of(records: Mapping[str, list[Any]]) -> list[tuple[str, int]]:
    """Give where each entry stands in the file, as the name of its model and its number there."""
    return [(name, number) for name, entries in records.items() for number in range(len(entries))]


def _entry(store: Store, model: str, entry: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    if ("match" in entry) == ("remote_id" in entry):
        spot.wrong("needs either match, to change a record, or remote_id, to add one")
    if "match" in entry and "like" in entry:
        spot.at("like").wrong("a record that is changed keeps what is not given; like is for records that are added")
    for key in _FOLLOW.keys() & entry.keys():
        spot.at(key).wrong(f"{key} cannot be given: {_FOLLOW[key]}")
    fields = {key: value for key, value in entry.items() if key not in _OWN_KEYS}
    shown = _shown(store, model)
    _check_values(shown, fields, spot)
    _check_references(store, model, {key: value for key, value in fields.items() if key not in shown}, spot)
    match = entry.get("match")
    return {
        "model": model,
        "match": None if match is None else {**match, **_text(match, "remote_id")},
        "remote_id": _text(entry, "remote_id").get("remote_id"),
        "like": _text(entry, "like").get("like"),
        "delete": entry.get("delete", False),
        "fields": fields,
    }


def _shown(store: Store, model: str) -> dict[str, Any]:
    """Give the schemas of what answers show of a model's own."""
    schema, relations = store.catalog.models[model].schema, store.catalog.models[model].relations
    properties = store.description.schema(schema)["properties"] if schema is not None else {}
    return {key: part for key, part in properties.items() if key not in relations}


def _check_values(properties: Mapping[str, Any], fields: Mapping[str, Any], spot: Spot) -> None:
    """Check values against the schema of the answer; what no answer shows may be anything."""
    from mockserver.description.problems import problems

    given = {key: value for key, value in fields.items() if key not in _FOLLOW}
    meant = filled(resolved(given, "any:integration"), SOME_DAY)
    for error in validator({"type": "object", "properties": properties}).iter_errors(meant):
        # Told with all the others that are no days, see words.py.
        if not (isinstance(error.instance, str) and misspelt(error.instance)):
            for text in problems(error):
                note(spot, text)


def _check_references(store: Store, model: str, fields: Mapping[str, Any], spot: Spot) -> None:
    """Check that what names other records, and stands in no answer and so in no schema, is text."""
    single = {relation.many: None for relation in store.catalog.relations_to(model) if relation.many}
    several = {reference.key: reference.item for reference in references() if reference.of == model}
    for key, item in (single | several).items():
        value = fields.get(key)
        entries = value if isinstance(value, list) else [value]
        ids = [entry.get(item) if isinstance(entry, dict) and item else entry for entry in entries]
        fit = all(id is None or isinstance(id, str) for id in ids) and not (item and any(map(_is_bare, entries)))
        if not fit or (key in single and isinstance(value, list)):
            example = f"{item}: remote:…" if item else "remote:…"
            spot.at(key).wrong(f"must name records by their ids, as {example}")


def _is_bare(entry: Any) -> bool:
    """Tell whether an id stands where an entry with keys should."""
    return entry is not None and not isinstance(entry, dict)


def _text(entry: Mapping[str, Any], key: str) -> dict[str, str]:
    """Give a tool's own id as the text that it is, however it was written."""
    return {key: str(entry[key])} if key in entry else {}
