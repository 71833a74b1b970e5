"""Writes while something that happened in the customer's tool still waits for a sync: they happen in the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error, person

if TYPE_CHECKING:
    import httpx


@pytest.fixture
def late(sandbox: Ats) -> Ats:
    """An integration that learns of changes when a sync is asked for."""
    sandbox.change(syncs={"mode": "manual"})
    return sandbox


def happens(ats: Ats, event: str, **values: Any) -> None:
    answer = ats.request("POST", f"/_mock/integrations/{ats.id}/upstream", {"event": event, **values})
    assert answer.status_code == 200, answer.text


def sync(ats: Ats) -> None:
    assert ats.request("POST", f"/_mock/integrations/{ats.id}/sync", {}).status_code == 200


def shown(ats: Ats, model: str, id: str) -> dict[str, Any]:
    record: dict[str, Any]
    [record] = ats.get(f"/ats/{model}", ids=id)["results"]
    return record


def pending(ats: Ats) -> dict[str, Any]:
    return ats.stored("applications", outcome="PENDING", remote_deleted_at=None)[0]


def move(ats: Ats, application: dict[str, Any]) -> httpx.Response:
    [job] = ats.stored("jobs", id=application["job_id"])
    others = [entry["stage_id"] for entry in job["stages"] if entry["stage_id"] != application["current_stage_id"]]
    return ats.request("PUT", f"/v1/ats/applications/{application['id']}/stage", {"stage_id": others[0]})


def test_a_write_leaves_what_changed_in_the_tool(late: Ats) -> None:
    id = pending(late)["candidate_id"]
    happens(late, "record_changed", model="candidates", id=id, changes={"title": "Beekeeper"})
    happens(late, "tag_added", candidate_id=id, name="Theirs")
    assert late.post(f"/ats/candidates/{id}/tags", {"tag": {"name": "Ours"}}).status_code == 200
    before = shown(late, "candidates", id)
    assert before["title"] != "Beekeeper"
    assert "Ours" in {tag["name"] for tag in before["tags"]}
    sync(late)
    after = shown(late, "candidates", id)
    assert after["title"] == "Beekeeper"
    assert {"Ours", "Theirs"} <= {tag["name"] for tag in after["tags"]}


def test_what_the_tool_has_deleted_can_be_read_until_a_sync_but_not_be_written_to(late: Ats) -> None:
    application = pending(late)
    happens(late, "record_deleted", model="applications", id=application["id"])
    assert shown(late, "applications", application["id"])["remote_deleted_at"] is None
    assert error(move(late, application))[:2] == (400, "REMOTE.INPUT_INVALID")
    sync(late)
    assert late.get("/ats/applications", ids=application["id"])["results"] == []
    assert error(move(late, application))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_a_job_that_closed_in_the_tool_takes_no_applications(late: Ats) -> None:
    job = late.job()
    happens(late, "job_closes", job_id=job["id"])
    assert shown(late, "jobs", job["id"])["status"] == "OPEN"
    assert error(late.apply(job["id"]))[:2] == (400, "ATS.JOB_CLOSED")


def test_a_stage_that_was_removed_in_the_tool_takes_nobody(late: Ats) -> None:
    job = late.job(lambda job: job["status"] == "OPEN" and len(job["stages"]) > 4)
    stage = job["stages"][1]["stage_id"]
    happens(late, "stage_removed", stage_id=stage)
    assert error(late.apply(job["id"], stage_id=stage))[:2] == (400, "REMOTE.INPUT_INVALID")


def test_who_applies_begins_in_the_first_stage_that_the_tool_still_has(late: Ats) -> None:
    job = late.job(lambda job: job["status"] == "OPEN" and len(job["stages"]) > 4)
    first, second = (entry["stage_id"] for entry in job["stages"][:2])
    happens(late, "stage_removed", stage_id=first)
    assert late.apply(job["id"]).json()["data"]["current_stage_id"] == second


def test_who_was_deleted_in_the_tool_applies_as_somebody_new(late: Ats) -> None:
    job = late.job()
    someone = person()
    first = late.apply(job["id"], candidate=someone).json()["data"]
    happens(late, "record_deleted", model="candidates", id=first["candidate_id"])
    again = late.apply(job["id"], candidate=someone)
    assert again.status_code == 200, again.text
    assert again.json()["data"]["candidate_id"] != first["candidate_id"]
    sync(late)
    [found] = late.get("/ats/candidates", email=someone["email_address"])["results"]
    assert found["id"] == again.json()["data"]["candidate_id"]


def test_who_was_hired_in_the_tool_is_not_rejected(late: Ats) -> None:
    application, reason = pending(late), late.stored("rejection-reasons", remote_deleted_at=None)[0]
    happens(late, "candidate_hired", application_id=application["id"])
    rejection = {"rejection_reason_id": reason["id"]}
    refused = late.post(f"/ats/applications/{application['id']}/reject", rejection)
    assert error(refused)[:2] == (400, "REMOTE.INPUT_INVALID")
    sync(late)
    assert shown(late, "applications", application["id"])["outcome"] == "HIRED"
