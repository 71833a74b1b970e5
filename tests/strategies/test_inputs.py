"""Inputs: the part of a body that a connector takes."""

from __future__ import annotations

from typing import Any

from mockserver.connectors import load_catalog
from mockserver.description import load
from mockserver.strategies.inputs import Inputs

CATALOG = load_catalog()
APPLY = load().operations["PostAtsJobsJobIdApplications"]


def schema_of(tool: str) -> dict[str, Any]:
    coverage = CATALOG.connector(tool).categories["ATS"]
    return Inputs(coverage, "ats_create_application").schema(APPLY.body_schema or {})


def test_what_a_connector_does_not_take_is_left_out() -> None:
    plug, pro = schema_of("careerplug"), schema_of("ukgpro")
    assert "sourced_by" not in plug["properties"]
    assert "stage_id" in plug["properties"]
    assert "stage_id" not in pro["properties"]
    assert plug["properties"]["candidate"]["properties"].keys() == {
        "first_name", "last_name", "email_address", "company", "title", "phone_number", "location",
        "salary_expectations",
    }  # fmt: skip
    assert "social_links" in pro["properties"]["candidate"]["properties"]


def test_what_would_be_forwarded_is_left_out() -> None:
    assert "remote_fields" not in schema_of("sandbox")["properties"]


def test_what_the_api_insists_on_stays() -> None:
    for tool in CATALOG.connectors:
        categories = CATALOG.connector(tool).categories
        if "ATS" in categories and categories["ATS"].has_action("ats_create_application"):
            schema = schema_of(tool)
            assert schema["required"] == ["candidate"]
            assert set(schema["properties"]["candidate"]["required"]) == {"first_name", "last_name", "email_address"}
