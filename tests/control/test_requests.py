"""The journal tells what was asked and answered, finds it, waits for it, and says what an expected call lacked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from mockserver.server import MockServer
from tests.rig import Rig

NOTE = {"content": "A note, with ümlauts", "content_type": "PLAIN_TEXT"}
NOTES = "PostAtsApplicationsApplicationIdNotes"


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


def found(rig: Rig, **filters: Any) -> list[int]:
    """Give the ids of the entries that fit."""
    return [entry["id"] for entry in rig.ask("GET", "/requests", **filters)["requests"]]


def test_an_entry_has_everything_but_keys(rig: Rig) -> None:
    answer = rig.api.post("/ats/applications/unknown/notes?x=1", json=NOTE)
    [entry] = rig.ask("GET", "/requests")["requests"]
    took = entry.pop("duration_ms")
    assert 0 < took < 1000
    sent = entry["request"].pop("headers")
    assert sent["authorization"] == "Bearer ********"
    assert sent["x-integration-id"] == rig.integration_id
    assert entry["answer"].pop("headers")["concurrency-remaining"] == "29"
    assert entry == {
        "id": 1,
        "at": "2025-06-02T09:00:00.000Z",
        "method": "POST",
        "path": "/ats/applications/unknown/notes",
        "query": "x=1",
        "operation": NOTES,
        "integration_id": rig.integration_id,
        "status": 404,
        "outcome": "answered",
        "explanation": answer.headers["x-mock-explanation"],
        "request": {"body": NOTE, "bytes": len(answer.request.content), "clipped": False},
        "answer": {"body": answer.json(), "bytes": len(answer.content), "clipped": False},
    }
    assert rig.key not in str(rig.ask("GET", "/requests"))


def test_the_newest_come_first_and_control_calls_are_not_written_down(rig: Rig) -> None:
    for path in ("/check-api-key", "/ats/jobs", "/ats/nothing", "/ats/users?page_size=0"):
        rig.api.get(path)
    rig.ask("GET", "/integrations")
    answer = rig.ask("GET", "/requests")
    shown = [(entry["path"], entry["operation"], entry["status"]) for entry in answer["requests"]]
    assert shown == [
        ("/ats/users", "GetAtsUsers", 400),
        ("/ats/nothing", None, 404),
        ("/ats/jobs", "GetAtsJobs", 200),
        ("/check-api-key", "GetCheckApiKey", 200),
    ]
    assert (answer["count"], answer["recorded"], answer["dropped"]) == (4, 4, 0)
    assert answer["bounds"] == {"entries": 1000, "bytes": 8_000_000, "body_bytes": 6000}


def test_requests_that_are_refused_early_are_there(rig: Rig) -> None:
    rig.api.request("PATCH", "/ats/jobs")
    rig.api.head("/ats/jobs")
    rig.api.post("/ats/candidates", content=b"no gzip", headers={"Content-Encoding": "gzip"})
    rig.api.get("/ats/jobs", headers={"X-Long": "x" * 40_000})
    rig.api.get("/ats/jobs", headers={"Authorization": "Basic abc"})
    entries = rig.ask("GET", "/requests")["requests"]
    assert [(entry["method"], entry["status"]) for entry in entries] == [
        ("GET", 400), ("POST", 400), ("HEAD", 200), ("PATCH", 405),
    ]  # fmt: skip


def test_faults_show_what_the_client_saw(rig: Rig) -> None:
    rig.jobs(X_Mock_Fault="bad-gateway")
    with pytest.raises(httpx.TransportError):
        rig.jobs(X_Mock_Fault="connection-reset")
    with pytest.raises(httpx.TransportError):
        rig.jobs(X_Mock_Fault="cut-off")
    entries = rig.ask("GET", "/requests")["requests"]
    assert [(entry["status"], entry["outcome"]) for entry in entries] == [
        (200, "cut"), (None, "reset"), (502, "answered"),
    ]  # fmt: skip
    assert all("the header X-Mock-Fault" in entry["explanation"] for entry in entries)
    assert found(rig, status=502) == [1]
    assert found(rig, refused="false") == [3, 2]


def test_filters(rig: Rig, mock_server: MockServer) -> None:
    rig.api.get("/ats/jobs", params={"page_size": 1})
    rig.ask("POST", "/clock/advance", {"by": "PT1H"})
    rig.api.post("/ats/applications/unknown/notes", json=NOTE)
    with Rig(mock_server, rig.key, "ukgpro") as other:
        other.api.get("/ats/jobs", params={"page_size": 1})
    rig.api.get("/check-api-key")
    expected: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [4, 3, 2, 1]),
        ({"operation": "GetAtsJobs"}, [3, 1]),
        ({"method": "POST"}, [2]),
        ({"path": "/v1/ats/**"}, [3, 2, 1]),
        ({"path": "/ats/applications/*/notes"}, [2]),
        ({"integration_id": rig.integration_id}, [2, 1]),
        ({"tool": "ukgpro"}, [3]),
        ({"status": "404"}, [2]),
        ({"status": "2xx"}, [4, 3, 1]),
        ({"refused": "true"}, [2]),
        ({"text": "A NOTE"}, [2]),
        ({"text": "ÜMLAUTS"}, [2]),
        ({"text": "no such text"}, []),
        ({"since": "2025-06-02T10:00:00Z"}, [4, 3, 2]),
        ({"until": "2025-06-02T09:59:59Z"}, [1]),
        ({"after": 2}, [4, 3]),
        ({"limit": 1}, [4]),
        ({"operation": "GetAtsJobs", "tool": "ukgpro"}, [3]),
    ]
    assert [(filters, found(rig, **filters)) for filters, _ in expected] == expected
    assert rig.ask("GET", "/requests", limit=1)["count"] == 4


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"operaton": "a"}, "Query parameter 'operaton' is not known, did you mean 'operation'?"),
        ({"operation": "GetAtsJob"}, "operation: 'GetAtsJob' is not known, did you mean 'GetAtsJobs'?"),
        ({"tool": "sandbx"}, "tool: 'sandbx' is not known, did you mean 'sandbox'?"),
        ({"status": "4x"}, "Query parameter 'status'"),
        ({"since": "yesterday"}, "Query parameter 'since'"),
        ({"wait": 61}, "Query parameter 'wait'"),
        ({"refused": "yes"}, "Query parameter 'refused'"),
    ],
)
def test_a_filter_that_nothing_can_fit_is_refused(rig: Rig, filters: dict[str, Any], message: str) -> None:
    assert message in rig.refused("GET", "/requests", **filters)


def test_one_entry_can_be_looked_at(rig: Rig) -> None:
    rig.jobs()
    assert rig.ask("GET", "/requests/1") == rig.ask("GET", "/requests")["requests"][0]
    assert "no entry '2'" in rig.refused("GET", "/requests/2", code=404)


def test_a_new_journal_begins_when_it_is_cleared_and_with_a_reset(rig: Rig) -> None:
    taken = rig.ask("POST", "/snapshots", {})
    for begin_anew in (("DELETE", "/requests"), ("POST", "/reset"), ("POST", f"/snapshots/{taken['id']}/restore")):
        rig.jobs()
        rig.jobs()
        assert found(rig) == [2, 1]
        rig.ask(*begin_anew)
        assert found(rig) == []


def test_large_bodies_are_clipped_and_say_so(rig: Rig) -> None:
    file = {"name": "cv.pdf", "type": "CV", "content_type": "application/pdf", "data": "x" * 50_000}
    rig.api.post("/ats/applications/unknown/attachments", json={"attachment": file})
    rig.api.get("/ats/jobs", params={"page_size": 100})
    listing, upload = rig.ask("GET", "/requests")["requests"]
    assert upload["request"]["clipped"]
    assert upload["request"]["bytes"] > 50_000
    assert upload["request"]["body"]["attachment"] == {**file, "data": "x" * 100 + "… (50000 characters)"}
    assert listing["answer"]["clipped"]
    assert listing["answer"]["body"].startswith('{"status":"success"')
    assert len(listing["answer"]["body"].encode()) <= 6000


def test_waiting_ends_with_the_call_that_was_waited_for(rig: Rig) -> None:
    with ThreadPoolExecutor() as pool:
        begun = time.monotonic()
        waiting = pool.submit(rig.ask, "GET", "/requests", wait=10, count=2, operation="GetAtsJobs")
        time.sleep(0.1)
        rig.jobs()
        rig.api.get("/check-api-key")
        assert not waiting.done()
        rig.jobs()
        assert waiting.result()["count"] == 2
        assert time.monotonic() - begun < 5
    begun = time.monotonic()
    assert rig.ask("GET", "/requests", wait=1, count=3, operation="GetAtsJobs")["count"] == 2
    assert 1 <= time.monotonic() - begun < 3
    assert rig.ask("GET", "/requests", wait=10, count=2, operation="GetAtsJobs")["count"] == 2


def test_waiting_goes_on_through_a_reset(rig: Rig) -> None:
    rig.jobs()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(rig.ask, "GET", "/requests", wait=10, count=2)
        time.sleep(0.1)
        rig.ask("POST", "/reset")
        rig.jobs()
        time.sleep(0.1)
        assert not waiting.done()
        rig.jobs()
        assert waiting.result()["count"] == 2


def test_an_expected_call_that_came(rig: Rig) -> None:
    rig.api.post("/ats/applications/unknown/notes", json=NOTE, headers={"X-Trace": "abc"}, params={"x": "1"})
    expected = {
        "operation": NOTES, "method": "POST", "path": "/ats/applications/{id}/notes", "tool": "sandbox", "status": 404,
        "integration_id": rig.integration_id, "query": {"x": 1}, "headers": {"X-Trace": "abc"},
        "body": {"content": NOTE["content"]},
    }  # fmt: skip
    report = rig.ask("POST", "/requests/expect", expected)
    assert (report["met"], report["count"], report["nearest"]) == (True, 1, [])
    assert report["requests"][0]["id"] == 1


def test_an_expected_call_that_never_came_has_near_ones(rig: Rig) -> None:
    rig.api.get("/check-api-key")
    rig.api.post("/ats/applications/unknown/notes", json={**NOTE, "content": "Another"})
    rig.jobs()
    body = {"operation": NOTES, "status": 200, "body": {"content": "A note", "content_type": "PLAIN_TEXT"}}
    report = rig.ask("POST", "/requests/expect", body)
    assert (report["met"], report["count"], report["requests"]) == (False, 0, [])
    nearest = report["nearest"]
    assert nearest[0]["request"]["id"] == 2
    assert nearest[0]["differences"] == [
        {"place": "status", "expected": 200, "found": 404},
        {"place": "body.content", "expected": "A note", "found": "Another"},
    ]
    assert [near["request"]["id"] for near in nearest[1:]] == [3, 1]
    assert (
        "#2 POST /ats/applications/unknown/notes (404) differs:\n  status: expected 200, got 404" in report["message"]
    )
    assert '  body.content: expected "A note", got "Another"' in report["message"]


@pytest.mark.parametrize(
    ("times", "calls", "met"),
    [
        (None, 0, False), (None, 1, True), (None, 3, True),
        ({"exactly": 0}, 0, True), ({"exactly": 0}, 1, False), ({"exactly": 2}, 2, True), ({"exactly": 2}, 3, False),
        ({"at_most": 1}, 0, True), ({"at_most": 1}, 2, False), ({"at_least": 2}, 1, False),
        ({"at_least": 1, "at_most": 2}, 2, True),
    ],
)  # fmt: skip
def test_how_often_a_call_is_expected(rig: Rig, times: dict[str, int] | None, calls: int, met: bool) -> None:
    for _ in range(calls):
        rig.api.get("/check-api-key")
    body = {"operation": "GetCheckApiKey", **({} if times is None else {"times": times})}
    report = rig.ask("POST", "/requests/expect", body)
    assert (report["met"], report["count"]) == (met, calls)


def test_only_later_calls_count_where_that_is_asked_for(rig: Rig) -> None:
    rig.jobs()
    assert rig.ask("POST", "/requests/expect", {"operation": "GetAtsJobs", "after": 1})["met"] is False
    rig.jobs()
    assert rig.ask("POST", "/requests/expect", {"operation": "GetAtsJobs", "after": 1})["met"] is True


def test_an_expected_call_is_waited_for(rig: Rig) -> None:
    with ThreadPoolExecutor() as pool:
        body = {"operation": "GetAtsJobs", "wait": 10, "times": {"at_least": 2}}
        waiting = pool.submit(rig.ask, "POST", "/requests/expect", body)
        time.sleep(0.1)
        rig.jobs()
        rig.jobs()
        assert waiting.result()["met"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"operatoin": "a"}, "$.operatoin is not known, did you mean 'operation'?"),
        ({"operation": "GetAtsJob"}, "$.operation: 'GetAtsJob' is not known, did you mean 'GetAtsJobs'?"),
        ({"times": {}}, "$.times must not be empty."),
        ({"body": {"a[": 1}}, "$.body: 'a[' is no place"),
    ],
)
def test_an_expectation_that_nothing_can_meet_is_refused(rig: Rig, body: dict[str, Any], message: str) -> None:
    assert message in rig.refused("POST", "/requests/expect", body)


def test_it_stays_within_its_bounds_under_load() -> None:
    with MockServer(journal_entries=50, journal_bytes=100_000) as server, Rig(server, "demo") as rig:
        for _ in range(60):
            rig.jobs()
        answer = rig.ask("GET", "/requests")
        assert answer["recorded"] == 60
        assert answer["dropped"] + answer["count"] == 60
        assert answer["count"] <= 100_000 // 6000
        for _ in range(120):
            rig.api.get("/check-api-key")
        answer = rig.ask("GET", "/requests")
        assert (answer["count"], answer["dropped"]) == (50, 130)
        assert found(rig) == list(range(180, 130, -1))


def test_it_can_be_switched_off() -> None:
    with MockServer(journal_entries=0) as server, Rig(server, "demo") as rig:
        rig.jobs()
        answer = rig.ask("GET", "/requests", wait=0)
        assert (answer["count"], answer["recorded"]) == (0, 0)
