from typing import Any

import pytest
from jsonschema import ValidationError

from mockserver.description import Description, Filter, Operation


@pytest.fixture
def jobs(description: Description) -> Operation:
    return description.operations["GetAtsJobs"]


@pytest.fixture
def create(description: Description) -> Operation:
    return description.operations["CreateApplication"]


def test_operation_says_what_its_keys_say(jobs: Operation, create: Operation) -> None:
    assert (jobs.method, jobs.path, jobs.summary, jobs.tags) == ("GET", "/ats/jobs", "Get jobs", ("Jobs",))
    assert (jobs.error_class, jobs.category, jobs.integration) == ("ats", "ATS", "header")
    assert (jobs.kind, jobs.model, jobs.action, jobs.permission) == ("list", "ats_jobs", None, None)
    assert (create.kind, create.action) == ("action", "ats_create_application")
    assert create.permission == "Create applications and candidates"
    assert jobs.statuses == (200, 400)
    assert not jobs.deprecated


def test_parameters_of_the_path_belong_to_its_operations(create: Operation) -> None:
    assert [(found.name, found.where, found.required) for found in create.parameters] == [
        ("X-Integration-Id", "header", True),
        ("job_id", "path", True),
    ]
    assert create.path_names == ("job_id",)


def test_parameter_says_what_its_keys_say(jobs: Operation) -> None:
    found = {parameter.name: parameter for parameter in jobs.parameters}
    assert found["page_size"].default == 100
    assert found["page_size"].filter is None
    assert found["ids"].is_list
    assert found["ids"].filter == Filter("id", "equals", "id")
    assert found["status"].deprecated
    assert found["custom_fields"].filter == Filter("custom_fields", "equals", "custom_fields", None, "json_object")


def test_field_of_a_filter_is_the_first_part_of_its_path() -> None:
    assert Filter.read({"path": "emails.address", "match": "folded"}).field == "emails"
    assert Filter.read({"path": "a.b", "match": "equals", "field": "c", "null_word": "null"}) == Filter(
        "a.b", "equals", "c", "null"
    )


def test_shared_parameters_are_one_object(description: Description) -> None:
    one, two = (description.operations[name].parameters[0] for name in ("GetAtsJobs", "CreateApplication"))
    assert one is two


def test_body_and_answer_schemas_are_resolved(jobs: Operation, create: Operation) -> None:
    assert jobs.body_schema is None
    assert create.body_schema is not None
    assert create.body_schema["properties"]["candidate"]["required"] == ["first_name", "email_address"]
    assert create.body_required
    results = jobs.answer_schema["properties"]["results"]["items"]
    assert results["properties"]["location"]["properties"]["country"] == {"type": "string"}
    assert not jobs.has_warnings
    assert create.has_warnings


def test_operation_without_content_has_an_empty_answer(description: Description) -> None:
    operation = description.operations["GetOpenStages"]
    assert (operation.answer_schema, operation.has_warnings, operation.category) == ({}, False, None)


def test_answers_are_validated_whole(jobs: Operation) -> None:
    answer: dict[str, Any] = {"status": "success", "data": {"next": None, "results": [{"id": "a", "location": None}]}}
    jobs.answer_validator().validate(answer)
    with pytest.raises(ValidationError):
        jobs.answer_validator().validate(answer | {"status": "error"})
    jobs.answer_validator(400).validate({"status": "error"})
    with pytest.raises(KeyError):
        jobs.answer_validator(404)
