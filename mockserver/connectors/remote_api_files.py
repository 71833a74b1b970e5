"""fixtures/passthrough/ checked: each name in it is known, each place that a template looks up exists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.connectors.catalog import Catalog, load_catalog
from mockserver.connectors.findings import Findings, Spot
from mockserver.connectors.inputs import Schema, properties
from mockserver.connectors.model import Relation
from mockserver.connectors.path_templates import check
from mockserver.connectors.record_templates import FILTERS, places, step_names
from mockserver.connectors.shape import check_shape
from mockserver.description import Description, load
from mockserver.description.loader import read_yaml

APIS = "apis.yaml"
# What a template around records may use.
LIST_NAMES = ("items", "total", "size", "page", "pages", "offset", "more", "last", "next")


def compile_remote_apis(directory: Path) -> dict[str, Any]:
    """Give the listed APIs and the tools' answers as plain values; ConfigurationError for what is wrong in them."""
    listed = read_yaml(directory / APIS)
    findings, catalog, description = Findings(), load_catalog(), load()
    tools = {}
    for file in sorted(directory.glob("*.yaml")):
        if file.name == APIS:
            continue
        document, spot = read_yaml(file), findings.file(file)
        if check_shape(directory / "tool.schema.json", document, spot):
            _check(document, listed["apis"], catalog, description, spot)
            tools[document["tool"]] = document
    findings.raise_any()
    return {**listed, "tools": tools}


def _check(
    document: Mapping[str, Any], apis: Mapping[str, Any], catalog: Catalog, description: Description, spot: Spot
) -> None:
    tool, records = document["tool"], document["records"]
    if tool not in apis:
        spot.at("tool").unknown("tool", tool, apis)
        return
    for name, record in records.items():
        at = spot.at("records", name)
        if record["model"] in catalog.models:
            _check_places(record["shape"], record["model"], catalog, description, at.at("shape"))
        else:
            at.at("model").unknown("model", record["model"], catalog.models)
    for api, entry in document["apis"].items():
        if api not in apis[tool]:
            spot.at("apis", api).unknown("API", api, apis[tool])
        for key, answer in entry["answers"].items():
            _check_answer(key, answer, records, spot.at("apis", api, "answers", key))


def _check_answer(key: str, answer: Mapping[str, Any], records: Mapping[str, Any], spot: Spot) -> None:
    problem = check(key.split(" ", 1)[1])
    if problem is not None:
        spot.wrong(problem)
    if answer["record"] not in records:
        spot.at("record").unknown("record", answer["record"], records)
    known = ("item",) if "{id}" in key else LIST_NAMES
    for place in places(answer["data"]):
        if place.name.split(".")[0] not in known:
            spot.at("data", *place.keys).unknown("name", place.name, known)


def _check_places(shape: Any, model: str, catalog: Catalog, description: Description, spot: Spot) -> None:
    for place in places(shape):
        at = spot.at(*place.keys)
        relations, keys = _inside(model, catalog, description)
        for step in step_names(place.name):
            if step not in {*relations, *keys}:
                at.unknown(f"place {place.name!r}:", step, [*relations, *keys])
                break
            if step in relations:
                relations, keys = _inside(relations[step].to, catalog, description)
            else:
                relations, keys = {}, properties(keys[step])
        for name in place.filters:
            if name not in FILTERS:
                at.unknown("filter", name, FILTERS)


def _inside(
    model: str, catalog: Catalog, description: Description
) -> tuple[Mapping[str, Relation], Mapping[str, Schema]]:
    """Give the relations of a model and the keys of its records."""
    found = catalog.models[model]
    return found.relations, properties(description.schema(found.schema)) if found.schema else {}
