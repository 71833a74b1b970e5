"""Arming, listing and removing rules; what is wrong with one is named, and nothing of it is armed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.server import MockServer
from tests.rig import Rig

RESET = {"reset": True}


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


def test_rules_are_listed_with_what_they_count(rig: Rig) -> None:
    assert rig.ask("GET", "/faults") == {"faults": []}
    rule = {"match": {"operation": "GetAtsJobs"}, "effect": {"html": 502}, "times": {"next": 2}}
    armed = rig.ask("POST", "/faults", rule)
    expected = {"id": "fault-1", "preset": None, **rule, "matched": 0, "hits": 0, "spent": False}
    assert armed == expected
    for _ in range(3):
        rig.jobs()
    rig.api.get("/check-api-key")
    assert rig.ask("GET", "/faults") == {"faults": [{**expected, "matched": 2, "hits": 2, "spent": True}]}


def test_presets_can_be_narrowed_and_changed(rig: Rig) -> None:
    body = {"preset": "rate-limited", "effect": {"retry_after": 5}, "match": {"path": "/v1/ats/**"}}
    armed = rig.ask("POST", "/faults", body)
    assert (armed["preset"], armed["times"]) == ("rate-limited", {"always": True})
    assert (armed["effect"]["error"], armed["effect"]["retry_after"]) == ("PLATFORM.RATE_LIMIT_EXCEEDED", 5)
    assert rig.jobs().headers["retry-after"] == "5"
    assert rig.api.get("/check-api-key").status_code == 200


def test_rules_are_removed(rig: Rig) -> None:
    first, second, third = (rig.arm({"warning": "a"}) for _ in range(3))
    assert rig.ask("DELETE", f"/faults/{second}") == {}
    assert rig.refused("DELETE", f"/faults/{second}", code=404).endswith(
        f"'{second}' is armed, did you mean 'fault-3'?"
    )
    assert [rule["id"] for rule in rig.ask("GET", "/faults")["faults"]] == [first, third]
    assert rig.ask("DELETE", "/faults") == {"removed": 2}
    assert rig.ask("DELETE", "/faults") == {"removed": 0}


def test_a_reset_removes_them_all(rig: Rig) -> None:
    rig.arm(RESET)
    rig.ask("POST", "/reset")
    assert rig.ask("GET", "/faults") == {"faults": []}
    assert rig.arm(RESET) == "fault-1"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "$: preset or effect is required."),
        ({"preset": "rate-limit"}, "$.preset: no preset 'rate-limit', did you mean 'rate-limited'?"),
        ({"effects": RESET}, "$.effects is not known, did you mean 'effect'?"),
        ({"effect": {}}, "$.effect must not be empty."),
        ({"effect": {"eror": "x"}}, "$.effect.eror is not known, did you mean 'error'?"),
        ({"effect": {"error": "ATS.JOB_CLOSE"}}, "'ATS.JOB_CLOSE' is not known, did you mean 'ATS.JOB_CLOSED'?"),
        ({"effect": {"reset": True, "html": 502}}, "$.effect: html and reset exclude one another."),
        ({"preset": "malformed", "effect": {"error": None}}, "error and malformed exclude one another."),
        ({"effect": {"reset": False}}, "$.effect.reset must be true, not false."),
        ({"effect": {"status": 500}}, "$.effect.status is only possible beside error."),
        ({"effect": {"malformed": True, "retry_after": 1}}, "retry_after is only possible beside error or html."),
        ({"effect": {"html": 502, "retry_after_as": "date"}}, "retry_after_as is only possible beside retry_after."),
        ({"effect": {"html": 200}}, "$.effect.html must be"),
        ({"effect": {"error": None, "status": 200}}, "$.effect.status must be at least 400"),
        ({"effect": {"error": None, "headers": {"Content-Length": "1"}}}, "'Content-Length' cannot be chosen."),
        ({"effect": {"error": None, "headers": {"a b": "1"}}}, "'a b' cannot be chosen."),
        ({"effect": {"act_then": "timeout"}}, "$.effect.act_then must be"),
        ({"effect": {"truncate": False}}, "$.effect.truncate must be true or a whole number, not false."),
        ({"effect": {"latency_ms": -1}}, "$.effect.latency_ms must be"),
        ({"effect": {"latency_ms": {"p95": 1}}}, "$.effect.latency_ms.p50 is required"),
        ({"effect": {"latency_ms": {"p50": 5, "p99": 1}}}, "p50, p95 and p99 must not decrease."),
        ({"effect": {"unknown_enum": {"value": "X"}}}, "$.effect.unknown_enum.field is required."),
        ({"effect": RESET, "times": {"next": 0}}, "$.times.next must be at least 1, not 0."),
        ({"effect": RESET, "times": {"share": 1.5}}, "$.times.share must be at most 1, not 1.5."),
        ({"effect": RESET, "times": {"next": 1, "every": 2}}, "$.times must have at most 1 member, not 2."),
        ({"effect": RESET, "times": {"evry": 2}}, "$.times.evry is not known, did you mean 'every'?"),
        ({"effect": RESET, "match": {"tol": "a"}}, "$.match.tol is not known, did you mean 'tool'?"),
        ({"effect": RESET, "match": {"operation": "GetAtsJob"}}, "did you mean 'GetAtsJobs'?"),
        (
            {"effect": RESET, "match": {"tool": "sandbx"}},
            "$.match.tool: 'sandbx' is not known, did you mean 'sandbox'?",
        ),
        (
            {"effect": RESET, "match": {"integration_id": "sandbox:1"}},
            "$.match.integration_id: 'sandbox:1' is not known",
        ),
        ({"effect": RESET, "match": {"category": "CRM"}}, "$.match.category must be"),
        ({"effect": RESET, "match": {"path": "/ats/job"}}, "no operation has such a path, did you mean '/ats/jobs'?"),
        ({"effect": RESET, "match": {"body": {"a..b": 1}}}, "$.match.body: 'a..b' is no place such as"),
        (
            {"effect": {"error": "ATS.JOB_CLOSED"}, "match": {"operation": "PostForceSync"}},
            "$.effect.error: PostForceSync never answers ATS.JOB_CLOSED",
        ),
        (
            {"effect": {"warning": "a"}, "match": {"operation": "GetAtsJobs"}},
            "$.effect.warning: the answer of GetAtsJobs has no warnings.",
        ),
        (
            {"effect": {"unknown_enum": {"field": "stages.nme"}}, "match": {"operation": "GetAtsJobs"}},
            "$.effect.unknown_enum.field: 'nme' is not known, did you mean 'name'?",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_armed(rig: Rig, body: dict[str, Any], message: str) -> None:
    assert message in rig.refused("POST", "/faults", body)
    assert rig.ask("GET", "/faults") == {"faults": []}
    assert rig.jobs().status_code == 200


@pytest.mark.parametrize("field", ["outcome", "candidate.first_name", "job.name", "interviews.title"])
def test_fields_of_an_operation_are_known(rig: Rig, field: str) -> None:
    rig.arm({"unknown_enum": {"field": field}}, match={"operation": "GetAtsApplications"})


def test_a_foreign_code_without_an_operation_comes_without_its_code(rig: Rig) -> None:
    rig.arm({"error": "ATS.JOB_CLOSED"})
    answer = rig.api.get("/check-api-key").json()
    assert answer["error"]["code"] is None
    assert answer["error"]["title"] == "Job is closed"
