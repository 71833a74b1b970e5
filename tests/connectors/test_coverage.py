"""What a coverage answers when it is asked: places, relations, actions, inputs."""

from __future__ import annotations

import pytest

from mockserver.connectors import Catalog, CategoryCoverage


@pytest.fixture
def careerplug(catalog: Catalog) -> CategoryCoverage:
    return catalog.connector("careerplug").categories["ATS"]


@pytest.fixture
def ukgpro(catalog: Catalog) -> CategoryCoverage:
    return catalog.connector("ukgpro").categories["ATS"]


def test_a_field_is_covered_when_the_page_lists_it(careerplug: CategoryCoverage) -> None:
    assert careerplug.covers("ats_users", "first_name")
    assert not careerplug.covers("ats_users", "email")
    assert not careerplug.covers("ats_users", "no_such_field")
    assert not careerplug.covers("no_such_model", "id")


def test_id_and_changed_at_are_always_covered(catalog: Catalog) -> None:
    coverage = catalog.profile("minimal").categories["ATS"]
    assert coverage.covers("ats_users", "id")
    assert coverage.covers("ats_users", "changed_at")
    assert not coverage.covers("ats_users", "remote_id")
    assert coverage.covers("ats_candidates", "remote_id")


def test_the_minimal_profile_shows_nothing_that_may_be_null(catalog: Catalog) -> None:
    shown = {"id", "changed_at", "remote_deleted_at"}
    for coverage in catalog.profile("minimal").categories.values():
        for model in catalog.models.values():
            if model.category == coverage.category and not model.written and not model.join and model.imitated:
                assert {key for key in model.fields if coverage.covers(model.id, key)} - set(
                    model.demanded
                ) <= shown | {field for field in model.fields if field in model.internal}
        for action in catalog.actions.values():
            if action.category == coverage.category and not action.custom:
                assert coverage.actions[action.id].fields is None


def test_lists_of_a_job_follow_their_own_models(careerplug: CategoryCoverage, ukgpro: CategoryCoverage) -> None:
    assert not careerplug.covers("ats_jobs", "stages")
    assert careerplug.covers("ats_jobs", "screening_questions")
    assert careerplug.covers("ats_jobs", "hiring_team")
    assert not careerplug.covers("ats_jobs", "job_postings")
    assert all(
        ukgpro.covers("ats_jobs", key) for key in ("stages", "screening_questions", "hiring_team", "job_postings")
    )


def test_places_inside_a_list(ukgpro: CategoryCoverage) -> None:
    assert ukgpro.shows("ats_jobs.stages[].index")
    assert ukgpro.shows("ats_jobs.hiring_team[].hiring_team_roles")
    assert not ukgpro.shows("ats_users.system_roles")


def test_related_records_need_their_model_and_the_id(ukgpro: CategoryCoverage, catalog: Catalog) -> None:
    applications = catalog.models["ats_applications"].relations
    assert ukgpro.shows_relation(applications["candidate"])
    assert not ukgpro.shows_relation(applications["interviews"])
    softgarden = catalog.connector("softgarden").categories["ATS"]
    assert not softgarden.shows_relation(applications["candidate"])


def test_what_is_only_written_is_shown_whole(ukgpro: CategoryCoverage) -> None:
    assert ukgpro.has_model("ats_attachments")
    assert ukgpro.covers("ats_attachments", "data_url")
    assert not ukgpro.has_model("assessment_orders")


def test_parts_of_an_assessment_order(catalog: Catalog) -> None:
    coverage = catalog.connector("oraclerecruiting").categories["ASSESSMENT"]
    assert coverage.shows("assessment_orders.id")
    assert coverage.shows("assessment_orders.candidate.email")
    assert coverage.shows("assessment_orders.job.name")
    assert coverage.shows("assessment_orders.job")
    assert not coverage.shows("assessment_orders.candidate.phone")
    assert not coverage.shows("assessment_orders.application.remote_id")
    assert not coverage.shows("assessment_orders.job.hiring_team")
    assert not coverage.shows("assessment_orders.job.job_code")


def test_an_email_that_the_sdk_demands_is_shown_although_no_page_lists_it(catalog: Catalog) -> None:
    coverage = catalog.connector("teamtailor").categories["ASSESSMENT"]
    assert coverage.shows("assessment_orders.candidate.email")
    assert not coverage.shows("assessment_orders.job.hiring_team[].email")


def test_models_and_actions_of_other_categories_are_not_available(catalog: Catalog) -> None:
    hris = catalog.connector("hrworks").categories["HRIS"]
    assert not hris.has_model("ats_jobs")
    assert not hris.has_action("ats_create_candidate")
    assert not hris.has_model("ats_attachments")


def test_every_integration_can_sync_and_pass_requests_through(catalog: Catalog) -> None:
    for connector in catalog.connectors.values():
        for coverage in connector.categories.values():
            assert coverage.has_action("force_sync")
            assert coverage.has_action("passthrough")


def test_inputs_without_a_place_are_told_once_each_and_in_order(ukgpro: CategoryCoverage) -> None:
    sent = ["stage_id", "candidate.gender", "candidate.first_name", "candidate.gender", "job_id", "remote_fields.x.y"]
    assert ukgpro.ignored_inputs("ats_create_application", sent) == ["stage_id", "candidate.gender"]


def test_an_input_that_the_contract_demands_is_never_told(ukgpro: CategoryCoverage) -> None:
    assert ukgpro.ignored_inputs("ats_add_application_note", ["content", "content_type"]) == []


def test_an_answer_is_one_input_whatever_its_form(ukgpro: CategoryCoverage) -> None:
    sent = ["screening_question_answers.answer", "screening_question_answers.answer.data"]
    assert ukgpro.ignored_inputs("ats_create_application", sent) == []


def test_undocumented_actions_take_every_input(catalog: Catalog) -> None:
    lever = catalog.connector("lever").categories["ATS"]
    assert lever.actions["ats_create_candidate"].fields is None
    assert lever.ignored_inputs("ats_create_candidate", ["candidate.gender"]) == []


def test_exceptions_from_undocumented_names(catalog: Catalog) -> None:
    bullhorn = catalog.connector("bullhorn").categories["ATS"]
    assert bullhorn.ignored_inputs("ats_create_candidate", ["gdpr_consent.given", "sourced_by.user_id"]) == [
        "gdpr_consent.given"
    ]
    assert not catalog.connector("jazzhr").categories["ATS"].covers("ats_application_stages", "name")


def test_balances_and_absence_types_come_together(catalog: Catalog) -> None:
    # The SDK cannot read a balance without its type.
    for tool, connector in catalog.connectors.items():
        if "HRIS" in connector.categories:
            coverage = connector.categories["HRIS"]
            assert not coverage.has_model("hris_time_off_balances") or coverage.has_model("hris_absence_types"), tool
