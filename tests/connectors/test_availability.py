"""Where no page decides, the catalogue of endpoints does: which tools can be read, and which can do what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.connectors import Catalog, Connector

FACTS = json.loads((Path(__file__).parent / "facts" / "availability.json").read_text(encoding="utf-8"))
# Connectors that somebody added, of which the catalogue says nothing.
ADDED: tuple[str, ...] = ()
PAGES = json.loads((Path(__file__).parent / "facts" / "pages.json").read_text(encoding="utf-8"))
ENDPOINTS: dict[str, list[str]] = FACTS["endpoints"]
MODELS = {
    "GET /hris/employees": "hris_employees",
    "GET /hris/teams": "hris_teams",
    "GET /hris/groups": "hris_teams",
    "GET /hris/employments": "hris_employments",
    "GET /hris/locations": "hris_locations",
    "GET /hris/absence-types": "hris_absence_types",
    "GET /hris/time-off-balances": "hris_time_off_balances",
    "GET /hris/absences": "hris_absences",
    "GET /hris/legal-entities": "hris_legal_entities",
    "GET /ats/applications": "ats_applications",
    "GET /ats/candidates": "ats_candidates",
    "GET /ats/tags": "ats_tags",
    "GET /ats/application-stages": "ats_application_stages",
    "GET /ats/jobs": "ats_jobs",
    "GET /ats/users": "ats_users",
}
ACTIONS = {
    "POST /hris/employees": "hris_create_employee",
    "PATCH /hris/employees/{employee_id}": "hris_update_employee",
    "POST /hris/absences": "hris_create_absence",
    "DELETE /hris/absences/{absence_id}": "hris_delete_absence",
    "PUT /ats/applications/{application_id}/stage": "ats_move_application_to_stage",
    "POST /ats/applications/{application_id}/notes": "ats_add_application_note",
    "POST /ats/candidates": "ats_create_candidate",
    "POST /ats/candidates/{candidate_id}/attachments": "ats_add_candidate_attachment",
    "POST /ats/candidates/{candidate_id}/result-links": "ats_add_candidate_result_link",
    "POST /ats/candidates/{candidate_id}/tags": "ats_add_candidate_tag",
    "DELETE /ats/candidates/{candidate_id}/tags": "ats_remove_candidate_tag",
    "POST /ats/jobs/{job_id}/applications": "ats_create_application",
    "PUT /assessment/orders/{assessment_order_id}/result": "assessment_update_order_result",
    "PUT /custom/datev/employees/{employee_id}/prepare-payroll": "datev_prepare_payroll",
    "PUT /custom/datev/employees/{employee_id}/compensations": "datev_set_compensations",
    "POST /custom/silae/employees/{employee_id}/payroll-supplements": "silae_write_payroll_supplement",
}
ORDERED = {("ukgpro", "ATS"), ("careerplug", "ATS"), ("erecruiter", "ATS"), ("hrworks", "ATS")}
# Lists of 2023 leave out what a test tool can obviously do; it covers everything of the three categories.
SANDBOX = "sandbox"


def category_of(id: str) -> str:
    prefix = id.partition("_")[0].upper()
    return prefix if prefix in {"ATS", "ASSESSMENT"} else "HRIS"


def decided_by_page(tool: str, category: str, section: str) -> bool:
    whole = [page["whole"] for page in PAGES if (page["tool"], page["category"]) == (tool, category)]
    return (tool, category) in ORDERED or any(section in sections for sections in whole)


def listed_on_page(tool: str, category: str, section: str, label: str) -> bool:
    found: list[dict[str, Any]] = [page for page in PAGES if (page["tool"], page["category"]) == (tool, category)]
    return any(label in page[section] for page in found)


def known(catalog: Catalog) -> dict[str, Connector]:
    """Give the tools that the catalogue knows; of one that somebody adds it says nothing."""
    return {tool: connector for tool, connector in catalog.connectors.items() if tool in FACTS["tools"]}


def test_every_list_of_the_catalogue_is_looked_at() -> None:
    assert ENDPOINTS.keys() == MODELS.keys() | ACTIONS.keys()


def test_all_94_tools_are_there(catalog: Catalog) -> None:
    assert len(FACTS["tools"]) == 94
    assert list(catalog.connectors) == sorted([*FACTS["tools"], *ADDED])


@pytest.mark.parametrize("endpoint", MODELS)
def test_models_that_can_be_read(catalog: Catalog, endpoint: str) -> None:
    id = MODELS[endpoint]
    category, label = category_of(id), catalog.models[id].label
    for tool, connector in known(catalog).items():
        listed = tool in ENDPOINTS[endpoint] or listed_on_page(tool, category, "models", label)
        if decided_by_page(tool, category, "models") or tool == SANDBOX:
            continue
        covered = category in connector.categories and connector.categories[category].has_model(id)
        assert covered == listed, f"{tool}: {id}"


@pytest.mark.parametrize("endpoint", ACTIONS)
def test_actions_that_are_possible(catalog: Catalog, endpoint: str) -> None:
    id = ACTIONS[endpoint]
    category, label = category_of(id), catalog.actions[id].label
    for tool, connector in known(catalog).items():
        listed = tool in ENDPOINTS[endpoint] or listed_on_page(tool, category, "actions", label)
        if decided_by_page(tool, category, "actions") or tool == SANDBOX:
            continue
        covered = category in connector.categories and connector.categories[category].has_action(id)
        assert covered == listed, f"{tool}: {id}"


@pytest.mark.parametrize(
    ("action", "twin"),
    [
        ("ats_add_application_attachment", "ats_add_candidate_attachment"),
        ("ats_add_application_result_link", "ats_add_candidate_result_link"),
    ],
)
def test_actions_without_a_list_follow_their_twin_for_candidates(catalog: Catalog, action: str, twin: str) -> None:
    label = catalog.actions[action].label
    for tool, connector in known(catalog).items():
        if "ATS" in connector.categories and not decided_by_page(tool, "ATS", "actions"):
            coverage = connector.categories["ATS"]
            expected = coverage.has_action(twin) or listed_on_page(tool, "ATS", "actions", label)
            assert coverage.has_action(action) == expected, tool


def test_a_file_for_an_application_lands_on_the_candidate_where_only_that_is_listed(catalog: Catalog) -> None:
    for tool, connector in known(catalog).items():
        if "ATS" in connector.categories and tool != SANDBOX and not decided_by_page(tool, "ATS", "actions"):
            coverage = connector.categories["ATS"]
            label = catalog.actions["ats_add_application_attachment"].label
            derived = coverage.has_action("ats_add_application_attachment") and not listed_on_page(
                tool, "ATS", "actions", label
            )
            assert not derived or coverage.rules.attachment_fallback == "candidate", tool


@pytest.mark.parametrize("id", ["ats_rejection_reasons", "ats_interviews", "ats_offers", "ats_roles"])
def test_models_without_a_list_need_a_page(catalog: Catalog, id: str) -> None:
    for tool, connector in known(catalog).items():
        if "ATS" in connector.categories and tool != SANDBOX and not decided_by_page(tool, "ATS", "models"):
            expected = listed_on_page(tool, "ATS", "models", catalog.models[id].label)
            assert connector.categories["ATS"].has_model(id) == expected, tool


@pytest.mark.parametrize(
    "id",
    [
        "ats_reject_application",
        "ats_read_application_attachments",
        "ats_read_candidate_attachments",
        "ats_update_candidate",
        "hris_add_employee_attachment",
    ],
)
def test_actions_without_a_list_need_a_page(catalog: Catalog, id: str) -> None:
    able = {
        tool
        for tool, connector in known(catalog).items()
        if any(id in coverage.actions for coverage in connector.categories.values())
    }
    named = {"ats_reject_application", "ats_read_application_attachments", "ats_read_candidate_attachments"}
    assert able == ({SANDBOX, "ukgpro"} if id in named else {SANDBOX})


def test_assessments(catalog: Catalog) -> None:
    able = [tool for tool, connector in known(catalog).items() if "ASSESSMENT" in connector.categories]
    assert able == FACTS["assessment"]
    for tool in able:
        coverage = catalog.connector(tool).categories["ASSESSMENT"]
        assert coverage.has_action("assessment_set_packages")
        assert coverage.has_model("assessment_packages")
        assert coverage.has_model("assessment_orders")


def test_provisioning_needs_employees_that_can_be_read(catalog: Catalog) -> None:
    for tool, connector in known(catalog).items():
        if "HRIS" in connector.categories and not decided_by_page(tool, "HRIS", "actions"):
            coverage = connector.categories["HRIS"]
            for id in ("hris_provisioning_diff", "hris_create_provisioning_setup_link"):
                assert coverage.has_action(id) == coverage.has_model("hris_employees"), tool


def test_the_test_tool_covers_everything(catalog: Catalog) -> None:
    categories = catalog.connector(SANDBOX).categories
    assert set(categories) == {"ATS", "HRIS", "ASSESSMENT"}
    for model in catalog.models.values():
        assert categories[model.category].has_model(model.id)
        assert all(categories[model.category].covers(model.id, field) for field in model.fields)
    for action in catalog.actions.values():
        assert action.custom or any(coverage.has_action(action.id) for coverage in categories.values())
