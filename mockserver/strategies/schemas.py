"""Schemas: values that follow a schema of the description."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.description.schemas import Schema
from mockserver.strategies import values

# Strategies by place (dotted, without indices); None leaves the property out.
Fills = Mapping[str, SearchStrategy[Any] | None]

_MOST_ITEMS = 2
_LARGEST = 1_000_000
_FORMATS: Mapping[str, Callable[[], SearchStrategy[Any]]] = {
    "date": values.days,
    "date-time": values.moments,
    "email": lambda: values.emails,
    "time": values.times,
    "uri": lambda: values.web_addresses,
}
# A pattern does not say what it means: what it lets pass does.
_BY_EXAMPLE: Mapping[str, Callable[[], SearchStrategy[Any]]] = {
    "2024-02-29": values.days,
    "09:30": values.times,
    "DE": lambda: values.countries,
}


def following(schema: Schema, place: str = "", fills: Fills | None = None) -> SearchStrategy[Any]:
    """Give values that follow a resolved schema; what stands at some places comes from strategies of its own."""
    fills = fills or {}
    own = fills.get(place)
    if own is not None:
        return own
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if alternatives and "type" not in schema:
        return st.one_of([following(part, place, fills) for part in alternatives])
    if "allOf" in schema:
        return following(merged(schema), place, fills)
    kinds = schema.get("type", "anything")
    return st.one_of([
        _MAKERS[kind](schema, place, fills) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ])  # fmt: skip


def merged(schema: Schema) -> Schema:
    """Give the one object schema that the parts of an `allOf` add up to."""
    whole: Schema = {key: value for key, value in schema.items() if key != "allOf"}
    for part in map(merged, schema.get("allOf", ())):
        properties = {**whole.get("properties", {}), **part.get("properties", {})}
        required = [*whole.get("required", ()), *part.get("required", ())]
        whole = {**part, **whole, "properties": properties, "required": list(dict.fromkeys(required))}
    return whole


def _text(schema: Schema, _: str, __: Fills) -> SearchStrategy[Any]:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]()
    pattern = schema.get("pattern")
    if pattern is not None:
        return _matching(pattern)
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 30)
    return values.texts.filter(lambda text: shortest <= len(text) <= longest) | st.text(
        values.characters, min_size=max(shortest, 1), max_size=max(min(longest, 30), shortest, 1)
    )


def _matching(pattern: str) -> SearchStrategy[str]:
    # `$` is the very end in the description and the last line in Python.
    expression = re.compile(pattern.removesuffix("$") + r"\Z", re.ASCII)
    for example, make in _BY_EXAMPLE.items():
        if expression.match(example):
            return make().filter(lambda text: expression.match(text) is not None)
    return st.from_regex(expression)


def _whole(schema: Schema, _: str, __: Fills) -> SearchStrategy[Any]:
    return st.integers(schema.get("minimum", -_LARGEST), schema.get("maximum", _LARGEST))


def _number(schema: Schema, place: str, fills: Fills) -> SearchStrategy[Any]:
    lowest, highest = schema.get("minimum", -_LARGEST), schema.get("maximum", _LARGEST)
    return _whole(schema, place, fills) | st.floats(lowest, highest, allow_nan=False).map(lambda value: round(value, 2))


def _list(schema: Schema, place: str, fills: Fills) -> SearchStrategy[Any]:
    fewest = schema.get("minItems", 0)
    most = max(fewest, min(schema.get("maxItems", _MOST_ITEMS), _MOST_ITEMS))
    return st.lists(following(schema.get("items", {}), place, fills), min_size=fewest, max_size=most)


def _object(schema: Schema, place: str, fills: Fills) -> SearchStrategy[Any]:
    inner = {name: f"{place}.{name}" if place else name for name in schema.get("properties", {})}
    parts = {
        name: following(part, inner[name], fills)
        for name, part in schema.get("properties", {}).items()
        if fills.get(inner[name], ...) is not None
    }
    required = schema.get("required", ())
    if not parts and schema.get("additionalProperties") is True:
        return st.dictionaries(values.texts, anything, max_size=_MOST_ITEMS)
    found = st.fixed_dictionaries(
        {name: part for name, part in parts.items() if name in required},
        optional={name: part for name, part in parts.items() if name not in required},
    )
    dependents: Mapping[str, list[str]] = schema.get("dependentRequired", {})
    return _complete(found, parts, dependents) if dependents else found


@st.composite
def _complete(
    draw: DrawFn,
    found: SearchStrategy[dict[str, Any]],
    parts: Mapping[str, SearchStrategy[Any]],
    dependents: Mapping[str, list[str]],
) -> dict[str, Any]:
    """Give objects in which what needs something else comes with it."""
    drawn = draw(found)
    for name, needed in dependents.items():
        if name in drawn:
            drawn |= {other: draw(parts[other]) for other in needed if other not in drawn and other in parts}
    return drawn


anything: SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-_LARGEST, _LARGEST) | values.texts

_MAKERS: Mapping[str, Callable[[Schema, str, Fills], SearchStrategy[Any]]] = {
    "string": _text,
    "integer": _whole,
    "number": _number,
    "boolean": lambda _, __, ___: st.booleans(),
    "null": lambda _, __, ___: st.none(),
    "array": _list,
    "object": _object,
    "anything": lambda _, __, ___: anything,
}
