"""Moments of a scenario file: each names a record, a call and what the call answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.connectors.findings import Spot
from mockserver.errors import ApiError
from mockserver.scenarios.doors import Doors
from mockserver.scenarios.record_entries import model_names
from mockserver.scenarios.words import SOME_DAY, ids_in
from mockserver.state.placeholders import filled

CONTROL = "/_mock"


def compile_moments(doors: Doors, document: Mapping[str, Any], spot: Spot) -> list[dict[str, Any]]:
    """Give the moments with every key; what is wrong in them is noted."""
    names = document.get("integrations", {})
    return [_moment(doors, entry, names, spot.at(number)) for number, entry in enumerate(document.get("moments", ()))]


def _moment(doors: Doors, entry: Mapping[str, Any], names: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    record = entry.get("record")
    if record is not None:
        record = {**record, "remote_id": str(record["remote_id"])}
        _check_record(doors, record, names, spot.at("record"))
    usual = None if record is None else record["integration"]
    return {
        "title": entry["title"],
        "says": entry.get("says"),
        "record": record,
        "first": [
            _call(doors, step, usual, names, spot.at("first", number))
            for number, step in enumerate(entry.get("first", ()))
        ],
        **_call(doors, entry, usual, names, spot),
        "status": entry.get("status", 200),
        "answer": entry["answer"],
    }


def _check_record(doors: Doors, record: Mapping[str, Any], names: Mapping[str, Any], spot: Spot) -> None:
    if record["integration"] not in names:
        spot.at("integration").unknown("integration", record["integration"], names)
        return
    tool = names[record["integration"]].get("tool")
    known = doors.store.catalog.connectors
    categories = list(known[tool].categories) if tool in known else []
    models = model_names(doors.store, names[record["integration"]].get("category") or (categories or ["ATS"])[0])
    if record["model"] not in models:
        spot.at("model").unknown("model", record["model"], models)


def _call(
    doors: Doors, entry: Mapping[str, Any], usual: str | None, names: Mapping[str, Any], spot: Spot
) -> dict[str, Any]:
    method, _, target = entry["call"].partition(" ")
    integration = entry.get("integration", usual)
    if integration is not None and integration not in names:
        spot.at("integration").unknown("integration", integration, names)
    for name, _ in ids_in(filled(target, SOME_DAY)):
        if name not in names:
            spot.at("call").unknown("integration", name, names)
    _check_route(doors, method, target, spot.at("call"))
    return {"method": method, "target": target, "integration": integration, "body": entry.get("body")}


def _check_route(doors: Doors, method: str, target: str, spot: Spot) -> None:
    """Note a call that no operation has; whatever is named by ids counts as one segment."""
    path = urlsplit(target).path.removeprefix("/v1")
    plain = "/".join("x" if "{" in part else part for part in _segments(path))
    description, route = doors.store.description, plain
    if plain.startswith(f"{CONTROL}/"):
        description, route = doors.description, plain.removeprefix(CONTROL)
    try:
        description.match(method, route)
    except ApiError as refusal:
        spot.wrong(refusal.message)


def _segments(path: str) -> list[str]:
    """Split a path at its slashes, not at those inside of braces."""
    parts, inside = [""], False
    for letter in path:
        inside = letter == "{" or (inside and letter != "}")
        if letter == "/" and not inside:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
