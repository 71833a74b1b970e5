from typing import Any

import pytest

from mockserver.description.problems import json_path, problems
from mockserver.description.validators import compile_validator

TEXT = {"required": ["type", "label"], "properties": {"type": {"const": "TEXT"}, "label": {"type": "string"}}}
SCORE = {
    "required": ["type", "score"],
    "properties": {"type": {"const": "SCORE"}, "score": {"properties": {"max": {"type": "number", "minimum": 1}}}},
}
OLD = {"type": "object", "required": ["field", "value"], "properties": {"field": {"type": "string"}}}
NULLABLE_DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}


def said(schema: dict[str, Any], body: Any) -> list[str]:
    errors = compile_validator(schema).iter_errors(body)
    return list(dict.fromkeys(text for error in errors for text in problems(error)))


@pytest.mark.parametrize(
    ("schema", "body", "text"),
    [
        ({"type": ["string", "null"]}, 1, "$ must be a string or null, not 1."),
        ({"type": "integer"}, True, "$ must be a whole number, not true."),
        ({"type": "number"}, False, "$ must be a number, not false."),
        ({"type": "integer"}, 1.5, "$ must be a whole number, not 1.5."),
        ({"type": "boolean"}, "true", "$ must be true or false, not a string."),
        ({"type": "array"}, {}, "$ must be a list, not an object."),
        ({"enum": ["CV", "OTHER", None]}, "x", "$ must be 'CV', 'OTHER' or null, not 'x'."),
        ({"const": "TEXT"}, "x", "$ must be 'TEXT', not 'x'."),
        ({"pattern": "^[A-Z]{2}$"}, "de", "$ must match ^[A-Z]{2}$, not 'de'."),
        ({"minLength": 1}, "", "$ must not be empty."),
        ({"minLength": 2}, "a", "$ must have at least 2 characters, not 1."),
        ({"maxLength": 1}, "ab", "$ must have at most 1 character, not 2."),
        ({"maxItems": 5}, [0] * 6, "$ must have at most 5 items, not 6."),
        ({"minItems": 1}, [], "$ must not be empty."),
        ({"minProperties": 1}, {}, "$ must not be empty."),
        ({"minimum": 0}, -1, "$ must be at least 0, not -1."),
        ({"maximum": 1}, 10**40, "$ must be at most 1, not a very large number."),
        ({"exclusiveMinimum": 0}, 0, "$ must be more than 0, not 0."),
        ({"uniqueItems": True}, [1, 1], "$ must not hold the same item twice."),
        ({"not": {"type": "null"}}, None, "$ has a form that is not allowed."),
        ({"contains": {"type": "null"}}, [1], "$ is not allowed by 'contains'."),
        (
            {"properties": {"name": {}}, "additionalProperties": False},
            {"nam": 1},
            "$.nam is not known, did you mean 'name'?",
        ),
        ({"dependentRequired": {"data": ["kind"]}}, {"data": 1}, "$.kind is required beside 'data'."),
        ({"format": "time"}, "25:00", "$ must be a time such as 09:30 or 09:30:00, not '25:00'."),
        ({"format": "uri"}, "x", "$ must be an absolute address such as https://example.com/page, not 'x'."),
    ],
)
def test_every_keyword_has_its_words(schema: dict[str, Any], body: Any, text: str) -> None:
    assert said(schema, body) == [text]


def test_every_missing_key_is_named_once() -> None:
    assert said({"required": ["a", "b", "c d"]}, {"b": 1}) == ["$.a is required.", "$['c d'] is required."]


@pytest.mark.parametrize(
    ("schema", "body", "texts"),
    [
        (NULLABLE_DAY, "soon", ["$ must be a date such as 2025-06-02, not 'soon'."]),
        (NULLABLE_DAY, 5, ["$ must be a string or null, not 5."]),
        ({"anyOf": [{"enum": ["A", "B"]}, {"type": "null"}]}, "C", ["$ must be 'A' or 'B' or null, not 'C'."]),
        ({"anyOf": [{"type": "string", "enum": ["A"]}, {"type": "null"}]}, 5, ["$ must be 'A' or null, not 5."]),
        ({"oneOf": [TEXT, SCORE]}, {"type": "X"}, ["$.type must be 'TEXT' or 'SCORE', not 'X'."]),
        ({"oneOf": [TEXT, SCORE]}, {"type": "TEXT"}, ["$.label is required."]),
        (
            {"oneOf": [TEXT, SCORE]},
            {"type": "SCORE", "score": {"max": 0}},
            ["$.score.max must be at least 1, not 0."],
        ),
        ({"anyOf": [TEXT, SCORE, OLD]}, {"field": 1, "value": 2}, ["$.field must be a string, not 1."]),
        ({"anyOf": [OLD, {"type": "null"}]}, {"field": "a"}, ["$.value is required."]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, ["$ must have one of 'a' or 'b'."]),
        (
            {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"a": 1, "b": 1},
            ["$ must have only one of 'a' or 'b'."],
        ),
        ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, ["$ fits more than one of the allowed forms."]),
        (
            {"anyOf": [{"anyOf": [{"type": "string", "format": "date"}, {"type": "number"}]}, {"type": "null"}]},
            "x",
            ["$ must be a date such as 2025-06-02, not 'x'."],
        ),
    ],
)
def test_of_alternatives_the_likely_one_is_told(schema: dict[str, Any], body: Any, texts: list[str]) -> None:
    assert said(schema, body) == texts


def test_path_is_written_as_json_path() -> None:
    assert json_path(["candidate", "links", 0, "a b", ""]) == "$.candidate.links[0]['a b']['']"
