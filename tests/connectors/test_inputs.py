"""Names of inputs come from the schema of a body."""

from __future__ import annotations

from mockserver.connectors.inputs import input_places, properties

TEXT = {"type": "string"}


def test_leaves_are_dotted_and_lists_have_no_index() -> None:
    schema = {
        "properties": {
            "candidate": {
                "type": "object",
                "properties": {"first_name": TEXT, "links": {"items": {"properties": {"url": TEXT}}}},
            },
            "tags": {"type": "array", "items": TEXT},
        }
    }
    assert list(input_places(schema)) == ["candidate.first_name", "candidate.links.url", "tags"]


def test_an_object_that_may_be_null_is_looked_through() -> None:
    nullable = {"anyOf": [{"type": "object", "properties": {"city": TEXT}}, {"type": "null"}]}
    assert list(input_places({"properties": {"location": nullable}})) == ["location.city"]


def test_what_may_be_a_scalar_is_one_input() -> None:
    answer = {"anyOf": [TEXT, {"type": "object", "properties": {"data": TEXT}}]}
    assert list(input_places({"properties": {"answer": answer}})) == ["answer"]


def test_remote_fields_are_no_inputs() -> None:
    assert list(input_places({"properties": {"remote_fields": {"properties": {"x": TEXT}}, "name": TEXT}})) == ["name"]


def test_alternatives_add_up() -> None:
    schema = {"oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}
    assert list(properties(schema)) == ["a", "b"]
