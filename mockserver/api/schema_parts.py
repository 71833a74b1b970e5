"""Looking into schemas of the description: types, properties and entries, through anyOf, oneOf and allOf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def properties(schema: Schema) -> Mapping[str, Any]:
    """Give the properties of an object schema, looking through anyOf and allOf."""
    found: Mapping[str, Any] = object_part(schema).get("properties", {})
    return found


def object_part(schema: Schema) -> Schema:
    """Give the object among the alternatives of a schema, or the schema itself."""
    if "properties" in schema:
        return schema
    for part in branches(schema):
        if "properties" in part:
            return part
    return schema


def branches(schema: Schema) -> list[Schema]:
    """Give the alternatives and parts that a schema is made of."""
    return [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]


def types(schema: Schema) -> set[str]:
    """Give all types that a schema allows."""
    kind = schema.get("type")
    own = {kind} if isinstance(kind, str) else set(kind or ())
    return own.union(*(types(part) for part in branches(schema))) if branches(schema) else own


def nullable(schema: Schema) -> bool:
    """Say whether a value may be null."""
    found = types(schema)
    return not found or "null" in found


def is_list(schema: Schema) -> bool:
    """Say whether a value may be a list."""
    return "array" in types(schema)


def items_part(schema: Schema) -> Schema:
    """Give the schema of the entries of a list."""
    for part in (schema, *branches(schema)):
        if "items" in part:
            return object_part(part["items"])
    return {}


def is_list_of_objects(schema: Schema) -> bool:
    """Say whether a value may be a list of objects."""
    entry = items_part(schema)
    return is_list(schema) and ("properties" in entry or any("properties" in part for part in branches(entry)))
