"""Syncs on request: one at a time, and of the type that the tool can do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from kombo import Kombo

from mockserver.server import MockServer

Sync = Callable[..., dict[str, Any]]


@pytest.fixture
def sync(mock_server: MockServer, client: httpx.Client) -> Sync:
    def start(tool: str = "greenhouse", category: str = "ATS", **body: Any) -> dict[str, Any]:
        headers = {"X-Integration-Id": mock_server.integration_id(tool, category)}
        answer = client.post("/force-sync", headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "success"
        data: dict[str, Any] = answer.json()["data"]
        return data

    return start


def advance(mock_server: MockServer, client: httpx.Client, by: str) -> None:
    client.post(f"{mock_server.url}/_mock/clock/advance", json={"by": by}).raise_for_status()


def test_a_second_call_meets_the_running_sync(sync: Sync) -> None:
    first = sync()
    assert first == {"already_queued": False, "sync_id": first["sync_id"], "type": "FULL"}
    assert sync() == first | {"already_queued": True}


def test_the_running_sync_keeps_its_type(sync: Sync) -> None:
    first = sync("ukgpro", type="DELTA")
    assert first["type"] == "DELTA"
    assert sync("ukgpro", type="FULL") == first | {"already_queued": True}


def test_without_delta_syncs_everything_is_read(sync: Sync) -> None:
    assert sync(type="DELTA")["type"] == "FULL"


def test_a_sync_ends_by_the_clock_of_the_environment(mock_server: MockServer, client: httpx.Client, sync: Sync) -> None:
    first = sync()
    advance(mock_server, client, "PT0.999S")
    assert sync() == first | {"already_queued": True}
    advance(mock_server, client, "PT0.001S")
    second = sync()
    assert not second["already_queued"]
    assert second["sync_id"] != first["sync_id"]


def test_integrations_sync_by_themselves(sync: Sync) -> None:
    first, other = sync("greenhouse"), sync("lever")
    assert not other["already_queued"]
    assert other["sync_id"] != first["sync_id"]


def test_ids_are_the_same_in_every_environment(mock_server: MockServer, client: httpx.Client, sync: Sync) -> None:
    first = sync()
    client.post(f"{mock_server.url}/_mock/reset").raise_for_status()
    assert sync() == first


def test_many_calls_at_once_start_one_sync(sync: Sync) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sync(), range(24)))
    assert len({answer["sync_id"] for answer in answers}) == 1
    assert [answer["already_queued"] for answer in answers].count(False) == 1


def test_a_body_is_not_needed(mock_server: MockServer, client: httpx.Client) -> None:
    headers = {"X-Integration-Id": mock_server.integration_id("hrworks", "ATS")}
    assert client.post("/force-sync", headers=headers).status_code == 200
    answer = client.post("/force-sync", headers=headers, json={"type": "PARTIAL"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")


def test_the_sdk_starts_a_sync(sdk: Callable[[str, str], Kombo]) -> None:
    kombo = sdk("careerplug", "ATS")
    first = kombo.general.trigger_sync(type_="FULL").data
    second = kombo.general.trigger_sync().data
    assert (first.already_queued, second.already_queued) == (False, True)
    assert first.sync_id == second.sync_id
