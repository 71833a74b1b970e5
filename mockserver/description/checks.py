"""What an operation of the description must say, checked when the description is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.description.loader import Place, Sources
from mockserver.suggest import did_you_mean

METHODS = ("get", "put", "post", "patch", "delete")

_OPERATION_KEYS = frozenset({
    "tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses",
    "deprecated", "security", "servers",
    "x-operation-class", "x-category", "x-integration", "x-kind", "x-model", "x-action", "x-permission",
    "x-permission-2023", "x-secret-path", "x-source", "x-where", "x-whole-server",
})  # fmt: skip
_REQUIRED_KEYS = ("operationId", "summary", "responses", "x-operation-class", "x-category", "x-integration", "x-kind")
_PARAMETER_KEYS = frozenset({
    "name", "in", "description", "required", "deprecated", "schema", "style", "explode", "example", "examples",
    "allowEmptyValue", "allowReserved", "content", "x-list", "x-filter",
})  # fmt: skip
_FILTER_KEYS = frozenset({"path", "match", "field", "null_word", "format"})
_SOURCE_KEYS = frozenset({"from", "as_of"})
# Every key with a closed set of values.
_WORDS: Mapping[str, tuple[str | None, ...]] = {
    "x-operation-class": ("general", "hris", "ats"),
    "x-category": ("HRIS", "ATS", "ASSESSMENT", None),
    "x-integration": ("header", "path", "none"),
    "x-kind": ("list", "read", "action", "general"),
    "in": ("query", "path", "header", "cookie"),
    "match": ("equals", "folded", "contains", "at_least", "at_most"),
    "format": ("json_object",),
    "from": ("sdk-1.4.0", "2026-04", "2025-11", "2023-10", "catalogue"),
}


class Checker:
    """Raises a ConfigurationError with file, line and nearest valid word for the first thing that is wrong."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._ids: dict[str, Place] = {}

    def path_item(self, path: str, item: Mapping[str, Any], place: Place) -> None:
        """Check everything below one path."""
        if not path.startswith("/") or any(
            "{" in segment and not re.fullmatch(r"\{\w+\}", segment) for segment in path.split("/")
        ):
            raise place.error(f"path {path!r} must start with a slash, and a parameter must be a whole segment of it")
        _keys(item, {*METHODS, "parameters", "summary", "description"}, place)
        for method in METHODS:
            if method in item:
                self._operation(path, item, item[method], place.child(method))

    def _operation(self, path: str, item: Mapping[str, Any], node: Any, place: Place) -> None:
        if not isinstance(node, dict):
            raise place.error("an operation must be a mapping")
        _keys(node, _OPERATION_KEYS, place)
        for key in _REQUIRED_KEYS:
            if key not in node:
                raise place.error(f"the operation lacks {key!r}")
        _words(node, place)
        if node["x-kind"] == "list" and not isinstance(node.get("x-model"), str):
            raise place.error("an operation of x-kind 'list' needs x-model")
        where = node.get("x-where", {})
        if not isinstance(where, dict) or not all(isinstance(value, str) for value in where.values()):
            raise place.child("x-where").error("x-where maps places of a record to the one value that is listed")
        if "200" not in node["responses"]:
            raise place.child("responses").error("no answer with status 200")
        for number, source in enumerate(node.get("x-source", ())):
            _keys(source, _SOURCE_KEYS, place.child("x-source", str(number)))
            _words(source, place.child("x-source", str(number)))
        first = self._ids.setdefault(node["operationId"], place)
        if first is not place:
            raise place.child("operationId").error(
                f"operationId {node['operationId']!r} is taken by {first.error('').args[0].rstrip(': ')}"
            )
        self._parameters(path, item, node, place)

    def _parameters(self, path: str, item: Mapping[str, Any], node: Mapping[str, Any], place: Place) -> None:
        wanted = set(re.findall(r"\{([^{}]*)\}", path))
        names: set[tuple[str, str]] = set()
        for parameter, where in self._listed(item, node, place):
            _keys(parameter, _PARAMETER_KEYS, where)
            if not isinstance(parameter.get("name"), str) or not isinstance(parameter.get("schema"), dict):
                raise where.error("a parameter needs a name and a schema")
            _words(parameter, where)
            name = parameter["name"]
            if (parameter.get("in"), name) in names:
                raise where.error(f"parameter {name!r} stands here twice")
            names.add((parameter.get("in", ""), name))
            if parameter.get("in") == "path":
                if name not in wanted:
                    raise where.error(f"path parameter {name!r} is not in {path}{did_you_mean(name, wanted)}")
                if parameter.get("required") is not True:
                    raise where.error(f"path parameter {name!r} must be required")
            if "x-filter" in parameter:
                _filter(parameter["x-filter"], where.child("x-filter"))
        missing = wanted - {name for kind, name in names if kind == "path"}
        if missing:
            raise place.error(f"{path} has {{{min(missing)}}}, but no path parameter describes it")
        if node["x-integration"] == "header" and "x-integration-id" not in {
            name.lower() for kind, name in names if kind == "header"
        }:
            raise place.error("x-integration is 'header', but there is no header parameter X-Integration-Id")

    def _listed(
        self, item: Mapping[str, Any], node: Mapping[str, Any], place: Place
    ) -> Iterator[tuple[Mapping[str, Any], Place]]:
        """Give the parameters of the path and of the operation, each with its place."""
        item_place = Place(place.file, place.pointer[:-1])
        for holder, where in ((item, item_place), (node, place)):
            for number, entry in enumerate(holder.get("parameters", ())):
                spot = where.child("parameters", str(number))
                parameter, spot = self._sources.follow(entry["$ref"], spot) if "$ref" in entry else (entry, spot)
                if not isinstance(parameter, dict):
                    raise spot.error("a parameter must be a mapping")
                yield parameter, spot


def _filter(node: Any, place: Place) -> None:
    if not isinstance(node, dict) or not isinstance(node.get("path"), str) or "match" not in node:
        raise place.error("x-filter needs path and match")
    _keys(node, _FILTER_KEYS, place)
    _words(node, place)


def _keys(node: Any, known: frozenset[str] | set[str], place: Place) -> None:
    if not isinstance(node, dict):
        raise place.error("a mapping is expected here")
    for key in node:
        if key not in known:
            raise place.child(key).error(f"unknown key {key!r}{did_you_mean(key, known)}")


def _words(node: Mapping[str, Any], place: Place) -> None:
    for key, words in _WORDS.items():
        if key in node and node[key] not in words:
            known = ["null" if word is None else word for word in words]
            raise place.child(key).error(f"unknown {key} {node[key]!r}{did_you_mean(str(node[key]), known)}")
