"""Schemas as outlines: names, types, words of enums and required flags, and nothing else.

The fact files are made of outlines (scripts/make_contract_facts.py), and the tests compare outlines of our schemas
with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# One line, or the lines below under their keys and the own one under "=".
Outline = str | dict[str, "Outline"]


@dataclass
class Shape:
    """What a schema says about one place: its types, its words, and what lies below."""

    types: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    free: bool = False  # a string that is not limited to `words`
    keys: dict[str, tuple[Shape, bool]] = field(default_factory=dict)
    items: Shape | None = None
    values: Shape | None = None

    def add(self, other: Shape, *, both: bool) -> None:
        """Take in another schema: an alternative, or with `both` one that holds at the same time."""
        self.types |= other.types
        self.free |= other.free
        self.words += [word for word in other.words if word not in self.words]
        for key, (below, required) in other.keys.items():
            if key in self.keys:
                mine, mine_required = self.keys[key]
                mine.add(below, both=both)
                self.keys[key] = (mine, (mine_required or required) if both else (mine_required and required))
            else:
                self.keys[key] = (below, required)
        self.items = other.items if self.items is None else self.items
        self.values = other.values if self.values is None else self.values

    def line(self, *, required: bool) -> str:
        """Write it in one short line: `string|null! = OPEN, CLOSED +raw`."""
        types = "|".join(sorted(self.types, key=lambda name: (name == "null", name)))
        words = f" = {', '.join(self.words)}" if self.words else ""
        return types + ("!" if required else "") + words + (" +raw" if self.words and self.free else "")


def shape_of(schema: Any) -> Shape:
    """Read a schema without references; understands `nullable` and `open` of the SDK's notation."""
    shape = Shape()
    if schema is False:
        return shape
    if not isinstance(schema, Mapping) or not schema.keys() & _TELLING:
        return Shape(types={"any"})
    kinds = schema.get("type", [])
    shape.types |= {kinds} if isinstance(kinds, str) else set(kinds)
    _read_words(schema, shape)
    required = schema.get("required", ())
    for key, below in schema.get("properties", {}).items():
        shape.keys[key] = (shape_of(below), key in required)
    if "items" in schema:
        shape.items = shape_of(schema["items"])
    if isinstance(schema.get("additionalProperties"), Mapping):
        shape.values = shape_of(schema["additionalProperties"])
    for part in schema.get("allOf", ()):
        shape.add(shape_of(part), both=True)
    _read_alternatives(schema, shape)
    if schema.get("nullable"):
        shape.types.add("null")
    return shape


_TELLING = {"type", "enum", "const", "properties", "items", "allOf", "anyOf", "oneOf"}


def _read_words(schema: Mapping[str, Any], shape: Shape) -> None:
    words = [schema["const"]] if "const" in schema else schema.get("enum", [])
    if None in words:
        shape.types.add("null")
    if words and not shape.types:
        shape.types.add("string")
    shape.words = [str(word).lower() if isinstance(word, bool) else str(word) for word in words if word is not None]
    shape.free = bool(schema.get("open")) or (not words and "string" in shape.types)


def _read_alternatives(schema: Mapping[str, Any], shape: Shape) -> None:
    alternatives = [part for word in ("anyOf", "oneOf") for part in schema.get(word, ())]
    # The SDK writes "or anything" as an object without properties; a rule on `required` alone is no alternative.
    telling = [part for part in alternatives if part.keys() & _TELLING and not _is_placeholder(part)]
    merged: Shape | None = None
    for part in telling:
        one = shape_of(part)
        if merged is None:
            merged = one
        else:
            merged.add(one, both=False)
    if merged is not None:
        shape.add(merged, both=True)
    elif alternatives and not shape.types:
        shape.types.add("any")


def _is_placeholder(part: Mapping[str, Any]) -> bool:
    return part.get("type") == "object" and part.get("properties") == {} and "additionalProperties" not in part


def outline(schema: Any) -> Outline:
    """Give what a schema says as nested lines: `"string|null!"`, or `{"=": "object!", "id": "string!"}`.

    `!` marks a key that has to be there, `= A, B` the words of an enum, `+raw` that other words may come too.
    """
    return _outline(shape_of(schema), required=False)


def _outline(shape: Shape, *, required: bool) -> Outline:
    below: dict[str, Outline] = {}
    for key, (child, demanded) in shape.keys.items():
        below[key] = _outline(child, required=demanded)
    for mark, inner in (("[]", shape.items), ("{}", shape.values)):
        if inner is not None:
            below[mark] = _outline(inner, required=False)
    line = shape.line(required=required)
    return {"=": line, **below} if below else line


def places(outline: Outline, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every place of an outline with its line; the root itself has the empty path."""
    if isinstance(outline, str):
        yield path, outline
        return
    yield path, str(outline["="])
    for key, below in outline.items():
        if key != "=":
            yield from places(below, path + key if key in {"[]", "{}"} else f"{path}.{key}".lstrip("."))


@dataclass(frozen=True)
class Line:
    """A line of an outline, read back."""

    types: frozenset[str]
    required: bool
    words: frozenset[str]
    raw: bool


def read_line(line: str) -> Line:
    """Read `string|null! = A, B +raw`."""
    head, _, tail = line.partition(" = ")
    raw = tail.endswith(" +raw")
    words = tail.removesuffix(" +raw").split(", ") if tail else []
    return Line(frozenset(head.rstrip("!").split("|")), head.endswith("!"), frozenset(words), raw)
