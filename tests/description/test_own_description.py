"""The project's own `openapi/`, through the same door as the server."""

from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from mockserver.description import Description, Operation, load, parse_query, validate_body
from mockserver.description.validators import compile_validator
from mockserver.errors import InputInvalid


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Description:
    return load(places=[Path(tmp_path_factory.mktemp("compiled"))])


def examples(node: dict[str, Any]) -> list[Any]:
    content = node.get("content", {}).get("application/json", {})
    return [
        *([content["example"]] if "example" in content else []),
        *(example["value"] for example in content.get("examples", {}).values()),
    ]


def writing(own: Description) -> list[Operation]:
    return [operation for operation in own.operations.values() if operation.body_schema is not None]


def test_document_is_valid(own: Description) -> None:
    OpenAPIV31SpecValidator(own.document()).validate()


def test_every_operation_is_found_by_its_own_path(own: Description) -> None:
    for operation in own.operations.values():
        path = operation.path
        values = {
            parameter.name: parameter.schema.get("enum", ["x"])[0]
            for parameter in operation.parameters
            if parameter.where == "path"
        }
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", value)
        assert own.match(operation.method, path) == (operation, values)


def test_every_component_and_schema_resolves(own: Description) -> None:
    for name in own.document()["components"]["schemas"]:
        compile_validator(own.schema(name)).check_schema(own.schema(name))
    for operation in own.operations.values():
        operation.answer_validator()
        assert "$ref" not in str(operation.answer_schema)


def test_lists_take_the_query_that_the_sdk_always_sends(own: Description) -> None:
    for operation in own.operations.values():
        if operation.kind == "list" and "include_deleted" in operation.query_readers:
            query = "page_size=100&include_deleted=false&ignore_unsupported_filters=false"
            assert parse_query(operation, query).unknown == ()


def test_every_query_parameter_refuses_or_reads_any_text(own: Description) -> None:
    for operation in own.operations.values():
        for name in operation.query_readers:
            for text in ("", "x", "%00", "%FF", "1", "true", "2024-01-01", '{"a":1}'):
                try:
                    parse_query(operation, f"{name}={text}")
                except InputInvalid as error:
                    assert f"'{name}'" in error.message  # noqa: PT017 - both outcomes are right


def test_example_bodies_are_accepted(own: Description) -> None:
    for operation in writing(own):
        item = own.document()["paths"][operation.path][operation.method.lower()]
        for example in examples(item["requestBody"]):
            validate_body(operation, example)


def test_bodies_of_another_kind_are_refused(own: Description) -> None:
    wrong: tuple[Any, ...] = (None, [], "x", 1, True)
    for operation in writing(own):
        for body in wrong:
            with pytest.raises(InputInvalid, match=r"^\$"):
                validate_body(operation, body)
