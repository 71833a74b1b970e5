from collections.abc import Callable
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from mockserver.description import Description, load
from mockserver.errors import ConfigurationError

Change = Callable[[str, str, str], None]
Refusal = Callable[[], str]


def test_every_reference_is_local(description: Description) -> None:
    document = description.document()
    job = document["components"]["schemas"]["Job"]
    assert job["properties"]["id"] == {"$ref": "#/components/schemas/Id", "description": "The job's own."}
    parameters = document["paths"]["/ats/jobs"]["get"]["parameters"]
    assert parameters[0] == {"$ref": "#/components/parameters/IntegrationId"}
    assert set(document["components"]) == {"securitySchemes", "parameters", "responses", "schemas"}


def test_document_is_valid(description: Description) -> None:
    OpenAPIV31SpecValidator(description.document()).validate()


def test_document_of_its_own_is_left_alone(directory: Path) -> None:
    (directory / "other.yaml").write_text("openapi: 3.1.0\npaths: {/x: {get: {}}}\n", encoding="utf-8")
    assert "/x" not in load(directory, []).document()["paths"]


def test_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no openapi\.yaml"):
        load(tmp_path, [])


def test_path_that_the_root_does_not_list_is_refused(change: Change, refusal: Refusal) -> None:
    change("openapi.yaml", "  /ats/jobs: {$ref: './jobs.yaml#/paths/~1ats~1jobs'}\n", "")
    assert refusal() == "jobs.yaml:3: openapi.yaml does not list /ats/jobs, so nobody would serve it"


def test_two_components_of_one_name_are_refused(change: Change, refusal: Refusal) -> None:
    change("jobs.yaml", "    NewApplication:\n", "    Country: {type: number}\n    NewApplication:\n")
    assert "another component is already called 'Country', in components.yaml" in refusal()


def test_equal_components_of_one_name_are_one(change: Change, directory: Path) -> None:
    change("jobs.yaml", "    NewApplication:\n", "    Country: {type: string}\n    NewApplication:\n")
    assert load(directory, []).schema("Country") == {"type": "string"}


def test_component_that_contains_itself_is_refused(change: Change, refusal: Refusal) -> None:
    change("components.yaml", "Country: {type: string}", "Country: {items: {$ref: '#/components/schemas/Address'}}")
    assert "contains itself" in refusal()


def test_constraint_beside_a_reference_is_refused(change: Change, refusal: Refusal) -> None:
    change("jobs.yaml", "description: The job's own.", "maxLength: 3")
    assert "'maxLength' beside $ref would be ambiguous" in refusal()


def test_dangling_reference_names_line_and_nearest_word(change: Change, refusal: Refusal) -> None:
    change("jobs.yaml", "./components.yaml#/components/schemas/Id'", "./components.yaml#/components/schemas/Idd'")
    message = refusal()
    assert message.startswith("jobs.yaml:")
    assert "no 'Idd' there, did you mean 'Id'?" in message


def test_reference_to_no_component_is_written_out(directory: Path, change: Change) -> None:
    (directory / "words.yaml").write_text("unit: {enum: [A, B]}\n", encoding="utf-8")
    change("components.yaml", "Country: {type: string}", "Country: {$ref: 'words.yaml#/unit', title: Unit}")
    assert load(directory, []).schema("Country") == {"enum": ["A", "B"], "title": "Unit"}


def test_references_in_a_circle_are_refused(directory: Path, change: Change, refusal: Refusal) -> None:
    (directory / "words.yaml").write_text("a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n", encoding="utf-8")
    change("components.yaml", "Country: {type: string}", "Country: {$ref: 'words.yaml#/a'}")
    assert "leads back here" in refusal()
