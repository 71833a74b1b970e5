"""Breaking: the ways in which a valid body can be made to violate its schema, each with its reason in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from mockserver.description.schemas import Schema
from mockserver.strategies.call import BadCall, Call
from mockserver.strategies.schemas import merged

Path = tuple[str | int, ...]

# Drawn before all else: what is drawn last is the simplest choice far too often.
choices = st.integers(0, 2**16 - 1)
# Stands for "the key is taken away".
GONE: Any = object()
_NO_WORD = "NO-SUCH-WORD"
# A value of another type for every type; none of them reads as the right one.
_WRONG: dict[str, Any] = {
    "string": 5,
    "integer": "five",
    "number": "five",
    "boolean": "yes",
    "array": {},
    "object": [],
}


@dataclass(frozen=True)
class Breakage:
    """One change that makes a body invalid: the place, what stands there then, and what is wrong with it."""

    path: Path
    value: Any
    reason: str


def broken(body: dict[str, Any], breakage: Breakage) -> dict[str, Any]:
    """Give a body with a breakage; the one that is given stays whole."""
    found = deepcopy(body)
    *steps, last = breakage.path
    inner: Any = found
    for step in steps:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    if breakage.value is GONE:
        del inner[last]
    else:
        inner[last] = breakage.value
    return found


def bad(call: Call, breakages: Sequence[Breakage], choice: int) -> BadCall:
    """Give a call that has one of the breakages."""
    breakage = breakages[choice % len(breakages)]
    return BadCall(call.method, call.path, broken(call.body, breakage), breakage.reason)


def break_schema(schema: Schema, value: Any, path: Path = ()) -> list[Breakage]:
    """Give the ways in which a value can be made to violate a schema that it follows."""
    return list(_breakages(merged(schema), value, path))


def _breakages(schema: Schema, value: Any, path: Path) -> Iterator[Breakage]:
    where = _written(path)
    if path and (wrong := _wrong_type(schema)) is not None:
        yield Breakage(path, wrong, f"{where} has the wrong type")
    if isinstance(value, dict):
        yield from _object_breakages(schema, value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value[:1]):
            yield from _breakages(merged(schema.get("items", {})), item, (*path, index))
    else:
        yield from _value_breakages(schema, path, where)


def _wrong_type(schema: Schema) -> Any:
    kind = schema.get("type")
    return _WRONG.get(kind) if isinstance(kind, str) else None


def _object_breakages(schema: Schema, value: dict[str, Any], path: Path) -> Iterator[Breakage]:
    for name in schema.get("required", ()):
        if name in value:
            yield Breakage((*path, name), GONE, f"{_written((*path, name))} is missing")
    for name, needed in schema.get("dependentRequired", {}).items():
        for other in needed:
            if name in value and other in value:
                yield Breakage((*path, other), GONE, f"{_written((*path, other))} is missing beside {name}")
    for name, part in schema.get("properties", {}).items():
        if name in value:
            yield from _breakages(merged(part), value[name], (*path, name))


def _value_breakages(schema: Schema, path: Path, where: str) -> Iterator[Breakage]:
    if "enum" in schema:
        yield Breakage(path, _NO_WORD, f"{where} is none of the words")
    if schema.get("format") in {"email", "uri"}:
        yield Breakage(path, "not one", f"{where} is no {schema['format']}")
    pattern = schema.get("pattern")
    if pattern is not None and not re.search(pattern, "…"):
        yield Breakage(path, "…", f"{where} does not match its pattern")
    if "minimum" in schema:
        yield Breakage(path, schema["minimum"] - 1, f"{where} is too small")
    if "maximum" in schema:
        yield Breakage(path, schema["maximum"] + 1, f"{where} is too large")
    if schema.get("minLength"):
        yield Breakage(path, "", f"{where} is empty")


def _written(path: Path) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
