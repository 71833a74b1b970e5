"""Schemas with everything in them that they refer to."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

# What may stand beside `$ref` in a schema: these describe, they do not constrain, so that the nearest one simply wins.
ANNOTATIONS = frozenset(
    {"title", "description", "deprecated", "default", "example", "examples", "readOnly", "writeOnly"}
)


class RecursiveSchema(Exception):  # noqa: N818 - says what is found; turned into a ConfigurationError with its place
    """A component contains itself, so that it cannot be written out."""


class Schemas:
    """Resolves the local references of one bundled document; what is resolved once is shared from then on."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._resolved: dict[str, Any] = {}
        self._open: list[str] = []

    def resolve(self, node: Any) -> Any:
        """Give the node with every `$ref` in it replaced, itself if there is none; the result must not be changed."""
        if isinstance(node, list):
            items = [self.resolve(item) for item in node]
            return node if all(new is old for new, old in zip(items, node, strict=True)) else items
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            target = self._target(reference)
            return target | {key: value for key, value in node.items() if key != "$ref"} if len(node) > 1 else target
        values = {key: self.resolve(value) for key, value in node.items()}
        return node if all(values[key] is node[key] for key in node) else values

    def _target(self, reference: str) -> Any:
        if reference in self._resolved:
            return self._resolved[reference]
        if reference in self._open:
            raise RecursiveSchema(reference)
        self._open.append(reference)
        try:
            resolved = self._resolved[reference] = self.resolve(self._find(reference))
        finally:
            self._open.pop()
        return resolved

    def _find(self, reference: str) -> Any:
        node: Any = self._document
        for key in reference.removeprefix("#/").split("/"):
            word = key.replace("~1", "/").replace("~0", "~")
            node = node[int(word)] if isinstance(node, list) else node[word]
        return node
