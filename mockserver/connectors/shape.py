"""Fixture files against their JSON Schemas, with findings in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from mockserver.connectors.findings import Spot
from mockserver.suggest import did_you_mean

_LONGEST = 400
_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}


@cache
def _validator(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def check_shape(schema: Path, document: Any, spot: Spot) -> bool:
    """Note everything in the document that breaks the schema; say whether there was nothing."""
    found = [problem for error in _validator(schema).iter_errors(document) for problem in _likely(error)]
    for problem in found:
        for key, text in _words(problem):
            below = spot.at(*problem.absolute_path)
            (below if key is None else below.at(key)).wrong(text)
    return not found


def _likely(error: ValidationError) -> list[ValidationError]:
    """Give the error itself, or those of the alternative that was meant: the one that fits in kind."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        return [error]
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [found for found in branches.values() if not any(_rules_out(inner, error) for inner in found)]
    return [problem for inner in meant[0] for problem in _likely(inner)] if len(meant) == 1 else [error]


def _rules_out(inner: ValidationError, outer: ValidationError) -> bool:
    """Say whether a finding shows that another alternative was meant: what is here is of another kind."""
    if inner.absolute_path != outer.absolute_path:
        return False
    return inner.validator in {"type", "const"} or (inner.validator == "enum" and not isinstance(inner.instance, str))


def _words(error: ValidationError) -> Iterator[tuple[str | None, str]]:
    """Give what is wrong in words, and with it the key that it is about where that lies one step deeper."""
    value: Any = error.instance
    rule, expected = error.validator, error.validator_value
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if rule == "additionalProperties":
        known = schema.get("properties", {})
        for key in sorted(value.keys() - known.keys()):
            yield key, f"unknown key {key!r}{did_you_mean(key, known)}"
    elif rule == "required" and isinstance(expected, list):
        yield None, f"{next(key for key in expected if key not in value)!r} is missing"
    elif rule in {"enum", "const"}:
        yield _key_of(error), f"unknown word {_cut(repr(value))}{_nearest(value, schema)}"
    elif rule == "type":
        kinds = expected if isinstance(expected, list) else [expected]
        yield None, f"must be {' or '.join(_KINDS[str(kind)] for kind in kinds)}, not {_kind(value)}"
    elif rule in {"anyOf", "oneOf"}:
        yield None, f"fits none of the allowed forms. {schema.get('description', 'See the schema.')}"
    else:
        yield _key_of(error), _cut(error.message)


def _cut(text: str) -> str:
    """Give a text without its middle if it is long: the whole value may stand in it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def _key_of(error: ValidationError) -> str | None:
    """Give the key that a finding is about: the name of a key is checked like a value, one step higher."""
    return str(error.instance) if "propertyNames" in error.absolute_schema_path else None


def _nearest(value: Any, schema: Mapping[str, Any]) -> str:
    words = [word for word in schema.get("enum", [schema.get("const")]) if isinstance(word, str)]
    return did_you_mean(value, words) if isinstance(value, str) else f", expected one of {', '.join(words)}"


def _kind(value: Any) -> str:
    if value is None:
        return _KINDS["null"]
    kinds: list[tuple[str, type | tuple[type, ...]]] = [
        ("boolean", bool),
        ("string", str),
        ("number", (int, float)),
        ("array", list),
    ]
    return _KINDS[next((kind for kind, types in kinds if isinstance(value, types)), "object")]
