"""Every fault does what it says, triggered by a rule, by the header and by a value in the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError, KomboGeneralError, KomboHrisError, ResponseValidationError

from mockserver.api.faults import latency
from mockserver.api.request import Request
from mockserver.app import create_app
from mockserver.errors import error_classes
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.state.faults import arm
from tests.rig import Rig, code

NOW = 1_748_854_800_000
CODES = sorted(error_classes())


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


@pytest.fixture
def ats(sdk: Callable[[str, str], Kombo]) -> Kombo:
    return sdk("sandbox", "ATS")


@pytest.mark.parametrize("word", CODES)
def test_the_sdk_reads_every_code_in_every_class(word: str, sdk: Callable[[str, str], Kombo]) -> None:
    ats, hris = sdk("sandbox", "ATS"), sdk("sandbox", "HRIS")
    headers = {"X-Mock-Fault": word}
    calls: list[tuple[type[Any], Callable[[], Any], tuple[str, ...]]] = [
        (KomboAtsError, lambda: ats.ats.get_jobs(http_headers=headers), ("HRIS.", "AI_APPLY.")),
        (KomboHrisError, lambda: hris.hris.get_groups(http_headers=headers), ("ATS.", "AI_APPLY.")),
        (
            KomboGeneralError,
            lambda: ats.general.check_api_key(http_headers=headers),
            ("INTEGRATION.", "REMOTE.", "HRIS.", "ATS.", "AI_APPLY."),
        ),
    ]
    for kind, call, foreign in calls:
        with pytest.raises(kind) as caught:
            call()
        assert caught.value.data.error.code == (None if word.startswith(foreign) else word)
        assert caught.value.status_code == error_classes()[word].status


def test_a_code_comes_with_its_own_status_title_and_a_message(rig: Rig) -> None:
    rig.arm({"error": "ATS.JOB_CLOSED"})
    answer = rig.jobs()
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["title"]) == (400, "ATS.JOB_CLOSED", "Job is closed")
    assert error["message"].endswith(".")
    assert answer.headers["x-mock-explanation"] == "error by fault-1"


def test_status_title_message_and_headers_can_be_chosen(rig: Rig) -> None:
    rig.arm(
        {"error": None, "status": 418, "title": "Teapot", "message": "Short and stout.", "headers": {"X-Pot": "té"}}
    )
    answer = rig.jobs()
    assert answer.status_code == 418
    error = answer.json()["error"]
    assert (error["code"], error["title"], error["message"]) == (None, "Teapot", "Short and stout.")
    assert answer.headers["x-pot"] == r"t\xe9"


def test_an_error_without_a_code_has_no_title_either(rig: Rig, ats: Kombo) -> None:
    rig.arm({"error": None})
    with pytest.raises(KomboAtsError) as caught:
        ats.ats.get_jobs()
    error = caught.value.data.error
    assert (caught.value.status_code, error.code, error.title) == (500, None, None)


def test_retry_after_is_seconds_or_a_date_of_the_environment(rig: Rig) -> None:
    rig.arm({"error": "PLATFORM.RATE_LIMIT_EXCEEDED"}, times={"next": 1})
    rig.arm({"error": "PLATFORM.RATE_LIMIT_EXCEEDED", "retry_after": 7}, times={"next": 1})
    rig.arm({"html": 503, "retry_after": 90, "retry_after_as": "date"}, times={"next": 1})
    found = [rig.jobs().headers.get("retry-after") for _ in range(3)]
    assert found[:2] == [None, "7"]
    assert parsedate_to_datetime(str(found[2])).isoformat() == "2025-06-02T09:01:30+00:00"


def test_a_load_balancer_answers_html(rig: Rig) -> None:
    rig.arm({"html": 502}, match={"method": "POST"})
    answer = rig.apply()
    assert answer.status_code == 502
    assert answer.headers["content-type"] == "text/html"
    assert "<h1>502 Bad Gateway</h1>" in answer.text
    assert "concurrency-limit" not in answer.headers
    rig.ask("DELETE", "/faults")
    assert rig.applications() == 0


def test_acting_then_timing_out_writes_once(rig: Rig) -> None:
    rig.arm({"act_then": "time_out"}, match={"method": "POST"}, times={"next": 1})
    first, second = rig.apply(), rig.apply()
    assert (first.status_code, code(first)) == (504, "PLATFORM.TASK_TIMED_OUT")
    assert "fault-1" in first.headers["x-mock-explanation"]
    assert code(second) == "ATS.APPLICATION_ALREADY_EXISTS"
    assert rig.applications() == 1


def test_what_is_refused_anyway_is_refused_for_its_own_reason(rig: Rig) -> None:
    rig.arm({"act_then": "time_out"})
    answer = rig.api.post("/ats/jobs/unknown/applications", json={})
    assert (answer.status_code, code(answer)) == (400, "PLATFORM.INPUT_INVALID")


def test_an_unknown_value_in_every_record(rig: Rig, ats: Kombo) -> None:
    rig.arm({"unknown_enum": {"field": "outcome"}}, match={"operation": "GetAtsApplications"})
    answer = rig.api.get("/ats/applications", params={"page_size": 5})
    assert {record["outcome"] for record in answer.json()["data"]["results"]} == {"VALUE_ADDED_LAST_NIGHT"}
    assert answer.headers["x-mock-explanation"] == "struck by fault-1"
    with pytest.raises(ResponseValidationError):
        ats.ats.get_applications()


def test_an_unknown_value_deep_inside_and_null(rig: Rig) -> None:
    rig.arm({"unknown_enum": {"field": "stages.name", "value": None}})
    records = rig.api.get("/ats/jobs", params={"page_size": 3}).json()["data"]["results"]
    assert [stage["name"] for record in records for stage in record["stages"]].count(None) > 3
    rig.arm({"unknown_enum": {"field": "is_this_here"}})
    assert rig.api.get("/ats/tags").status_code == 200


def test_an_unknown_field_does_not_disturb_the_sdk(rig: Rig, ats: Kombo) -> None:
    rig.arm({"extra_field": {"brand_new": {"a": [1]}}})
    records = rig.api.get("/ats/jobs", params={"page_size": 3}).json()["data"]["results"]
    assert [record["brand_new"] for record in records] == [{"a": [1]}] * 3
    found = ats.ats.get_jobs(page_size=3)
    assert found is not None
    assert len(found.result.data.results) == 3
    assert rig.apply().json()["data"]["brand_new"] == {"a": [1]}


def test_a_damaged_page_is_whole_again_afterwards(rig: Rig) -> None:
    before = rig.jobs().content
    rig.arm({"extra_field": {"a": 1}, "unknown_enum": {"field": "status"}}, times={"next": 1})
    assert rig.jobs().content != before
    assert rig.jobs().content == before


def test_a_warning_on_success(rig: Rig) -> None:
    rig.arm({"warning": "mind the gap"})
    assert {"message": "mind the gap"} in rig.apply().json()["warnings"]
    assert "warnings" not in rig.jobs().json()


def test_malformed_json_is_sent_as_if_it_were_whole(rig: Rig) -> None:
    whole = rig.jobs().content
    rig.arm({"malformed": True})
    answer = rig.jobs()
    assert answer.status_code == 200
    assert whole.startswith(answer.content)
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


@pytest.mark.parametrize(
    ("wanted", "draw", "expected"),
    [
        (250, 0.7, 250),
        ({"p50": 100}, 0.0, 50),
        ({"p50": 100}, 0.25, 75),
        ({"p50": 100}, 0.9, 100),
        ({"p50": 100, "p95": 1000, "p99": 5000}, 0.5, 100),
        ({"p50": 100, "p95": 1000, "p99": 5000}, 0.725, 550),
        ({"p50": 100, "p95": 1000, "p99": 5000}, 0.95, 1000),
        ({"p50": 100, "p95": 1000, "p99": 5000}, 0.97, 3000),
        ({"p50": 100, "p95": 1000, "p99": 5000}, 0.9999, 5000),
    ],
)
def test_latency_by_percentiles(wanted: Any, draw: float, expected: int) -> None:
    assert latency(wanted, draw) == expected


def test_latency_is_dealt_out_by_the_seed() -> None:
    found = []
    for seed in (1, 1, 2):
        pipeline = create_app(Settings(now=NOW, seed=seed)).state.pipeline
        request = Request("GET", "/check-api-key", headers={b"authorization": b"Bearer demo"})
        environment = pipeline.store.environment("demo")
        with pipeline.store.change(environment):
            effect = {"latency_ms": {"p50": 100, "p95": 1000, "p99": 5000}}
            arm(environment, {"preset": None, "match": {}, "effect": effect, "times": {"always": True}})
        found.append([pipeline.answer(request).delivery.delay_ms for _ in range(200)])
        assert 60 < sum(delay <= 100 for delay in found[-1]) < 140
        assert max(found[-1]) > 1000
        pipeline.store.close()
    assert found[0] == found[1] != found[2]


def test_the_header_takes_a_code_or_a_preset(rig: Rig) -> None:
    assert code(rig.jobs(X_Mock_Fault="PLATFORM.IP_NOT_WHITELISTED")) == "PLATFORM.IP_NOT_WHITELISTED"
    answer = rig.jobs(X_Mock_Fault="rate-limited")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert answer.headers["x-mock-explanation"] == "error by the header X-Mock-Fault"
    assert rig.jobs().status_code == 200
    assert rig.ask("GET", "/faults") == {"faults": []}


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("rate-limit", "did you mean 'rate-limited'"),
        ("ATS.JOB_CLOSE", "did you mean 'ATS.JOB_CLOSED'"),
        ("", "'' is no"),
    ],
)
def test_a_header_that_names_nothing_is_refused_with_the_nearest_word(rig: Rig, word: str, hint: str) -> None:
    answer = rig.jobs(X_Mock_Fault=word)
    assert (answer.status_code, code(answer)) == (400, "PLATFORM.INPUT_INVALID")
    assert hint in answer.json()["error"]["message"]


def test_the_header_decides_before_the_rules_and_does_not_use_them_up(rig: Rig) -> None:
    rig.arm({"html": 502}, times={"next": 1})
    rig.arm({"latency_ms": 1}, times={"next": 1})
    assert code(rig.jobs(X_Mock_Fault="server-error")) == "PLATFORM.UNKNOWN_ERROR"
    assert [rule["hits"] for rule in rig.ask("GET", "/faults")["faults"]] == [0, 1]
    assert rig.jobs().status_code == 502


def test_an_applicants_address_is_enough(rig: Rig, ats: Kombo) -> None:
    jobs = ats.ats.get_jobs(page_size=1, statuses=["OPEN"])
    assert jobs is not None
    person = {"first_name": "Frida", "last_name": "Okafor", "email_address": "job-closed@fail.example"}
    with pytest.raises(KomboAtsError) as caught:
        ats.ats.create_application(job_id=jobs.result.data.results[0].id, candidate=person)  # type: ignore[arg-type]
    assert caught.value.data.error.code == "ATS.JOB_CLOSED"
    assert rig.api.get("/ats/candidates", params={"email": "job-closed@fail.example"}).json()["data"]["results"] == []
    answer = rig.apply(email_address="already-applied@fail.example")
    assert code(answer) == "ATS.APPLICATION_ALREADY_EXISTS"
    assert answer.headers["x-mock-explanation"] == "error by the value already-applied@fail.example"


def test_a_new_colleagues_address_is_enough(mock_server: MockServer, api_key: str) -> None:
    with Rig(mock_server, api_key, category="HRIS") as rig:
        body = {"first_name": "Frida", "last_name": "Okafor", "work_email": "employee-exists@fail.example"}
        assert code(rig.api.post("/hris/employees", json=body)) == "HRIS.EMPLOYEE_ALREADY_EXISTS"


def test_a_magic_value_acts_where_its_fault_acts(rig: Rig) -> None:
    answer = rig.apply(email_address="done-but-timed-out@fail.example")
    assert code(answer) == "PLATFORM.TASK_TIMED_OUT"
    found = rig.api.get("/ats/candidates", params={"email": "done-but-timed-out@fail.example"}).json()
    assert len(found["data"]["results"]) == 1
    assert rig.apply(email_address="slow-down@example.com").status_code == 200


def test_a_magic_value_that_names_nothing_is_refused_with_the_nearest_word(rig: Rig) -> None:
    answer = rig.apply(email_address="jobclosed@fail.example")
    assert (answer.status_code, code(answer)) == (400, "PLATFORM.INPUT_INVALID")
    assert "did you mean 'job-closed'" in answer.json()["error"]["message"]


def test_a_body_that_is_wrong_is_refused_before_its_magic_value_is_seen(rig: Rig) -> None:
    body = {"candidate": {"first_name": "Frida", "email_address": "job-closed@fail.example"}}
    answer = rig.api.post("/ats/jobs/unknown/applications", json=body)
    assert code(answer) == "PLATFORM.INPUT_INVALID"


def test_rules_look_at_bodies(rig: Rig) -> None:
    rig.arm({"error": "ATS.JOB_CLOSED"}, match={"body": {"candidate.last_name": "Closed"}})
    assert rig.apply().status_code == 200
    assert code(rig.apply(last_name="Closed")) == "ATS.JOB_CLOSED"
    assert rig.api.post("/ats/candidates", content=b"no json").status_code == 400


def test_rules_look_at_tool_category_and_integration(mock_server: MockServer, api_key: str) -> None:
    with Rig(mock_server, api_key) as ats, Rig(mock_server, api_key, "hrworks", "HRIS") as hris:
        groups = "/hris/groups"
        for match in ({"tool": "hrworks"}, {"category": "HRIS"}, {"integration_id": hris.integration_id}):
            id = ats.arm({"error": "PLATFORM.UNKNOWN_ERROR"}, match=match)
            assert ats.jobs().status_code == 200
            assert hris.api.get(groups).status_code == 500
            unknown = hris.api.get(groups, headers={"X-Integration-Id": "hrworks:nobody"})
            assert unknown.status_code == (500 if "category" in match else 404)
            ats.ask("DELETE", f"/faults/{id}")


def test_rules_strike_before_anything_but_the_key_is_checked(rig: Rig) -> None:
    rig.arm({"error": "PLATFORM.UNKNOWN_ERROR"})
    assert rig.api.get("/ats/jobs", params={"page_size": "many"}).status_code == 500
    assert rig.api.get("/ats/jobs", headers={"Authorization": ""}).status_code == 401
    assert rig.api.get("/ats/nothing").status_code == 404


def test_rules_of_one_key_do_not_strike_another(rig: Rig, mock_server: MockServer) -> None:
    rig.arm({"error": "PLATFORM.UNKNOWN_ERROR"})
    with Rig(mock_server, f"{rig.key}-other") as other:
        assert (rig.jobs().status_code, other.jobs().status_code) == (500, 200)
