"""The 54 endpoints that the project was ordered with."""

from typing import Any

import pytest

from mockserver.description import Description, load, validate_body
from tests.contract.reading import answer_of, read_facts

CATALOGUE: dict[str, Any] = read_facts("catalogue")
PUBLISHED: dict[str, Any] = read_facts("operations")
DEPRECATIONS: dict[str, list[str]] = read_facts("deprecations")


@pytest.fixture(scope="module")
def description() -> Description:
    return load()


def test_there_are_54() -> None:
    assert len(CATALOGUE) == 54
    assert {name for name, told in PUBLISHED.items() if told["of_the_54"]} == CATALOGUE.keys()


@pytest.mark.parametrize("name", CATALOGUE)
def test_group_is_the_tag(name: str, operations: dict[str, dict[str, Any]]) -> None:
    assert operations[name]["tags"] == [CATALOGUE[name]["group"]]


@pytest.mark.parametrize("name", CATALOGUE)
def test_permission_is_kept(name: str, operations: dict[str, dict[str, Any]]) -> None:
    assert operations[name]["x-permission-2023"] == CATALOGUE[name]["permission"]


def test_nine_operations_are_deprecated(operations: dict[str, dict[str, Any]]) -> None:
    ours = {name for name, operation in operations.items() if operation.get("deprecated")}
    catalogue = {name for name, told in CATALOGUE.items() if told["deprecated"]}
    # A later description took the mark off again only where the catalogue keeps it.
    assert ours == catalogue | DEPRECATIONS.keys()
    assert len(ours) == 9


@pytest.mark.parametrize("name", [name for name, told in CATALOGUE.items() if told["example"] is not None])
def test_example_body_is_accepted(name: str, description: Description) -> None:
    method, path = name.split()
    operation, _ = description.match(method, path)
    validate_body(operation, CATALOGUE[name]["example"])


def test_old_attributes_of_results_are_among_the_examples() -> None:
    body = CATALOGUE["PUT /assessment/orders/{assessment_order_id}/result"]["example"]
    assert body["attributes"] == [{"field": "remarks", "value": "Test completed with passing score"}]


@pytest.mark.parametrize("name", [name for name, told in CATALOGUE.items() if told["closed_beta"]])
def test_closed_beta_takes_any_object_and_answers_an_empty_one(
    name: str, description: Description, operations: dict[str, dict[str, Any]]
) -> None:
    method, path = name.split()
    operation, _ = description.match(method, path)
    validate_body(operation, {"anything": [1, {"at": "all"}]})
    assert answer_of(operations[name])["properties"]["data"].get("properties", {}) == {}
    assert "warnings" not in answer_of(operations[name])["properties"]


@pytest.mark.parametrize("pair", [{"amount": 1}, {"unit": "DAYS"}, {"start_time": "08:30"}, {"end_time": "16:00"}])
def test_halves_of_a_pair_are_refused(pair: dict[str, Any], description: Description) -> None:
    from mockserver.errors import InputInvalid

    body = CATALOGUE["POST /hris/absences"]["example"]
    without = {key: value for key, value in body.items() if key not in {"start_time", "end_time"}}
    operation, _ = description.match("POST", "/hris/absences")
    validate_body(operation, without)
    with pytest.raises(InputInvalid):
        validate_body(operation, without | pair)
