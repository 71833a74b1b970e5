"""Outlines of schemas, in our notation and in that of the SDK's facts."""

from typing import Any

import pytest

from tests.contract.outlines import Line, outline, places, read_line


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"], "enum": ["A", "B", None]}, "string|null = A, B"),
        ({"type": "string", "nullable": True, "enum": ["A"], "open": True}, "string|null = A +raw"),
        ({"anyOf": [{"enum": ["A", "B"]}, {"type": "string"}, {"type": "null"}]}, "string|null = A, B +raw"),
        ({"anyOf": [{"type": "string", "nullable": True}, {"type": "object", "properties": {}}]}, "string|null"),
        ({"const": "A"}, "string = A"),
        ({"type": "boolean", "const": True}, "boolean = true"),
        ({}, "any"),
        ({"description": "anything"}, "any"),
        ({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, "object"),
    ],
)
def test_a_single_place_is_a_line(schema: Any, line: str) -> None:
    assert outline(schema) == line


def test_keys_items_and_values_stand_below() -> None:
    schema = {
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": {"type": "array", "items": {"type": "integer"}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    assert outline(schema) == {
        "=": "object",
        "list": {"=": "array!", "[]": "integer"},
        "map": {"=": "object", "{}": "string"},
    }


def test_alternatives_demand_what_all_of_them_demand() -> None:
    schema = {
        "anyOf": [
            {"type": "object", "required": ["kind", "a"], "properties": {"kind": {"const": "A"}, "a": {}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "B"}, "a": {}}},
        ]
    }
    assert outline(schema) == {"=": "object", "kind": "string! = A, B", "a": "any"}


def test_parts_that_hold_together_demand_what_any_of_them_demands() -> None:
    schema = {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
        ]
    }
    assert outline(schema) == {"=": "object", "a": "string!"}


def test_places_are_paths() -> None:
    told = outline({"type": "object", "properties": {"a": {"type": "array", "items": {"properties": {"b": {}}}}}})
    assert [place for place, _ in places(told)] == ["", "a", "a[]", "a[].b"]


def test_lines_are_read_back() -> None:
    assert read_line("string|null! = On Hold, B +raw") == Line(
        types=frozenset({"string", "null"}), required=True, words=frozenset({"On Hold", "B"}), raw=True
    )
