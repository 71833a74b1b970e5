"""Kinds of rules: schema and code know the same ones, each is described, each is used somewhere."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from typing import Any

import pytest

from mockserver.connectors import Catalog, Rules
from mockserver.connectors.rule_files import _Reader
from mockserver.connectors.rules import AbsencesByDay, EmployeePhone, ReadableUsers, RefusedStages, RemoteEmployees
from mockserver.resources import fixtures_directory

SCHEMA = json.loads((fixtures_directory() / "connector.schema.json").read_text(encoding="utf-8"))
KINDS: dict[str, Any] = SCHEMA["$defs"]["rules"]["properties"]


def default_of(kind: str) -> Any:
    [found] = [field for field in fields(Rules) if field.name == kind]
    value = found.default if found.default_factory is MISSING else found.default_factory()
    return list(value) if isinstance(value, tuple) else value


def test_schema_and_code_know_the_same_kinds() -> None:
    assert list(KINDS) == [field.name for field in fields(Rules)]


def test_labels_are_read_for_kinds_that_exist() -> None:
    assert {name for name in vars(_Reader) if not name.startswith("_")} <= KINDS.keys()
    named = {kind for kind, schema in KINDS.items() if "x-names" in schema}
    assert {name for name in vars(_Reader) if not name.startswith("_")} == named


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_described_and_its_default_is_the_code_s(kind: str) -> None:
    assert KINDS[kind]["description"].endswith(".")
    assert KINDS[kind]["default"] == default_of(kind)


def test_every_kind_is_used_by_a_bundled_connector_or_one_of_the_tests(wide_catalog: Catalog) -> None:
    used = {
        kind
        for connector in wide_catalog.connectors.values()
        for coverage in connector.categories.values()
        for kind in coverage.rules_document
    }
    assert used == KINDS.keys()


def test_a_connector_without_rules_has_the_defaults(catalog: Catalog) -> None:
    assert catalog.connector("sandbox").categories["ATS"].rules == Rules()


def test_restrictions_have_the_form_of_the_api(catalog: Catalog) -> None:
    restrictions = catalog.connector("careerplug").categories["ATS"].rules.attachment_restrictions
    one_cv = {
        "total_size_bytes": None,
        "types": {
            "CV": {
                "is_supported": True,
                "min_amount": 1,
                "max_amount": 1,
                "max_file_size_bytes": None,
                "accepted_mime_types": None,
            },
            "COVER_LETTER": {"is_supported": False},
            "OTHER": {"is_supported": False},
        },
    }
    assert restrictions == {"ats_create_candidate": one_cv, "ats_create_application": one_cv}


def test_restrictions_of_an_action_with_one_file_know_no_amounts(wide_catalog: Catalog) -> None:
    restrictions = wide_catalog.connector("strictats").categories["ATS"].rules.attachment_restrictions
    assert restrictions["ats_add_candidate_attachment"] == {
        "types": {
            "CV": {"is_supported": False},
            "COVER_LETTER": {"is_supported": False},
            "OTHER": {"is_supported": True, "max_file_size_bytes": 2048, "accepted_mime_types": ["application/pdf"]},
        }
    }


@pytest.mark.parametrize(
    ("tool", "category", "kind", "value"),
    [
        ("hrworks", "ATS", "attachment_fallback", "candidate"),
        ("hrworks", "ATS", "latency_ms", {"ats_create_candidate": 5000, "ats_create_application": 5000}),
        ("hrworks", "HRIS", "employee_document_max_bytes", 10 * 1024 * 1024),
        ("erecruiter", "ATS", "attachment_fallback", "candidate"),
        ("teamtailor", "ATS", "stored_attachment_types", {"CV": "OTHER"}),
        ("teamtailor", "ATS", "social_link_hosts", ("linkedin.com",)),
        ("teamtailor", "ATS", "file_answers", "attachment"),
        ("bullhorn", "ATS", "answers_kept_on", "candidate"),
        ("personio", "ATS", "readable_stages", "in_use"),
        ("softgarden", "ATS", "readable_applications", "own"),
        ("join", "ATS", "readable_users", ReadableUsers(in_hiring_team=True, with_email=True)),
        ("lever", "ATS", "raw_only_addresses", ("ats_jobs.location",)),
        ("smartrecruiters", "ATS", "sometimes_null", ("ats_users.email",)),
        ("traffit", "ATS", "job_location", "while_published"),
        ("greenhouse", "ATS", "answer_question_type", "UNKNOWN"),
        ("pinpoint", "ATS", "models_need", {"ats_application_stages": ("ats_jobs",)}),
        ("gusto", "HRIS", "employee_email", "personal"),
        ("humaans", "HRIS", "default_to_first", ("location_id",)),
        ("personio", "HRIS", "employment_type_from_hours", 40),
        ("factorial", "HRIS", "employment_status_from_dates", True),
        (
            "successfactors",
            "HRIS",
            "mapped_values",
            {"hris_employees.employment_status": {"PENDING": "INACTIVE", "LEAVE": "ACTIVE"}},
        ),
        ("datev", "HRIS", "remote_employees", RemoteEmployees(1, 99999)),
        ("greenhouse", "ASSESSMENT", "refused_result_statuses", ("OPEN",)),
        ("greenhouse", "ASSESSMENT", "public_result_url", True),
        ("paycor", "HRIS", "absences_by_day", AbsencesByDay(8, 365)),
        ("ukgready", "ATS", "closed_jobs", "vanish"),
        ("bullhorn4salesforce", "ATS", "move_creates_application", True),
        (
            "bullhorn4salesforce",
            "ATS",
            "refused_stages",
            RefusedStages((2,), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ),
    ],
)
def test_quirks_of_single_tools(wide_catalog: Catalog, tool: str, category: str, kind: str, value: object) -> None:
    assert getattr(wide_catalog.connector(tool).categories[category].rules, kind) == value


def test_phone_formats_are_patterns(wide_catalog: Catalog) -> None:
    phone = wide_catalog.connector("paylocity").categories["HRIS"].rules.employee_phone
    assert isinstance(phone, EmployeePhone)
    assert len(phone.patterns) == 5
