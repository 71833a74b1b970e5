"""Several processes behind one socket: they come back when they die, and none outlives the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest

from mockserver.server.workers import SHORTEST_SECONDS
from tests.serving import ROOT, Served, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes as Linux shows them"),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served("--database", f"sqlite:///{tmp_path / 'shared.db'}", "--workers", "3") as running:
        yield running


def workers(server: Served) -> set[int]:
    """Give the process numbers of the workers."""
    number = server.process.pid
    with suppress(FileNotFoundError):
        return set(map(int, Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split()))
    return set()


def lives(process: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + 15
    while not happened():
        assert time.monotonic() < ends
        time.sleep(0.05)


def answers(server: Served) -> bool:
    try:
        return server.ask("GET", "/v1/check-api-key", timeout=5)[0] == 200
    except (OSError, URLError):  # a connection that the dead one had accepted
        return False


def test_workers_share_what_is_written(server: Served) -> None:
    assert len(workers(server)) == 3
    for number in range(4):
        server.apply(number)
    for _ in range(10):
        assert server.people() == ["0", "1", "2", "3"]


def test_a_worker_that_dies_is_started_again(server: Served) -> None:
    wait_until(lambda: len(workers(server)) == 3)
    time.sleep(SHORTEST_SECONDS)
    before = workers(server)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(workers(server)) == 3 and killed not in workers(server))
    assert len(workers(server) - before) == 1
    wait_until(lambda: all(answers(server) for _ in range(10)))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_them_all_gracefully(server: Served, sign: signal.Signals) -> None:
    started = workers(server)
    server.process.send_signal(sign)
    _, errors = server.process.communicate(timeout=10)
    assert (server.process.returncode, errors) == (0, "")
    assert not any(map(lives, started))


def test_they_end_with_the_process_that_started_them(server: Served) -> None:
    started = workers(server)
    server.process.kill()
    wait_until(lambda: not any(map(lives, started)))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35])
def test_they_end_with_it_also_while_they_start(tmp_path: Path, sign: signal.Signals, after: float) -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--workers", "4", "--database"]
    process = subprocess.Popen([*command, f"sqlite:///{tmp_path / 'shared.db'}"], stdout=subprocess.DEVNULL, cwd=ROOT)
    group = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    wait_until(lambda: group.exists() and bool(group.read_text(encoding="ascii").strip()))
    time.sleep(after)
    started = set(map(int, group.read_text(encoding="ascii").split()))
    process.send_signal(sign)
    process.wait(15)
    wait_until(lambda: not any(map(lives, started)))


def test_a_database_in_memory_is_refused() -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("mockserver: --workers 2 needs a database that several processes can share: ")


def test_what_no_worker_can_begin_with_ends_it_all(tmp_path: Path) -> None:
    # The database opens; the connector files are read by the workers.
    (tmp_path / "broken.yaml").write_text("tool: [", encoding="utf-8")
    words = ["--workers", "2", "--database", f"sqlite:///{tmp_path / 'shared.db'}", "--connectors", str(tmp_path)]
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("mockserver: ")
    assert "broken.yaml" in done.stderr
