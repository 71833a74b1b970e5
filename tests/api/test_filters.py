"""Filters, by what a client sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Application, Ats, application

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Application]:
    with application() as opened:
        yield opened


def deleted(tool: Ats, model: str) -> dict[str, Any]:
    """Delete a record and give it as it was."""
    record: dict[str, Any] = tool.get(f"/ats/{model}", page_size=1)["results"][0]
    body = {"event": "record_deleted", "model": model, "id": record["id"]}
    assert tool.request("POST", f"/_mock/integrations/{tool.id}/upstream", body).status_code == 200
    return record


def found(tool: Ats, model: str, id: str, **query: str) -> bool:
    results = tool.get(f"/ats/{model}", page_size=250, include_deleted="true", **query)["results"]
    return id in {record["id"] for record in results}


@pytest.mark.parametrize(
    ("model", "parameter", "key"),
    [
        ("candidates", "first_name", "first_name"),
        ("applications", "job_ids", "job_id"),
        ("jobs", "name_contains", "name"),
        ("jobs", "job_codes", "job_code"),
    ],
)
def test_what_was_in_a_record_that_is_erased_finds_it_no_more(
    server: Application, model: str, parameter: str, key: str
) -> None:
    tool = server.ats("sandbox")
    record = deleted(tool, model)
    wanted = {parameter: record[key]}
    assert found(tool, model, record["id"], **wanted)
    tool.request("POST", "/_mock/clock/advance", {"by": "P14D"})
    assert not found(tool, model, record["id"], **wanted)
    assert found(tool, model, record["id"], ids=record["id"], remote_ids=record["remote_id"])
    assert found(tool, model, record["id"], updated_after="2025-06-02T09:00:00Z")


@pytest.mark.parametrize("hidden", ["candidate_id", "job_id"])
def test_candidates_are_not_found_by_jobs_when_nobody_knows_what_they_applied_for(
    server: Application, hidden: str
) -> None:
    tool = server.ats("sandbox")
    job = next(one["job_id"] for one in tool.stored("applications", remote_deleted_at=None))
    assert tool.get("/ats/candidates", job_ids=job)["results"]
    tool.change(scopes={"fields": {f"ats_applications.{hidden}": "DISABLED"}})
    assert tool.get("/ats/candidates", job_ids=job)["results"] == []
    everybody = tool.get("/ats/candidates", page_size=1, job_ids=job, ignore_unsupported_filters="true")
    assert everybody["next"] is not None


def test_a_contact_address_that_is_erased_finds_nobody(server: Application) -> None:
    tool = server.ats("sandbox")
    candidate = deleted(tool, "candidates")
    address = candidate["email_addresses"][0]["email_address"]
    tool.request("POST", "/_mock/clock/advance", {"by": "P13D"})
    assert found(tool, "candidates", candidate["id"], email=address)
    tool.request("POST", "/_mock/clock/advance", {"by": "P1D"})
    assert not found(tool, "candidates", candidate["id"], email=address)
