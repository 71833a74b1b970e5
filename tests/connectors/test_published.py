"""Coverage in the API's form says the same as what reads and writes do."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.connectors import Catalog, coverage_document

STATUSES = {"SUPPORTED", "UNSUPPORTED", "UNKNOWN"}


def entry(entries: list[dict[str, Any]], id: str) -> dict[str, Any]:
    return next(found for found in entries if found["id"] == id)


def statuses(found: dict[str, Any]) -> dict[str, str]:
    return {field["id"]: field["coverage_status"] for field in found["fields"]}


def test_documented_coverage(catalog: Catalog) -> None:
    document = coverage_document(catalog.connector("careerplug").categories["ATS"])
    users = entry(document["read_models"], "ats_users")
    assert (users["label"], users["coverage_status"]) == ("Users", "SUPPORTED")
    assert statuses(users)["first_name"] == "SUPPORTED"
    assert statuses(users)["email"] == "UNSUPPORTED"
    tags = entry(document["read_models"], "ats_tags")
    assert tags["coverage_status"] == "UNSUPPORTED"
    assert set(statuses(tags).values()) == {"UNSUPPORTED"}
    create = entry(document["write_actions"], "ats_create_application")
    assert create["label"] == "Create application"
    assert statuses(create)["application.stage_id"] == "SUPPORTED"
    assert statuses(create)["candidate.gender"] == "UNSUPPORTED"
    source, passthrough = entry(document["features"], "source_writing"), entry(document["features"], "api_passthrough")
    assert (source["label"], source["coverage_status"]) == ("Source Writing", "SUPPORTED")
    assert passthrough["coverage_status"] == "UNSUPPORTED"


def test_internal_names_are_published(catalog: Catalog) -> None:
    document = coverage_document(catalog.connector("ukgpro").categories["ATS"])
    assert statuses(entry(document["read_models"], "ats_application_stages"))["global_index"] == "SUPPORTED"
    assert statuses(entry(document["read_models"], "ats_join_jobs_users"))["user_id"] == "SUPPORTED"


def test_undocumented_coverage(catalog: Catalog) -> None:
    document = coverage_document(catalog.connector("afas").categories["ATS"])
    jobs = entry(document["read_models"], "ats_jobs")
    assert jobs["coverage_status"] == "UNKNOWN"
    assert set(statuses(jobs).values()) == {"UNKNOWN"}
    assert entry(document["read_models"], "ats_users")["coverage_status"] == "UNSUPPORTED"
    assert entry(document["write_actions"], "ats_create_candidate")["coverage_status"] == "UNKNOWN"
    assert {feature["coverage_status"] for feature in document["features"]} == {"UNKNOWN"}


def test_partly_documented_coverage(catalog: Catalog) -> None:
    document = coverage_document(catalog.connector("workday").categories["ATS"])
    jobs = entry(document["read_models"], "ats_jobs")
    assert jobs["coverage_status"] == "SUPPORTED"
    assert statuses(jobs)["name"] == "SUPPORTED"
    assert statuses(jobs)["closed_at"] == "UNKNOWN"


def test_only_actions_of_the_category_that_the_vendor_knows(catalog: Catalog) -> None:
    document = coverage_document(catalog.connector("silae").categories["HRIS"])
    ids = [action["id"] for action in document["write_actions"]]
    assert "hris_create_absence" in ids
    assert all(id.startswith("hris_") for id in ids)
    assert all(model["id"].startswith("hris_") for model in document["read_models"])


@pytest.mark.parametrize("category", ["ATS", "HRIS", "ASSESSMENT"])
def test_published_and_answered_coverage_agree(catalog: Catalog, category: str) -> None:
    for connector in catalog.connectors.values():
        if category not in connector.categories:
            continue
        coverage = connector.categories[category]
        document = coverage_document(coverage)
        for model in document["read_models"]:
            assert model["coverage_status"] in STATUSES
            assert (model["coverage_status"] != "UNSUPPORTED") == coverage.has_model(model["id"])
            for field, status in statuses(model).items():
                shown = coverage.covers(model["id"], field)
                always = field in {"id", "changed_at", *catalog.models[model["id"]].demanded}
                assert (status != "UNSUPPORTED") == shown or always, f"{connector.tool}: {model['id']}.{field}"
        for action in document["write_actions"]:
            assert (action["coverage_status"] != "UNSUPPORTED") == coverage.has_action(action["id"])
