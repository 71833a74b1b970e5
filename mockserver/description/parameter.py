"""A parameter as the description gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Where = Literal["query", "path", "header", "cookie"]
Match = Literal["equals", "folded", "contains", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which place of the stored record a query parameter compares, and how."""

    path: str
    match: Match
    field: str
    null_word: str | None = None
    format: Literal["json_object"] | None = None

    @classmethod
    def read(cls, node: Mapping[str, Any]) -> Filter:
        """Read an `x-filter`."""
        path = node["path"]
        field = node.get("field") or path.partition(".")[0]
        return cls(path, node["match"], field, node.get("null_word"), node.get("format"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    where: Where
    required: bool
    schema: dict[str, Any]
    is_list: bool
    deprecated: bool
    default: Any
    filter: Filter | None

    @classmethod
    def read(cls, node: Mapping[str, Any], schema: dict[str, Any]) -> Parameter:
        """Read a parameter whose schema is given with all its references resolved."""
        found = node.get("x-filter")
        return cls(
            node["name"],
            node["in"],
            bool(node.get("required")),
            schema,
            bool(node.get("x-list") or schema.get("x-list")),
            bool(node.get("deprecated") or schema.get("deprecated")),
            schema.get("default"),
            Filter.read(found) if found else None,
        )
