"""Values at the edge of what JSON and calendars hold: refused where they are of no use, never half-done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.server import MockServer
from tests.rig import Rig


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as made:
        yield made


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/clock/advance", {"by": "P1000Y"}, "$.by: not an ISO 8601 duration"),
        ("/clock/advance", {"by": "P9999999D"}, "$.by: longer than a hundred years"),
        ("/clock/advance", {"by": f"P{'9' * 30}D"}, "$.by: not an ISO 8601 duration"),
        ("/clock/advance", {"by": f"PT{'9' * 400}.5S"}, "$.by: not an ISO 8601 duration"),
        ("/clock/advance", {"to": "9999-12-31T23:59:59.999Z"}, "$.to: a clock stands between"),
        ("/clock/advance", {"to": "9999-12-31T23:59:59-14:00"}, "$.to: "),
        ("/reset", {"now": "0001-01-01"}, "$.now: a clock stands between"),
        ("/reset", {"now": "9999-12-31"}, "$.now: a clock stands between"),
    ],
)
def test_no_clock_leaves_the_calendar(rig: Rig, path: str, body: dict[str, str], message: str) -> None:
    before = rig.ask("GET", "/clock")
    assert rig.refused("POST", path, body).startswith(message)
    assert rig.ask("GET", "/clock") == before


@pytest.mark.parametrize("now", ["0001-01-01", "0001-01-01T00:00:00+14:00", "1899-12-31", "9999-12-31"])
def test_no_clock_is_set_outside_of_the_calendar(rig: Rig, now: str) -> None:
    for mode in ("frozen", "running"):
        assert rig.refused("PUT", "/clock", {"mode": mode, "now": now}).startswith("$.now: ")


@pytest.mark.parametrize("now", ["1900-01-01", "9900-01-01"])
def test_at_the_ends_of_time_everything_works(rig: Rig, now: str) -> None:
    rig.ask("POST", "/reset", {"now": now})
    assert rig.jobs().status_code == 200
    rig.ask("POST", f"/integrations/{rig.integration_id}/upstream", {"event": "candidate_applies"})
    rig.ask("PATCH", f"/integrations/{rig.integration_id}", {"syncs": {"mode": "scheduled", "duration": "P36525D"}})
    rig.ask("POST", f"/integrations/{rig.integration_id}/sync")
    rig.ask("POST", "/snapshots")
    assert rig.ask("GET", "/clock")["now"].startswith(now)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/limits", {"requests": {"count": 50.0, "window_seconds": 60.0}}),
        ("PUT", "/limits", {"concurrency": 2.0}),
        ("POST", "/faults", {"effect": {"latency_ms": 1.0}, "times": {"next": 1.0}}),
        ("POST", "/faults", {"effect": {"error": None, "status": 429.0, "retry_after": 5.0}}),
        ("POST", "/integrations", {"tool": "sandbox", "category": "ATS", "seed": 5.0, "size": 5.0}),
    ],
)
def test_a_whole_number_may_be_written_with_a_point(rig: Rig, method: str, path: str, body: dict[str, Any]) -> None:
    def texts(value: Any) -> Any:
        return {key: texts(inner) for key, inner in value.items()} if isinstance(value, dict) else repr(value)

    answer = texts(rig.ask(method, path, body))
    assert not re.search(r"'\d+\.\d+'", str(answer))
    assert rig.jobs().status_code in (200, 429)


def test_days_and_duplicates_count_whole_numbers(rig: Rig) -> None:
    path = f"/integrations/{rig.integration_id}/upstream"
    assert rig.ask("POST", path, {"event": "days", "count": 1.0})["to"] == "2025-06-03T09:00:00.000Z"
    faults = [{"effect": {"duplicate": 2.0}, "times": {"next": 1.0}}]
    rig.ask("PUT", "/webhooks", {"endpoints": [{"url": "http://127.0.0.1:1/", "retries": []}], "faults": faults})
    rig.ask("POST", "/webhooks/test", {"type": "data-changed"})
    assert rig.ask("GET", "/webhooks/deliveries", wait=5, count=2)["count"] == 2


@pytest.mark.parametrize("number", [1.5, 1e30, 10**30])
@pytest.mark.parametrize(
    ("method", "path", "at"),
    [("PUT", "/limits", "concurrency"), ("POST", "/integrations", "seed"), ("POST", "/faults", "effect.truncate")],
)
def test_a_number_that_is_no_integer_is_none(rig: Rig, method: str, path: str, at: str, number: float) -> None:
    body: dict[str, Any] = {"seed": {"tool": "sandbox", "category": "ATS", "seed": number}}.get(at, {at: number})
    if at == "effect.truncate":
        body = {"effect": {"truncate": number}}
    assert f"$.{at}" in rig.refused(method, path, body)
