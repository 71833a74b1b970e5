"""One environment: integrations, records, what happens upstream, snapshots, reset."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.errors import ConfigurationError
from mockserver.ids import integration_id
from mockserver.pytest_plugin.control import ControlError
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks


def names(mock: KomboMock) -> list[str]:
    found = mock.client("hrworks", "HRIS").get("/hris/employees").json()["data"]["results"]
    return [employee["first_name"] for employee in found]


def test_an_integration_is_named_by_its_tool(mock: KomboMock) -> None:
    assert mock.integration("careerplug", category="ATS") == integration_id(42, "careerplug", "ATS")
    assert mock.integration("hrworks") == integration_id(42, "hrworks", "ATS")
    assert mock.integration("hrworks", "HRIS") == integration_id(42, "hrworks", "HRIS")
    assert mock.integration("tool:an-id") == "tool:an-id"


def test_a_tool_that_nobody_knows_is_told_with_the_nearest(mock: KomboMock) -> None:
    with pytest.raises(ConfigurationError, match="no connector 'careerplugs', did you mean 'careerplug'"):
        mock.integration("careerplugs")
    with pytest.raises(ConfigurationError, match="careerplug has no category 'HRIS', expected one of ATS"):
        mock.integration("careerplug", "HRIS")


def test_an_integration_can_be_added_and_changed(mock: KomboMock) -> None:
    added = mock.add_integration("hrworks", "HRIS", seed=7, size=20, company="Example Works")
    assert len(mock.client(added).get("/hris/employees").json()["data"]["results"]) <= 21
    assert mock.change_integration(added, status="INACTIVE")["status"] == "INACTIVE"
    assert mock.client(added).get("/hris/employees").json()["error"]["code"] == "INTEGRATION.INACTIVE"


def test_stored_records_are_complete(mock: KomboMock) -> None:
    assert any(user["email"] for user in mock.records("ukgpro", "users"))
    seen = mock.client("ukgpro").get("/ats/users").json()["data"]["results"]
    assert not any(user["email"] for user in seen)


def test_something_happens_upstream_and_a_sync_brings_it(mock: KomboMock) -> None:
    mock.change_integration("hrworks", "HRIS", syncs={"mode": "manual"})
    mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Zygmunt")
    assert "Zygmunt" not in names(mock)
    mock.sync("hrworks", "HRIS")
    assert "Zygmunt" in names(mock)


def test_a_snapshot_is_put_back_by_hand_and_at_the_end_of_a_block(mock: KomboMock) -> None:
    before = names(mock)
    snapshot = mock.snapshot("as it was")
    assert (snapshot.name, snapshot.id in repr(snapshot)) == ("as it was", True)
    with mock.snapshot():
        mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Zygmunt")
        assert "Zygmunt" in names(mock)
    assert names(mock) == before
    mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Yannick")
    snapshot.restore()
    snapshot.remove()
    assert names(mock) == before


def test_a_block_that_fails_is_put_back_too(mock: KomboMock) -> None:
    before = names(mock)

    def fail() -> None:
        with mock.snapshot():
            mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Zygmunt")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert names(mock) == before


def test_reset_takes_everything_back(mock: KomboMock) -> None:
    before = names(mock)
    mock.fail("server-error")
    mock.webhooks.send_to("http://localhost:9/")
    mock.clock.advance(days=2)
    mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Zygmunt")
    mock.reset()
    assert names(mock) == before
    assert mock.clock.now.isoformat() == "2025-06-02T09:00:00+00:00"
    assert mock.control.get("/webhooks")["endpoints"] == []
    assert len(mock.requests) == 1


def test_it_says_who_it_is(mock: KomboMock) -> None:
    assert mock.api_key in repr(mock)
    assert mock.url in repr(mock)


def test_it_begins_with_a_story_pack_in_the_name_of_a_customer(mocks: KomboMocks) -> None:
    with mocks.environment("story", scenario="scale-up", company="Halden Optics", headcount="80") as mock:
        assert (mock.scenario["name"], mock.scenario["company"]) == ("scale-up", "Halden Optics")
        recruiting = mock.integration("recruiting")
        assert recruiting.startswith("greenhouse:")
        moment = mock.scenario["moments"][0]
        answer = mock.client("recruiting").request(moment["call"]["method"], moment["call"]["path"])
        assert answer.status_code == moment["status"]
        mock.reset()
        assert mock.control.get("/scenario")["name"] == "scale-up"
    with mocks.environment("story") as mock:
        assert mock.control.get("/scenario")["name"] is None


def test_it_begins_with_a_file_of_ones_own(mock: KomboMock, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(MINE, encoding="utf-8")
    mock.begin_with(file, locale="de_DE,fr_FR")
    jobs = mock.client("hiring").get("/ats/jobs").json()["data"]["results"]
    assert "Beekeeper" in {job["name"] for job in jobs}
    with pytest.raises(ControlError, match="did you mean 'scale-up'"):
        mock.begin_with("scale-upp")


MINE = """
title: Mine
integrations:
  hiring:
    tool: ukgpro
    category: ATS
    records:
      jobs:
        - {remote_id: J-1, name: Beekeeper}
"""
