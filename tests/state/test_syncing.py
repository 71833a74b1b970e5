from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from mockserver.api.request import Request
from mockserver.app import create_app
from mockserver.control.endpoint import ControlEndpoint
from mockserver.settings import Settings

NOW = 1_748_854_800_000


class World:
    """An application with one key, driven through its public doors without a socket."""

    def __init__(self, tool: str = "ukgpro", category: str = "ATS") -> None:
        app = create_app(Settings(now=NOW))
        self.pipeline = app.state.pipeline
        self.control: ControlEndpoint = app.state.control
        found = self.mock("GET", f"/integrations?tool={tool}&category={category}")["integrations"]
        self.integration = found[0]["id"]

    def mock(self, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
        """Call the control API."""
        return self._call(lambda request: asyncio.run(self.control.answer(request)), method, path, body, status)

    def api(self, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
        """Call the imitated API."""
        return self._call(self.pipeline.answer, method, path, body, status)

    def change(self, **body: Any) -> dict[str, Any]:
        """Change the integration."""
        return self.mock("PATCH", f"/integrations/{self.integration}", body)

    def _call(self, door: Any, method: str, path: str, body: Any, status: int) -> dict[str, Any]:
        path, _, query = path.partition("?")
        headers = {b"authorization": b"Bearer key", b"x-integration-id": self.integration_header}
        content = b"" if body is None else json.dumps(body).encode()
        answer = door(Request(method, path, query.encode(), headers, content))
        assert answer.status == status, answer.body
        document: dict[str, Any] = json.loads(answer.body)
        return document

    @property
    def integration_header(self) -> bytes:
        """The header that selects the integration."""
        return getattr(self, "integration", "").encode()


@pytest.fixture
def world() -> World:
    return World()


def jobs(world: World) -> set[str]:
    """Give the names of the jobs that reads show."""
    return {job["name"] for job in world.api("GET", "/ats/jobs")["data"]["results"]}


def rename_first_job(world: World, name: str) -> None:
    """Let the name of a job change in the customer's own system."""
    from mockserver.state import mirror

    store = world.pipeline.store
    environment = store.environment("key")
    integration = store.integration(environment, world.integration)
    assert integration is not None
    with mirror.upstream(store, environment, integration) as records:
        first = next(iter(records.all("ats_jobs")))
        records.update("ats_jobs", first["id"], {"name": name})


def test_in_manual_mode_changes_come_with_a_forced_sync(world: World) -> None:
    world.change(syncs={"mode": "manual"})
    rename_first_job(world, "Lighthouse keeper")
    assert "Lighthouse keeper" not in jobs(world)
    started = world.api("POST", "/force-sync", {"type": "DELTA"})["data"]
    assert not started["already_queued"]
    assert world.api("POST", "/force-sync")["data"]["sync_id"] == started["sync_id"]
    assert "Lighthouse keeper" not in jobs(world)
    world.mock("POST", "/clock/advance", {"by": "PT1S"})
    assert "Lighthouse keeper" in jobs(world)


def test_the_control_api_runs_a_sync_and_tells_what_it_did(world: World) -> None:
    world.change(syncs={"mode": "manual"})
    rename_first_job(world, "Lighthouse keeper")
    done = world.mock("POST", f"/integrations/{world.integration}/sync", {"type": "FULL"})
    assert (done["state"], done["changed_models"]) == ("SUCCEEDED", ["ats_jobs"])
    assert "Lighthouse keeper" in jobs(world)


def test_scheduled_syncs_come_by_the_clock(world: World) -> None:
    world.change(syncs={"mode": "scheduled"})
    rename_first_job(world, "Lighthouse keeper")
    world.mock("POST", "/clock/advance", {"by": "PT2H59M"})
    assert "Lighthouse keeper" not in jobs(world)
    world.mock("POST", "/clock/advance", {"by": "PT2M"})
    assert "Lighthouse keeper" in jobs(world)


def test_a_failed_sync_brings_nothing_and_a_partial_one_does(world: World) -> None:
    world.change(syncs={"mode": "manual", "outcome": "FAILED"})
    rename_first_job(world, "Lighthouse keeper")
    assert world.mock("POST", f"/integrations/{world.integration}/sync")["state"] == "FAILED"
    assert "Lighthouse keeper" not in jobs(world)
    world.change(syncs={"outcome": "PARTIALLY_FAILED"})
    assert world.mock("POST", f"/integrations/{world.integration}/sync")["state"] == "PARTIALLY_FAILED"
    assert "Lighthouse keeper" in jobs(world)


def test_three_days_of_refused_credentials_pause_the_integration_and_reads_go_on(world: World) -> None:
    world.change(syncs={"mode": "scheduled"}, credentials="broken")
    application = world.api("GET", "/ats/applications")["data"]["results"][0]
    refused = world.api(
        "POST", f"/ats/applications/{application['id']}/notes", {"content": "x", "content_type": "PLAIN_TEXT"}, 401
    )
    assert refused["error"]["code"] == "INTEGRATION.AUTHENTICATION_INVALID"
    world.mock("POST", "/clock/advance", {"by": "P3D"})
    assert world.api("GET", f"/integrations/{world.integration}")["data"]["status"] == "ACTIVE"
    world.mock("POST", "/clock/advance", {"by": "PT13H"})
    assert world.api("GET", f"/integrations/{world.integration}")["data"]["status"] == "INVALID"
    assert jobs(world)
    world.change(credentials="valid")
    assert world.api("GET", f"/integrations/{world.integration}")["data"]["status"] == "ACTIVE"
    rename_first_job(world, "Lighthouse keeper")
    world.mock("POST", "/clock/advance", {"by": "PT4H"})
    assert "Lighthouse keeper" in jobs(world)


@pytest.mark.parametrize(
    ("states", "status", "code"),
    [
        ({"status": "INACTIVE"}, 403, "INTEGRATION.INACTIVE"),
        ({"setup_status": "INCOMPLETE"}, 409, "INTEGRATION.SETUP_INCOMPLETE"),
        ({"setup_status": "FINAL_SYNC_PENDING"}, 409, "INTEGRATION.SETUP_SYNC_PENDING"),
        ({"qa_status": "FAILED"}, 409, "INTEGRATION.QA_FAILED"),
    ],
)
def test_states_refuse_reads(world: World, states: dict[str, str], status: int, code: str) -> None:
    world.change(**states)
    assert world.api("GET", "/ats/jobs", status=status)["error"]["code"] == code


def test_a_good_first_sync_completes_the_setup(world: World) -> None:
    world.change(setup_status="FINAL_SYNC_PENDING", data_expired=True)
    world.api("POST", "/force-sync")
    world.mock("POST", "/clock/advance", {"by": "PT1S"})
    details = world.api("GET", f"/integrations/{world.integration}")["data"]
    assert (details["setup_status"], details["data_expired_at"]) == ("COMPLETED", None)
    assert jobs(world)


def test_a_missing_permission_in_the_tool_refuses_writes_only(world: World) -> None:
    world.change(settings={"remote_permission": False})
    application = world.api("GET", "/ats/applications")["data"]["results"][0]
    note = {"content": "x", "content_type": "PLAIN_TEXT"}
    refused = world.api("POST", f"/ats/applications/{application['id']}/notes", note, 403)
    assert refused["error"]["code"] == "INTEGRATION.PERMISSION_MISSING"


@pytest.mark.parametrize("duration", ["soon", "-PT1S", 5])
def test_durations_that_are_none_are_refused_and_nothing_is_changed(world: World, duration: Any) -> None:
    world.mock(
        "PATCH", f"/integrations/{world.integration}", {"status": "INACTIVE", "syncs": {"duration": duration}}, 400
    )
    assert world.api("GET", f"/integrations/{world.integration}")["data"]["status"] == "ACTIVE"
