"""The four ordered documents, walked: what they list holds values, what they do not list is null in every record.

The matrices come from the committed facts, made from the documents' text; the fixtures are never read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

FACTS = Path(__file__).parent.parent / "contract" / "facts" / "connectors"
TOOLS = ("ukgpro", "careerplug", "erecruiter", "hrworks")

# Where the records of a page's model stand: the list, and the key inside its entries.
PLACES: dict[str, tuple[str, str | None]] = {
    "Users": ("users", None),
    "Jobs": ("jobs", None),
    "Candidates": ("candidates", None),
    "Application Stages": ("application-stages", None),
    "Applications": ("applications", None),
    "Rejection reasons": ("rejection-reasons", None),
    "Tags": ("tags", None),
    "Interviews": ("interviews", None),
    "Offers": ("offers", None),
    "Job postings": ("jobs", "job_postings"),
    "Screening questions": ("jobs", "screening_questions"),
    "Job-specific application stages": ("jobs", "stages"),
    "Job-specific screening questions": ("jobs", "screening_questions"),
    "Job hiring team members": ("jobs", "hiring_team"),
}
# Names on the pages that no answer shows, and the one with another name.
INTERNAL = {
    "Job postings": {"job_id", "changed_at", "remote_deleted_at", "remote_created_at", "remote_updated_at"},
    "Application Stages": {"global_index"},
    "Screening questions": {"changed_at", "remote_deleted_at"},
    "Job-specific application stages": {"job_id", "stage_id", "changed_at", "remote_deleted_at"},
    "Job-specific screening questions": {"job_id", "question_id", "changed_at", "remote_deleted_at"},
    "Job hiring team members": {"job_id", "user_id", "changed_at", "remote_deleted_at"},
}
RENAMED = {"roles": "hiring_team_roles"}
# Keys of nested entries that belong to another page.
OF_THE_JOIN = {
    "Screening questions": {"index", "required", "precondition_question_id", "precondition_options"},
    "Job-specific screening questions": {"remote_id", "title", "description", "format", "category"},
    "Job-specific application stages": {"remote_id", "name", "status", "custom_fields", "remote_data"},
    "Job hiring team members": {"remote_id", "first_name", "last_name", "email"},
}
RELATIONS = {
    "Jobs": {"stages": "Job-specific application stages", "screening_questions": "Job-specific screening questions",
             "job_postings": "Job postings", "hiring_team": "Job hiring team members"},
    "Candidates": {"applications": "Applications", "tags": "Candidate tags"},
    "Applications": {"candidate": "Candidates", "current_stage": "Application Stages", "job": "Jobs",
                     "interviews": "Interviews", "offers": "Offers"},
    "Users": {"system_roles": "Roles"},
}  # fmt: skip
ALWAYS = {"id", "changed_at", "remote_deleted_at"}


def facts(tool: str) -> dict[str, Any]:
    """Read the matrix of a tool."""
    matrix: dict[str, Any] = json.loads((FACTS / f"{tool}.json").read_text())
    return matrix


def records_of(client: httpx.Client, integration: str, path: str) -> list[dict[str, Any]]:
    """Read a list to its end, deleted records included."""
    records: list[dict[str, Any]] = []
    query = {"page_size": "250", "include_deleted": "true"}
    while True:
        answer = client.get(f"/ats/{path}", params=query, headers={"X-Integration-Id": integration})
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        records += data["results"]
        if data["next"] is None:
            return records
        query["cursor"] = data["next"]


def empty(value: Any) -> bool:
    """Say whether a value tells nothing."""
    return value is None or value == []


def matrix_rows() -> Iterator[Any]:
    """Give every model of every document."""
    for tool in TOOLS:
        for label in facts(tool)["models"]:
            yield pytest.param(tool, label, id=f"{tool}-{label}")


@pytest.mark.parametrize(("tool", "label"), list(matrix_rows()))
def test_covered_fields_hold_values_and_all_others_are_null(
    tool: str, label: str, client: httpx.Client, mock_server: Any
) -> None:
    matrix = facts(tool)
    path, key = PLACES[label]
    parents = records_of(client, mock_server.integration_id(tool, "ATS"), path)
    records = parents if key is None else [entry for parent in parents for entry in parent[key]]
    assert len(records) > 3
    covered = {RENAMED.get(name, name) for name in matrix["models"][label] if name not in INTERNAL.get(label, set())}
    for name in sorted(covered - {"remote_deleted_at"} - OF_THE_JOIN.get(label, set())):
        values = [record[name] for record in records]
        assert any(not empty(value) for value in values), f"{label}.{name} holds no value"
    relations = RELATIONS.get(label, {})
    others = set(records[0]) - covered - ALWAYS - set(relations) - OF_THE_JOIN.get(label, set()) - {"job_roles"}
    for name in sorted(others):
        assert all(empty(record[name]) for record in records), f"{label}.{name} is not covered"
    for name, related in relations.items():
        if related not in matrix["models"]:
            assert all(empty(record[name]) for record in records), f"{label}.{name} needs {related}"
        elif label in ("Jobs", "Candidates", "Applications"):
            assert any(not empty(record[name]) for record in records), f"{label}.{name} is empty"


@pytest.mark.parametrize("tool", TOOLS)
def test_values_vary_where_real_data_would(tool: str, client: httpx.Client, mock_server: Any) -> None:
    for label, names in facts(tool)["models"].items():
        path, key = PLACES[label]
        if key is not None:
            continue
        records = records_of(client, mock_server.integration_id(tool, "ATS"), path)
        for name in set(names) - {"remote_deleted_at", "global_index"}:
            values = {json.dumps(record[name]) for record in records}
            assert len(values) > 1, f"{label}.{name} is always {values}"


@pytest.mark.parametrize("tool", TOOLS)
def test_models_outside_the_document_are_refused(tool: str, client: httpx.Client, mock_server: Any) -> None:
    listed = {PLACES[label][0] for label in facts(tool)["models"]}
    for label, (path, key) in PLACES.items():
        if key is None and path not in listed:
            answer = client.get(f"/ats/{path}", headers={"X-Integration-Id": mock_server.integration_id(tool, "ATS")})
            assert answer.status_code == 400, label
            assert answer.json()["error"]["code"] == "INTEGRATION.MODEL_NOT_AVAILABLE"


@pytest.mark.parametrize("tool", TOOLS)
def test_coverage_header_names_exactly_what_is_not_covered(tool: str, client: httpx.Client, mock_server: Any) -> None:
    for label, names in facts(tool)["models"].items():
        path, key = PLACES[label]
        if key is not None:
            continue
        answer = client.get(f"/ats/{path}", headers={"X-Integration-Id": mock_server.integration_id(tool, "ATS")})
        header = answer.headers["X-Mock-Coverage"].removeprefix("fields=").split(",")
        keys = set(answer.json()["data"]["results"][0]) - set(RELATIONS.get(label, {}))
        assert {name for name in header if "." not in name} - set(RELATIONS.get(label, {})) == keys - set(
            names
        ) - ALWAYS


@pytest.mark.parametrize("tool", TOOLS)
def test_published_coverage_is_the_documents(tool: str, client: httpx.Client, mock_server: Any) -> None:
    integration = mock_server.integration_id(tool, "ATS")
    details = client.get(f"/integrations/{integration}").json()["data"]
    published = {
        model["label"]: {field["id"] for field in model["fields"] if field["coverage_status"] == "SUPPORTED"}
        for model in details["read_models"]
        if model["coverage_status"] == "SUPPORTED"
    }
    assert published == {label: set(names) for label, names in facts(tool)["models"].items()}
    (entry,) = [entry for entry in client.get("/tools/ats").json()["data"]["tools"] if entry["id"] == tool]
    assert [model["id"] for model in entry["coverage"]["read_models"]] == [
        model["id"] for model in details["read_models"]
    ]
