"""Limits are shown as they are set, and what is wrong with them is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.server import MockServer
from tests.rig import Rig

NONE: dict[str, Any] = {"requests": None, "concurrency": None, "announced_concurrency": 30, "in_flight": {}}


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


def test_nothing_is_limited_unless_it_is_set(rig: Rig) -> None:
    assert rig.ask("GET", "/limits") == NONE


def test_limits_are_set_whole(rig: Rig) -> None:
    limits = {"requests": {"count": 5, "window_seconds": 10}, "concurrency": 3}
    rig.ask("PUT", "/limits", limits)
    for _ in range(2):
        rig.jobs()
    assert rig.ask("GET", "/limits") == {
        "requests": {"count": 5, "window_seconds": 10, "used": 2, "ends_at": "2025-06-02T09:00:10.000Z"},
        "concurrency": 3,
        "announced_concurrency": 3,
        "in_flight": {},
    }
    assert rig.ask("PUT", "/limits", {"concurrency": 1})["requests"] is None
    assert rig.ask("PUT", "/limits", {"requests": None, "concurrency": None}) == NONE


def test_reset_and_snapshots_include_them(rig: Rig) -> None:
    rig.ask("PUT", "/limits", {"concurrency": 3})
    taken = rig.ask("POST", "/snapshots", {})
    rig.ask("POST", "/reset")
    assert rig.ask("GET", "/limits") == NONE
    rig.ask("POST", f"/snapshots/{taken['id']}/restore")
    assert rig.ask("GET", "/limits")["concurrency"] == 3


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"request": {}}, "$.request is not known, did you mean 'requests'?"),
        ({"requests": {"count": 1}}, "$.requests.window_seconds is required."),
        ({"requests": {"count": 0, "window_seconds": 1}}, "$.requests.count must be at least 1, not 0."),
        ({"requests": {"count": 1, "window_seconds": 1, "burst": 1}}, "$.requests.burst is not known"),
        ({"concurrency": -1}, "$.concurrency must be at least 0, not -1."),
        ({"concurrency": "30"}, "$.concurrency must be"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(rig: Rig, body: dict[str, Any], message: str) -> None:
    rig.ask("PUT", "/limits", {"concurrency": 3})
    assert message in rig.refused("PUT", "/limits", body)
    assert rig.ask("GET", "/limits")["concurrency"] == 3
