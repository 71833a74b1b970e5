"""The description on its own: valid, complete, and free of the mistakes known from published ones."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from mockserver import resources
from tests.contract.reading import answer_of, body_of, read_facts, read_yaml

CLASSES = {"general": "General", "hris": "HRIS", "ats": "ATS"}
STATUSES = {
    "general": {"400", "401", "403", "404", "413", "429", "500", "503", "504"},
    "hris": {"400", "401", "403", "404", "409", "413", "429", "500", "503", "504"},
    "ats": {"400", "401", "403", "404", "409", "413", "429", "500", "503", "504"},
}


def walk(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every mapping below a node with its place."""
    if isinstance(node, dict):
        yield place, node
        for key, value in node.items():
            if key not in {"example", "examples", "enum", "const", "default"}:
                yield from walk(value, f"{place}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from walk(value, f"{place}/{number}")


def test_document_is_valid_openapi(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()


def test_document_is_of_version_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")


def test_every_file_of_paths_is_named_by_the_root() -> None:
    directory = resources.openapi_directory()
    named = {target["$ref"].partition("#")[0] for target in read_yaml(directory / "openapi.yaml")["paths"].values()}
    with_paths = {f"./{file.name}" for file in directory.glob("*.yaml") if "paths" in read_yaml(file)}
    assert with_paths - {"./openapi.yaml"} == named


def test_every_component_is_used(document: dict[str, Any]) -> None:
    used = {node["$ref"] for _, node in walk(document) if "$ref" in node}
    named = {f"#/components/{kind}/{name}" for kind, group in document["components"].items() for name in group}
    # A question is only shown as part of a job, but stored on its own; security is named by its key.
    assert named - used == {"#/components/schemas/ScreeningQuestion", "#/components/securitySchemes/apiKey"}


def test_no_pattern_is_written_as_in_javascript(document: dict[str, Any]) -> None:
    for place, node in walk(document):
        if isinstance(node.get("pattern"), str):
            assert not re.match(r"/.*/[a-z]*$", node["pattern"]), place
            re.compile(node["pattern"])


def test_no_one_of_holds_an_enum_and_any_string(document: dict[str, Any]) -> None:
    for place, node in walk(document):
        kinds = [part for part in node.get("oneOf", ()) if part.get("type") == "string" or "enum" in part]
        assert len(kinds) < 2, place


def test_nullable_enums_hold_null(resolved: dict[str, Any]) -> None:
    for place, node in walk(resolved):
        if isinstance(node.get("enum"), list) and isinstance(node.get("type"), list):
            assert ("null" in node["type"]) == (None in node["enum"]), place


def test_open_enums_take_any_string(resolved: dict[str, Any]) -> None:
    for place, node in walk(resolved["components"]["schemas"]):
        parts = node.get("anyOf", ())
        if any("enum" in part for part in parts):
            assert {"type": "string"} in parts, place


def test_answers_hold_every_key_and_forbid_none(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for place, node in walk(answer_of(operation), name):
            # The diff gives the fields that were asked for.
            if "properties" in node and not place.endswith("/employee"):
                assert set(node.get("required", ())) == node["properties"].keys(), place
            assert node.get("additionalProperties") is not False, place


def test_bodies_accept_unknown_keys(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for place, node in walk(body_of(operation), name):
            assert node.get("additionalProperties") is not False, place


def test_everything_is_described_in_words(operations: dict[str, dict[str, Any]], document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in operations.items():
        assert operation["summary"], name
        assert len(operation["description"]) > 20, name
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in tags, name
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{name} {parameter['name']}"


def test_every_body_has_an_example_unless_it_may_be_empty(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        body = body_of(operation)
        if body and body.get("required"):
            assert operation["requestBody"]["required"], name
            assert operation["requestBody"]["content"]["application/json"]["examples"], name


def test_examples_of_bodies_and_errors_follow_their_schema(resolved: dict[str, Any]) -> None:
    count = 0
    for place, node in walk(resolved["paths"]):
        if "schema" in node and node.keys() & {"example", "examples"} and "in" not in node:
            examples = [node["example"]] if "example" in node else [told["value"] for told in node["examples"].values()]
            for example in examples:
                jsonschema.Draft202012Validator(node["schema"]).validate(example)
                count += 1
            assert examples, place
    assert count > 30


def test_examples_of_schemas_follow_them(schemas: dict[str, dict[str, Any]]) -> None:
    for schema in schemas.values():
        for example in schema.get("examples", ()):
            jsonschema.Draft202012Validator(schema).validate(example)


def test_every_listed_record_has_an_example(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        if operation["x-kind"] == "list":
            assert answer_of(operation)["properties"]["data"]["properties"]["results"]["items"]["examples"], name


@pytest.mark.parametrize("error_class", CLASSES)
def test_errors_have_the_codes_of_their_class(error_class: str, schemas: dict[str, dict[str, Any]]) -> None:
    facts = read_facts("errors")
    schema = schemas[f"Error{error_class.capitalize()}"]
    fixed, codes = schema["properties"]["error"]["allOf"]
    assert fixed["required"] == facts["keys"]
    assert set(codes["properties"]["code"]["enum"]) == {*facts["classes"][CLASSES[error_class]], None}


def test_every_operation_lists_its_own_statuses(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        statuses = operation["responses"].keys() - {"200"}
        possible = STATUSES[operation["x-operation-class"]]
        assert {"400", "401", "403", "429", "500"} <= statuses <= possible, name
        assert ("413" in statuses) == ("requestBody" in operation), name
        assert ("409" in statuses) == (operation["x-operation-class"] != "general"), name
        if operation["x-integration"] != "none":
            assert "404" in statuses, name


def test_errors_are_those_of_the_class_and_name_codes_of_their_status(operations: dict[str, dict[str, Any]]) -> None:
    facts = read_facts("errors")
    for name, operation in operations.items():
        known = facts["classes"][CLASSES[operation["x-operation-class"]]]
        for status, response in operation["responses"].items():
            if status == "200":
                continue
            schema = response["content"]["application/json"]["schema"]
            assert set(schema["properties"]["error"]["allOf"][1]["properties"]["code"]["enum"]) == {*known, None}
            for code in response["x-error-codes"]:
                assert code in known, f"{name} {status}"
                # An id in the path that does not exist is a 404, a body too large a 413.
                assert int(status) == facts["statuses"][code] or (code, status) in {
                    ("PLATFORM.INPUT_INVALID", "404"),
                    ("PLATFORM.INPUT_INVALID", "413"),
                }, f"{name} {status}"


def test_every_code_of_a_class_comes_with_some_status(operations: dict[str, dict[str, Any]]) -> None:
    facts = read_facts("errors")
    for error_class, title in CLASSES.items():
        told = {
            code
            for operation in operations.values()
            if operation["x-operation-class"] == error_class
            for status, response in operation["responses"].items()
            if status != "200"
            for code in response["x-error-codes"]
        }
        assert told == set(facts["classes"][title])
