"""The whole description: its operations, which of them a request means, and its schemas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mockserver import resources
from mockserver.description import compiled
from mockserver.description.operation import Operation
from mockserver.description.parameter import Parameter
from mockserver.description.schemas import Schema, Schemas
from mockserver.description.wording import one_of, show
from mockserver.errors import InputInvalid, MethodNotAllowed, NotFound
from mockserver.suggest import did_you_mean

_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(slots=True)
class _Segment:
    """A node of the tree of path templates."""

    words: dict[str, _Segment] = field(default_factory=dict)
    parameter: _Segment | None = None
    methods: dict[str, Operation] | None = None


class Description:
    """The API's description, ready to be asked."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._schemas = Schemas(document)
        self._parameters: dict[str, Parameter] = {}
        self._static: dict[str, dict[str, Operation]] = {}
        self._tree = _Segment()
        self.operations: dict[str, Operation] = {}
        self._left_out = frozenset(document.get("x-not-imitated", ()))
        for path, item in document["paths"].items():
            self._add_path(path, item)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Give the operation that a request means, and the values in its path.

        `path` is as in the request line, still percent-encoded, without /v1. HEAD means GET.
        Raises NotFound, MethodNotAllowed with Allow, or InputInvalid for a word that is none of those described.
        """
        static = self._static.get(path)
        found = _walk(self._tree, _segments(path), 0) if static is None else (static, [])
        if found is None or path in self._left_out:
            raise NotFound(f"{show(path)} is not imitated by this server{did_you_mean(path, self._paths())}")
        methods, values = found
        operation = methods.get("GET" if method == "HEAD" else method)
        if operation is None:
            allowed = sorted(methods.keys() | ({"HEAD"} if "GET" in methods else set()))
            raise MethodNotAllowed(
                f"{show(method)} is not allowed here, only {', '.join(allowed)}", headers={"Allow": ", ".join(allowed)}
            )
        given = dict(zip(operation.path_names, values, strict=True)) if values else {}
        for name, words in operation.path_words.items():
            if given[name] not in words:
                raise InputInvalid(f"{name} in the path must be {one_of(words)}, not {show(given[name])}")
        return operation, given

    def schema(self, name: str) -> Schema:
        """Give a named component with everything it refers to in it; KeyError if there is none."""
        resolved: Schema = self._schemas.resolve({"$ref": f"#/components/schemas/{name}"})
        return resolved

    def document(self) -> dict[str, Any]:
        """Give the OpenAPI document, all references local; it must not be changed."""
        return self._document

    def _add_path(self, path: str, item: dict[str, Any]) -> None:
        shared = [self._parameter(node) for node in item.get("parameters", ())]
        methods = {}
        for method in _METHODS:
            if method in item:
                own = [self._parameter(node) for node in item[method].get("parameters", ())]
                operation = Operation.read(path, method, item[method], (*shared, *own), self._schemas)
                methods[operation.method] = self.operations[operation.id] = operation
        node = self._tree
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = node = node.parameter or _Segment()
            else:
                node = node.words.setdefault(segment, _Segment())
        node.methods = methods
        if "{" not in path:
            self._static[path] = methods

    def _parameter(self, node: dict[str, Any]) -> Parameter:
        """Read a parameter; one that many operations refer to is read once."""
        reference = node.get("$ref")
        if reference is None:
            return Parameter.read(node, self._schemas.resolve(node["schema"]))
        if reference not in self._parameters:
            resolved = self._schemas.resolve(node)
            self._parameters[reference] = Parameter.read(resolved, resolved["schema"])
        return self._parameters[reference]

    def _paths(self) -> set[str]:
        return {operation.path for operation in self.operations.values()}


def _segments(path: str) -> list[str]:
    if not path.isascii():
        path = path.encode("utf-8", "replace").decode()
    segments = path.split("/")[1:] if path.startswith("/") else [""]
    return [unquote(segment) for segment in segments] if "%" in path else segments


def _walk(node: _Segment, segments: list[str], depth: int) -> tuple[dict[str, Operation], list[str]] | None:
    """Follow the segments; a word is preferred to a parameter."""
    if depth == len(segments):
        return None if node.methods is None else (node.methods, [])
    segment = segments[depth]
    below = node.words.get(segment)
    if below is not None:
        found = _walk(below, segments, depth + 1)
        if found is not None:
            return found
    if node.parameter is None or not segment or "\0" in segment:
        return None
    found = _walk(node.parameter, segments, depth + 1)
    if found is not None:
        found[1].insert(0, segment)
    return found


def load(directory: Path | None = None, places: Sequence[Path] | None = None) -> Description:
    """Load the description from its compiled form, or compile it.

    `places` are where compiled forms are looked for and kept instead of the package and the user's cache directory.
    Raises ConfigurationError with file and line for a mistake in the description.
    """
    source = resources.openapi_directory() if directory is None else directory

    def build() -> dict[str, Any]:
        from mockserver.description.bundle import bundle

        return bundle(source)

    return Description(compiled.load("description", sorted(source.glob("*.yaml")), build, places))
