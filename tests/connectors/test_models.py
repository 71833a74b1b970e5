"""Models and actions: what is always shown, where fields stand, how relations are followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.connectors import Catalog
from mockserver.description import load

SDK = json.loads((Path(__file__).resolve().parents[1] / "contract" / "facts" / "sdk.json").read_text(encoding="utf-8"))


def demanded_by_sdk(answer: dict[str, Any]) -> set[str]:
    records = answer["data"]["results"]["[]"]
    lines = {key: line for key, line in records.items() if isinstance(line, str) and key != "="}
    return {key for key, line in lines.items() if line.endswith("!") and "null" not in line and line != "any!"}


@pytest.mark.parametrize(
    "name",
    [name for name, facts in SDK.items() if name.startswith("GET /") and facts["paged"] and "ats/" in name]
    + [name for name, facts in SDK.items() if name.startswith("GET /hris") and facts["paged"]],
)
def test_what_the_sdk_cannot_read_as_null_is_always_shown(catalog: Catalog, name: str) -> None:
    path = name.removeprefix("GET ")
    models = {operation.model for operation in load().operations.values() if operation.path == path}
    for id in models - {None}:
        model = catalog.models[str(id)]
        if not model.written:
            assert demanded_by_sdk(SDK[name]["answer"]) - {"id", "changed_at"} == model.demanded


def test_every_model_of_a_list_has_a_short_name_and_a_schema(catalog: Catalog) -> None:
    shorts = [model.short for model in catalog.models.values() if model.short]
    assert len(shorts) == len(set(shorts))
    for operation in load().operations.values():
        if operation.kind == "list":
            model = catalog.models[str(operation.model)]
            assert model.short
            assert model.schema
            assert model.category == operation.category


def test_fields_of_a_model_are_the_keys_of_its_answer_and_the_internal_ones(catalog: Catalog) -> None:
    postings = catalog.models["ats_job_postings"]
    assert postings.places_of("title") == ("ats_job_postings.title",)
    assert postings.places_of("job_id") == ()
    assert "applications" not in catalog.models["ats_candidates"].fields
    # Another model of the vendor decides about it.
    assert "system_roles" not in catalog.models["ats_users"].fields
    assert catalog.models["ats_roles"].places_of("scope") == ("ats_users.system_roles[].scope",)


def test_a_field_can_stand_in_two_places(catalog: Catalog) -> None:
    places = catalog.models["ats_join_jobs_users"].places_of("roles")
    assert places == ("ats_jobs.hiring_team[].hiring_team_roles", "ats_jobs.hiring_team[].job_roles")


def test_relations_know_both_sides(catalog: Catalog) -> None:
    stages = catalog.models["ats_jobs"].relations["stages"]
    assert (stages.model, stages.to, stages.path) == ("ats_jobs", "ats_application_stages", "stages.stage_id")
    assert catalog.models["ats_candidates"].relations["tags"].path == "tag_ids"
    assert catalog.models["ats_applications"].relations["job"].path == "job_id"
    found = {(relation.model, relation.name) for relation in catalog.relations_to("ats_applications")}
    assert found == {
        ("ats_jobs", "applications"),
        ("ats_candidates", "applications"),
        ("ats_interviews", "application"),
        ("ats_offers", "application"),
    }


def test_permissions_and_operations_of_an_action_come_from_the_description(catalog: Catalog) -> None:
    action = catalog.actions["ats_create_application"]
    assert "PostAtsJobsJobIdApplications" in action.operations
    assert action.permission == "Create applications and candidates"


def test_names_on_the_pages_that_differ_from_the_body(catalog: Catalog) -> None:
    action = catalog.actions["ats_create_application"]
    assert action.inputs["stage_id"] == "application.stage_id"
    assert "application.job_id" in action.fields
    assert "application.job_id" not in action.inputs.values()


def test_leaves_of_a_body_find_their_input(catalog: Catalog) -> None:
    action = catalog.actions["ats_create_candidate"]
    assert action.input_at("screening_question_answers.answer.data_url") == "screening_question_answers.answer"
    assert action.input_at("candidate.location.city") == "candidate.location.city"
    assert action.input_at("candidate.shoe_size") is None
    assert action.input_at("remote_fields.acmehire.key") is None
