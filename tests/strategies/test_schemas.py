"""Values follow their schemas, whatever a schema says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.description.schemas import Schema
from mockserver.description.validators import compile_validator
from mockserver.strategies.breaking import break_schema, broken
from mockserver.strategies.schemas import following, merged

SCHEMAS: list[Schema] = [
    {"type": "string", "minLength": 2, "maxLength": 3},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "time"},
    {"type": "string", "format": "uri"},
    {"type": "string", "pattern": r"^[A-Z]{2}$"},
    {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$"},
    {"type": "string", "pattern": r"^(?:2[0-3]|[01]?\d):[0-5]?\d(:[0-5]?\d)?$"},
    {"type": "string", "pattern": "^x+$"},
    {"type": ["string", "null"]},
    {"type": "integer", "minimum": 3, "maximum": 4},
    {"type": "number", "minimum": 0},
    {"type": "boolean"},
    {"const": "FIXED"},
    {"anyOf": [{"enum": ["OPEN", "CLOSED"]}, {"type": "string"}, {"type": "null"}]},
    {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    {"type": "object", "additionalProperties": True},
    {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}, "b": {"type": "number"}, "c": {"enum": ["X"]}},
        "dependentRequired": {"b": ["c"], "c": ["b"]},
    },
    {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]},
            {"type": "object", "properties": {"b": {"type": "boolean"}}},
        ]
    },
    {},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_values_follow(schema: Schema) -> None:
    validator = compile_validator(schema)

    @settings(max_examples=40, database=None)
    @given(following(schema))
    def holds(value: Any) -> None:
        validator.validate(value)

    holds()


BODY: Schema = {
    "type": "object",
    "required": ["name", "inner"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "kind": {"type": "string", "enum": ["A", "B"]},
        "email": {"type": "string", "format": "email"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "inner": {"type": "object", "required": ["deep"], "properties": {"deep": {"type": "boolean"}}},
        "many": {
            "type": "array",
            "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        },
        "from": {"type": "integer"},
        "to": {"type": "integer"},
    },
    "dependentRequired": {"from": ["to"]},
}


@settings(max_examples=100, database=None)
@given(following(BODY))
def test_every_breakage_breaks(body: dict[str, Any]) -> None:
    validator = compile_validator(BODY)
    before = repr(body)
    for breakage in break_schema(BODY, body):
        assert not validator.is_valid(broken(body, breakage)), breakage
    assert repr(body) == before


def test_breakages_say_what_is_wrong() -> None:
    body = {
        "name": "a", "kind": "A", "email": "a@example.com", "code": "DE", "share": 1, "inner": {"deep": True},
        "many": [{"id": "1"}], "from": 1, "to": 2,
    }  # fmt: skip
    reasons = {breakage.reason for breakage in break_schema(BODY, body)}
    assert {
        "name is missing",
        "name is empty",
        "kind is none of the words",
        "email is no email",
        "code does not match its pattern",
        "share is too small",
        "share is too large",
        "inner.deep is missing",
        "inner has the wrong type",
        "many[0].id is missing",
        "to is missing beside from",
    } <= reasons


@given(st.data())
@settings(max_examples=20, database=None)
def test_a_place_can_be_filled_and_left_out(data: st.DataObject) -> None:
    fills = {"name": st.just("filled"), "inner.deep": st.just("too"), "email": None, "many.id": st.just("7")}
    value = data.draw(following(BODY, fills=fills))
    assert (value["name"], value["inner"]) == ("filled", {"deep": "too"})
    assert "email" not in value
    assert all(item == {"id": "7"} for item in value.get("many", ()))


def test_parts_of_a_whole_are_put_together() -> None:
    assert merged(SCHEMAS[-2])["required"] == ["a"]
    assert merged(SCHEMAS[-2])["properties"].keys() == {"a", "b"}
