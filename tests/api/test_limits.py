"""Limits bite when they are set, tell what is left, and leave reads alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError
from kombo.utils import BackoffStrategy, RetryConfig

from mockserver.server import MockServer
from tests.rig import Rig, code


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


def test_a_window_of_a_clock_that_stands_still_ends_when_the_clock_is_advanced(rig: Rig) -> None:
    rig.ask("PUT", "/limits", {"requests": {"count": 3, "window_seconds": 60}})
    assert [rig.jobs().status_code for _ in range(3)] == [200] * 3
    refused = rig.jobs()
    assert (refused.status_code, code(refused)) == (429, "PLATFORM.RATE_LIMIT_EXCEEDED")
    assert refused.headers["retry-after"] == "60"
    assert "3 requests in 60 seconds" in refused.headers["x-mock-explanation"]
    rig.ask("POST", "/clock/advance", {"by": "PT45S"})
    assert rig.api.get("/check-api-key").headers["retry-after"] == "15"
    rig.ask("POST", "/clock/advance", {"by": "PT15S"})
    assert rig.jobs().status_code == 200
    assert rig.ask("GET", "/limits")["requests"]["used"] == 1


def test_the_sdk_waits_as_long_as_it_is_told(rig: Rig, sdk: Callable[[str, str], Kombo]) -> None:
    ats = sdk("sandbox", "ATS").ats
    rig.arm({"error": "PLATFORM.RATE_LIMIT_EXCEEDED", "retry_after": 0}, times={"next": 2})
    retries = RetryConfig("backoff", BackoffStrategy(1, 10, 1.5, 5000), retry_connection_errors=False)
    assert ats.get_jobs(page_size=1, retries=retries) is not None
    assert rig.ask("GET", "/requests", operation="GetAtsJobs")["count"] == 3
    rig.ask("PUT", "/limits", {"requests": {"count": 1, "window_seconds": 60}})
    ats.get_jobs(page_size=1)
    with pytest.raises(KomboAtsError) as caught:
        ats.get_jobs(page_size=1)
    assert caught.value.headers["retry-after"] == "60"


def test_forty_actions_at_once_are_ten_too_many(rig: Rig) -> None:
    rig.ask("PUT", "/limits", {"concurrency": 30})
    rig.arm({"latency_ms": 1500}, match={"category": "ATS", "method": "POST"})

    def note(_: int) -> tuple[int, str, str, str | None]:
        answer = rig.api.post("/ats/applications/unknown/notes", json={"content": "a", "content_type": "PLAIN_TEXT"})
        limits = answer.headers["concurrency-limit"], answer.headers["concurrency-remaining"]
        return answer.status_code, *limits, code(answer)

    with ThreadPoolExecutor(41) as pool:
        actions = pool.map(note, range(40))
        read = pool.submit(rig.jobs)
        found = list(actions)
        assert read.result().status_code == 200
    refused = [each for each in found if each[0] == 429]
    assert refused == [(429, "30", "0", "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")] * 10
    admitted = [each for each in found if each[0] != 429]
    assert Counter(status for status, *_ in admitted) == {404: 30}
    assert sorted(int(remaining) for _, _, remaining, _ in admitted) == list(range(30))
    assert rig.ask("GET", "/limits")["in_flight"] == {}


def test_refused_actions_are_refused_at_once_and_write_nothing(rig: Rig) -> None:
    rig.ask("PUT", "/limits", {"concurrency": 0})
    answer = rig.apply()
    assert (answer.status_code, code(answer)) == (429, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")
    rig.ask("PUT", "/limits", {})
    assert rig.applications() == 0


def test_what_is_held_counts_for_its_own_integration_only(rig: Rig, mock_server: MockServer) -> None:
    rig.ask("PUT", "/limits", {"concurrency": 1})
    rig.arm({"latency_ms": 600}, match={"integration_id": rig.integration_id, "method": "POST"})
    path, body = "/ats/applications/unknown/notes", {"content": "a", "content_type": "PLAIN_TEXT"}
    with ThreadPoolExecutor() as pool, Rig(mock_server, rig.key, "ukgpro") as other:
        held = pool.submit(rig.api.post, path, json=body)
        while rig.ask("GET", "/limits")["in_flight"] != {rig.integration_id: 1}:
            pass
        assert rig.api.post(path, json=body).status_code == 429
        assert other.api.post(path, json=body).status_code != 429
        assert held.result().status_code == 404


def test_every_answer_to_an_action_tells_the_vendors_limit_where_none_is_enforced(rig: Rig) -> None:
    answers = [
        rig.apply(),
        rig.api.post("/ats/jobs/unknown/applications", json={}),
        rig.api.post("/force-sync", json={}),
        rig.api.post("/ats/candidates", json={}, headers={"X-Integration-Id": "nobody"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 200, 404]
    for answer in answers:
        assert (answer.headers["concurrency-limit"], answer.headers["concurrency-remaining"]) == ("30", "29")
    assert "concurrency-limit" not in rig.jobs().headers
    assert "concurrency-limit" not in rig.api.get("/check-api-key").headers


def test_limits_of_one_key_are_not_those_of_another(rig: Rig, mock_server: MockServer) -> None:
    rig.ask("PUT", "/limits", {"requests": {"count": 1, "window_seconds": 60}})
    with Rig(mock_server, f"{rig.key}-other") as other:
        assert [rig.jobs().status_code, rig.jobs().status_code, other.jobs().status_code] == [200, 429, 200]
