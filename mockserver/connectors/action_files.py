"""fixtures/actions.yaml against the description: operations, permissions and inputs of each action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.connectors.inputs import input_places
from mockserver.description import Description, Operation


def compile_actions(document: Mapping[str, Any], description: Description, spot: Spot) -> dict[str, Any]:
    """Give every action with the operations that name it and with all names that a page can list for it."""
    operations: dict[str, list[Operation]] = {}
    for operation in description.operations.values():
        if operation.action is not None:
            operations.setdefault(operation.action, []).append(operation)
    for id in operations.keys() - document.keys():
        names = ", ".join(operation.id for operation in operations[id])
        spot.unknown(f"action in the description ({names}):", id, document)
    return {id: _action(entry, operations.get(id, []), spot.at(id)) for id, entry in document.items()}


def _action(entry: Mapping[str, Any], operations: list[Operation], spot: Spot) -> dict[str, Any]:
    imitated = entry.get("imitated", True)
    if imitated and not operations:
        spot.wrong("no operation of the description names this action")
    described = [place for operation in operations for place in input_places(operation.body_schema or {})]
    places = list(dict.fromkeys(described or entry.get("inputs", ())))
    renamed = {place: name for name, place in entry.get("places", {}).items()}
    for place, name in renamed.items():
        if place not in places:
            spot.at("places", name).unknown("input", place, places)
    for index, place in enumerate(entry.get("unlisted", ())):
        if place not in places:
            spot.at("unlisted", index).unknown("input", place, places)
    return {
        "label": entry["label"],
        "category": entry["category"],
        "operations": [operation.id for operation in operations],
        "permission": next((operation.permission for operation in operations if operation.permission), None),
        "path": entry.get("path", []),
        "inputs": {place: renamed.get(place, place) for place in places},
        "unlisted": entry.get("unlisted", []),
        "custom": entry.get("custom", False),
        "published": entry.get("published", True),
        "imitated": imitated,
    }
