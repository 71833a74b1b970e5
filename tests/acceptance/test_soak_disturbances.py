"""Ten thousand faults, resets and broken connections leave nothing behind."""

from __future__ import annotations

import gc
import logging
import threading
import tracemalloc
from pathlib import Path

import httpx
import pytest

from mockserver.server import MockServer
from tests.rig import Rig

ROUNDS = 10_000
EFFECTS = ({"error": None}, {"html": 502}, {"malformed": True}, {"extra_field": {"a": 1}}, {"latency_ms": 1})


def open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.mark.slow
def test_memory_stays_flat_and_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest keeps every line of the log until the test is over.
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)
    monkeypatch.setattr(logging.getLogger("mockserver.requests"), "disabled", True)
    with MockServer() as server, Rig(server, "demo") as rig:  # what is opened once stays open
        rig.api.get("/check-api-key")
    gc.collect()
    before = open_files(), threading.active_count()
    with MockServer(journal_entries=100) as server, Rig(server, "demo") as rig:
        sizes = []
        tracemalloc.start()
        for number in range(ROUNDS):
            id = rig.arm(EFFECTS[number % len(EFFECTS)], times={"next": 1})
            rig.api.get("/check-api-key")
            if number % 2:
                rig.ask("DELETE", f"/faults/{id}")
            if number % 100 == 0:
                rig.ask("POST", "/reset")
                with pytest.raises(httpx.TransportError):
                    rig.api.get("/check-api-key", headers={"X-Mock-Fault": "connection-reset"})
            if number % (ROUNDS // 10) == 0:
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        # The first tenth fills what is bounded.
        assert sizes[-1] - sizes[2] < 500_000, sizes
        assert rig.ask("GET", "/limits")["in_flight"] == {}
    gc.collect()
    assert (open_files(), threading.active_count()) == before
