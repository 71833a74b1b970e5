"""Two hundred starts and stops in one process, under pytest's own handling of signals: no leak, no hang."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from pathlib import Path
from time import process_time
from urllib.request import Request, urlopen

import pytest

from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.server import MockServer

pytestmark = pytest.mark.slow

TIMES = 200


def left() -> tuple[int, int, int, object, object]:
    """What a start could leave behind: files and sockets, threads, tasks, handlers of signals."""
    gc.collect()
    tasks = sum(1 for found in gc.get_objects() if isinstance(found, asyncio.Task))
    folder = Path("/proc/self/fd")
    files = len(list(folder.iterdir())) if folder.exists() else 0
    return files, threading.active_count(), tasks, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)


def memory() -> int:
    """Give the megabytes that this process has in memory."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    [line] = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) // 1024


def use(server: MockServer) -> None:
    headers = {"Authorization": "Bearer demo", "X-Integration-Id": server.integration_id("careerplug", "ATS")}
    with urlopen(Request(f"{server.url}/v1/ats/jobs?page_size=1", headers=headers), timeout=10) as answer:
        assert answer.status == 200


def test_one_server_starts_and_stops_two_hundred_times() -> None:
    server = MockServer(now="2025-06-02T09:00:00Z")
    for _ in range(10):  # what is loaded and cached once is no leak
        use(server.start())
        server.stop()
    before, megabytes, begun = left(), memory(), process_time()
    for _ in range(TIMES):
        use(server.start())
        server.stop()
    assert left() == before
    assert memory() - megabytes < 50
    assert process_time() - begun < 60


def test_so_do_the_mocks_of_two_hundred_sessions() -> None:
    def session() -> None:
        with KomboMocks() as mocks, mocks.environment() as mock:
            mock.fail("slow", latency_ms=1)
            mock.webhooks.receive()
            assert mock.client("careerplug").get("/ats/users").status_code in {200, 400}

    for _ in range(10):
        session()
    before, begun = left(), process_time()
    for _ in range(TIMES):
        session()
    assert left() == before
    assert process_time() - begun < 60
