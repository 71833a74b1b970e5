"""Names of the values that a schema holds: the inputs of a body, the keys of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
# Tool-specific inputs: not part of any page's list, and never reported as unsupported.
_PASSED_ON = "remote_fields"
_SCALARS = {"string", "number", "integer", "boolean"}


def input_places(schema: Schema) -> Iterator[str]:
    """Give the dotted place of every input of a body, lists without indices, in the order of the schema.

    A value that may be a scalar as well as a structure, such as an answer to any kind of question, is one input.
    """
    for name, inner in properties(schema).items():
        if name != _PASSED_ON:
            yield from _below(name, inner)


def _below(place: str, schema: Schema) -> Iterator[str]:
    names = {} if _may_be_scalar(schema) else properties(schema)
    if not names:
        yield place
    for name, inner in names.items():
        yield from _below(f"{place}.{name}", inner)


def properties(schema: Schema) -> dict[str, Schema]:
    """Give the properties of an object, or of the objects in a list, whatever alternatives they are written as."""
    found: dict[str, Schema] = {}
    for part in _parts(schema):
        for name, inner in part.get("properties", {}).items():
            found.setdefault(name, inner)
    return found


def _parts(schema: Schema) -> Iterator[Schema]:
    yield schema
    for keyword in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(keyword, ()):
            yield from _parts(part)
    if isinstance(items := schema.get("items"), dict):
        yield from _parts(items)


def _may_be_scalar(schema: Schema) -> bool:
    for keyword in ("anyOf", "oneOf"):
        if any(_may_be_scalar(part) for part in schema.get(keyword, ())):
            return True
    kinds = schema.get("type", ())
    return bool(_SCALARS & set([kinds] if isinstance(kinds, str) else kinds)) or "const" in schema or "enum" in schema
