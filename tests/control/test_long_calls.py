"""Calls that would keep everybody waiting are refused before they begin, and say how to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from mockserver.server import MockServer
from tests.rig import Rig


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as made:
        yield made


def scheduled(rig: Rig, **syncs: str) -> None:
    rig.ask("PATCH", f"/integrations/{rig.integration_id}", {"syncs": {"mode": "scheduled", **syncs}})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/clock/advance", {"to": "3025-06-02"}),
        ("POST", "/clock/advance", {"by": "P36500D"}),
        ("PUT", "/clock", {"mode": "frozen", "now": "3025-06-02"}),
        ("PUT", "/clock", {"mode": "running", "now": "3025-06-02"}),
    ],
)
def test_centuries_of_syncs_are_refused_and_nothing_moves(
    rig: Rig, method: str, path: str, body: dict[str, str]
) -> None:
    scheduled(rig)
    before = rig.ask("GET", "/clock")
    message = rig.refused(method, path, body)
    assert re.search(r"one call plays 20,000 at most; go there in steps such as P9\d\dD", message)
    assert rig.ask("GET", "/clock") == before
    assert rig.ask("GET", "/integrations", tool="sandbox")["integrations"][0]["last_sync"] is None


def test_the_step_that_a_refusal_names_is_possible(rig: Rig) -> None:
    scheduled(rig, full_every="P1D", delta_every="PT1M")
    step = rig.refused("POST", "/clock/advance", {"by": "P300D"}).rpartition(" ")[2].rstrip(".")
    assert rig.ask("POST", "/clock/advance", {"by": step})["played"] <= 20_000


def test_without_syncs_centuries_are_nothing(rig: Rig) -> None:
    assert rig.ask("POST", "/clock/advance", {"to": "3025-06-02"})["played"] == 0


def test_syncs_come_once_a_minute_at_most(rig: Rig) -> None:
    path = f"/integrations/{rig.integration_id}"
    for name in ("full_every", "delta_every"):
        for text in ("PT59.999S", "PT0S", "-P1D"):
            body = {"syncs": {"mode": "scheduled", name: text}}
            assert rig.refused("PATCH", path, body) == f"$.syncs.{name}: must be at least a minute, PT1M."
    assert rig.ask("GET", "/integrations", tool="sandbox")["integrations"][0]["syncs"]["mode"] == "immediate"


def test_days_of_a_large_world_are_lived_through_in_several_calls(rig: Rig) -> None:
    large = rig.ask("POST", "/integrations", {"tool": "sandbox", "category": "HRIS", "size": 6000})["id"]
    path, before = f"/integrations/{large}/upstream", rig.ask("GET", "/clock")
    message = rig.refused("POST", path, {"event": "days", "count": 366})
    found = re.search(r"with 6,000 people .* at most (\d+) days", message)
    assert found is not None
    assert 1 < int(found[1]) < 30
    assert rig.ask("GET", "/clock") == before


def test_days_end_before_the_clock_does(rig: Rig) -> None:
    rig.ask("PUT", "/clock", {"mode": "frozen", "now": "9899-12-31T12:00:00Z"})
    path = f"/integrations/{rig.integration_id}/upstream"
    assert "$.count" in rig.refused("POST", path, {"event": "days", "count": 1})


def test_a_pattern_with_many_stars_is_answered(rig: Rig) -> None:
    rig.jobs()
    stars = "/" + "**/" * 90 + "x"
    assert rig.ask("POST", "/requests/expect", {"path": stars})["met"] is False
    rig.ask("POST", "/faults", {"match": {"path": stars}, "effect": {"error": None}})
    assert rig.jobs().status_code == 200


def test_a_stub_with_many_placeholders_in_a_segment_is_refused(rig: Rig) -> None:
    segment = "".join(f"{{a{number}}}" for number in range(12))
    body = {"tool": "greenhouse", "api": "harvest", "path": f"/{segment}!", "data": 1}
    assert "one placeholder at most" in rig.refused("PUT", "/passthrough", body)
