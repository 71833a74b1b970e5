"""Ten thousand advances, resets, faults and webhooks leave memory flat and no task, socket or thread behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import tracemalloc
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from mockserver.server import MockServer
from tests.rig import Rig
from tests.webhooks.receiver import Receiver

ROUNDS = 10_000
# Long enough for the sync schedule, retries and links; a reset puts the clock back.
STEPS = ("PT10S", "PT1M", "PT1H", "PT10H", "P1D")
EVENTS = ("candidate_applies", "tag_added", "job_opens", "application_moves_stage", "record_deleted")
EFFECTS = ({"error": None}, {"html": 502}, {"reset": True}, {"truncate": True}, {"extra_field": {"a": 1}})


def left_over() -> tuple[int, int, int]:
    """Count open files and sockets, threads, and tasks that are not done."""
    gc.collect()
    folder = Path("/proc/self/fd")
    files = len(list(folder.iterdir())) if folder.exists() else 0
    tasks = sum(1 for one in gc.get_objects() if isinstance(one, asyncio.Task) and not one.done())
    return files, threading.active_count(), tasks


def live(rig: Rig, number: int) -> None:
    """Let one round pass."""
    rig.ask("POST", "/clock/advance", {"by": STEPS[number % len(STEPS)]})
    if number % 3 == 0:
        path = f"/_mock/integrations/{rig.integration_id}/upstream"
        rig._control.post(f"{rig.url}{path}", json={"event": EVENTS[number // 3 % len(EVENTS)]})
    if number % 4 == 0:
        rig.arm(EFFECTS[number // 4 % len(EFFECTS)], times={"next": 1})
        with suppress(httpx.TransportError):
            # An answer that is not kept: that cache is bounded, and filling it takes longer than this test.
            rig.api.get("/check-api-key")


def begin(rig: Rig, receiver: Receiver) -> None:
    """Put everything back, and listen and sync as at the start."""
    rig.ask("POST", "/reset")
    endpoints = [
        {"url": receiver.url, "retries": ["PT10S", "PT1M"]},
        # Nobody is there.
        {"url": "http://127.0.0.1:9/", "retries": ["PT10S"]},
    ]
    faults = [{"effect": {"delay": "PT30S"}, "times": {"every": 3}}, {"effect": {"drop": True}, "times": {"every": 5}}]
    rig.ask("PUT", "/webhooks", {"endpoints": endpoints, "faults": faults})
    mode = {"mode": "scheduled", "full_every": "P2D", "delta_every": "P1D"}
    rig.ask("PATCH", f"/integrations/{rig.integration_id}", {"syncs": mode})


@pytest.mark.slow
def test_memory_stays_flat_and_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest keeps every line of the log until the test is over.
    for name in ("mockserver", "mockserver.requests", "mockserver.webhooks"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    with MockServer(size="20") as server, Receiver() as receiver, Rig(server, "demo") as rig:
        # What is opened once stays open.
        begin(rig, receiver)
        live(rig, 0)
    before = left_over()
    with (
        MockServer(size="20", journal_entries=100) as server,
        Receiver() as receiver,
        Rig(server, "demo") as rig,
    ):
        sizes = []
        tracemalloc.start()
        for number in range(ROUNDS):
            if number % 50 == 0:
                begin(rig, receiver)
                receiver.received.clear()
                receiver.always = (500 if number % 100 else 200, b"", {})
            live(rig, number)
            if number % (ROUNDS // 10) == 0:
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        # The first tenths fill what is bounded.
        assert sizes[-1] - sizes[3] < 1_000_000, sizes
    # What other tests of this process left may end meanwhile.
    assert all(now <= earlier for now, earlier in zip(left_over(), before, strict=True))
