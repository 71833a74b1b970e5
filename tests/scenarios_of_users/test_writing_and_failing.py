"""Writing and failing: refusals, warnings, ambiguous timeouts, limits, broken answers, lag, passthrough."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError, KomboGeneralError

from tests.rig import PERSON, code
from tests.scenarios_of_users.customer import Customer, refusal


def test_33_decide_on_the_code_and_live_without_it(ats: Customer) -> None:
    job = ats.first("jobs", status="OPEN")["id"]
    person: Any = {**PERSON, "email_address": "job-closed@fail.example"}
    with pytest.raises(KomboAtsError) as refused:
        ats.kombo.ats.create_application(job_id=job, candidate=person)
    assert refused.value.data.error.code == "ATS.JOB_CLOSED"
    assert "closed job" in refused.value.data.error.message
    effect = {"error": "REMOTE.INPUT_INVALID", "status": 418, "message": "Die Stelle ist besetzt."}
    ats.arm(effect, match={"method": "POST"})
    answer = ats.apply()
    ats.ask("DELETE", "/faults")
    assert (answer.status_code, answer.json()["error"]["message"]) == (418, "Die Stelle ist besetzt.")
    ats.arm({"error": None, "title": None}, times={"next": 1})
    assert refusal(ats.kombo.ats.get_jobs) is None


def test_34_success_with_warnings(ats: Customer) -> None:
    ats.arm({"warning": "The tool ignored the source."}, times={"next": 1})
    job = ats.first("jobs", status="OPEN")["id"]
    ats.ask("DELETE", "/faults")
    ats.arm({"warning": "The tool ignored the source."}, match={"method": "POST"}, times={"next": 1})
    person: Any = PERSON
    made = ats.kombo.ats.create_application(job_id=job, candidate=person)
    assert [warning.message for warning in made.warnings] == ["The tool ignored the source."]
    assert ats.applications() == 1


@pytest.mark.parametrize("after", ["time_out", "reset"])
def test_35_it_was_done_and_nobody_heard(ats: Customer, after: str) -> None:
    ats.arm({"act_then": after}, match={"method": "POST"}, times={"next": 1})
    if after == "reset":
        with pytest.raises(httpx.TransportError):
            ats.apply()
    else:
        assert ats.apply().json()["error"]["code"] == "PLATFORM.TASK_TIMED_OUT"
    assert ats.applications() == 1
    assert ats.apply().json()["error"]["code"] == "ATS.APPLICATION_ALREADY_EXISTS"
    assert ats.applications() == 1


def test_36_too_many_actions_at_once(ats: Customer) -> None:
    ats.ask("PUT", "/limits", {"concurrency": 3})
    ats.arm({"latency_ms": 800}, match={"method": "POST"}, times={"next": 3})
    notes = f"/ats/applications/{ats.first('applications')['id']}/notes"

    def write(number: int) -> httpx.Response:
        return ats.api.post(notes, json={"content": str(number), "content_type": "PLAIN_TEXT"})

    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(write, number) for number in range(3)]
        while sum(ats.ask("GET", "/limits")["in_flight"].values()) < 3:
            pass
        refused = write(4)
        assert ats.jobs().status_code == 200
        assert [one.result().status_code for one in waiting] == [200, 200, 200]
    assert (refused.status_code, code(refused)) == (429, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")
    assert (refused.headers["concurrency-limit"], refused.headers["concurrency-remaining"]) == ("3", "0")
    assert write(5).status_code == 200


@pytest.mark.parametrize(
    ("effect", "status", "after"),
    [
        ({"error": "PLATFORM.RATE_LIMIT_EXCEEDED"}, 429, None),
        ({"error": "PLATFORM.RATE_LIMIT_EXCEEDED", "retry_after": 30}, 429, "30"),
        (
            {"error": "PLATFORM.RATE_LIMIT_EXCEEDED", "retry_after": 30, "retry_after_as": "date"},
            429,
            "Mon, 02 Jun 2025 09:00:30 GMT",
        ),
        ({"html": 502}, 502, None),
        ({"html": 503}, 503, None),
        ({"html": 504}, 504, None),
        ({"malformed": True}, 200, None),
        ({"drip_ms": 50}, 200, None),
    ],
)
def test_37_limits_gateways_and_broken_answers(
    ats: Customer, effect: dict[str, Any], status: int, after: str | None
) -> None:
    ats.arm(effect, times={"next": 1})
    answer = ats.jobs()
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, after)
    if "html" in effect:
        assert answer.headers["content-type"].startswith("text/html")
    if "malformed" in effect:
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    assert ats.jobs().status_code == 200


def test_37_a_connection_that_ends_early(ats: Customer) -> None:
    ats.arm({"truncate": True}, times={"next": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        ats.jobs()


def test_38_a_write_is_read_at_once_and_what_happens_there_later(connect: Callable[..., Customer]) -> None:
    """Writes are read at once, but for tools that take new employees back until a later sync."""
    ats = connect()
    ats.change(syncs={"mode": "manual"})
    made = ats.apply().json()["data"]
    assert ats.one("applications", made["id"])["outcome"] == "PENDING"
    ats.happens("application_moves_stage", application_id=ats.first("applications", outcome="PENDING")["id"])
    before = ats.read("applications")
    ats.sync("DELTA")
    assert ats.read("applications") != before


def test_39_a_user_on_whose_behalf_it_happens(ats: Customer) -> None:
    application = ats.first("applications", outcome="PENDING")
    on_behalf: Any = {"greenhouse": {"on_behalf_of": "4711"}}
    ats.kombo.ats.add_application_note(
        application_id=application["id"], content="Hello", content_type="PLAIN_TEXT", remote_fields=on_behalf
    )
    job = ats.first("jobs", status="OPEN")["id"]
    body = {"candidate": {**PERSON, "email_address": "x@example.com"}, "sourced_by": {"user_id": "nobody"}}
    answer = ats.api.post(f"/ats/jobs/{job}/applications", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    ats.change(settings={"remote_permission": False})
    stage = application["current_stage_id"]
    move = ats.kombo.ats.move_application_to_stage
    assert refusal(lambda: move(application_id=application["id"], stage_id=stage)) == "INTEGRATION.PERMISSION_MISSING"


def test_40_requests_to_the_tools_own_api(connect: Callable[..., Customer]) -> None:
    tool = connect("greenhouse")
    send = tool.kombo.general.send_passthrough_request
    stub = {"tool": "greenhouse", "api": "harvest", "path": "/things"}
    tool.ask("PUT", "/passthrough", {**stub, "data": {"a": 1}})
    assert send(tool="greenhouse", api="harvest", method="GET", path="/things").data.data == {"a": 1}
    tool.ask("PUT", "/passthrough", {**stub, "status": 503, "data_base64": "AAEC"})
    binary = send(tool="greenhouse", api="harvest", method="GET", path="/things", response_as_base64=True).data
    assert (binary.status, binary.data) == (503, "AAEC")
    with pytest.raises(KomboGeneralError):
        send(tool="greenhouse", api="nothing", method="GET", path="/things")
    with Kombo(api_key=tool.key, server_url=f"{tool.url}/v1", integration_id=tool.integration_id) as other:
        wrong = other.general.send_passthrough_request
        assert refusal(lambda: wrong(tool="personio", api="personnel", method="GET", path="/x")) is not None
