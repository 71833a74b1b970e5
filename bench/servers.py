"""The two servers that are compared, each a process of its own on a core of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Connection, request_bytes

ROOT = Path(__file__).resolve().parents[1]
# Client and servers keep off each other's core, where there are two.
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@dataclass
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_first_answer: float

    def memory(self) -> float:
        """Give the megabytes of memory that the process takes now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1000


@contextmanager
def mock(*words: str) -> Iterator[Server]:
    """Serve the mock; its log shows errors only, as the bare application has none."""
    port = free_port()
    command = ["mockserver", "serve", "--port", str(port), "--log-level", "error", *words]
    with running([sys.executable, "-m", *command], port, _check("/v1/check-api-key")) as server:
        yield server


@contextmanager
def bare(answers: dict[str, bytes], folder: Path) -> Iterator[Server]:
    """Serve fixed bytes under some paths."""
    port = free_port()
    pairs = []
    for number, (path, body) in enumerate(answers.items()):
        file = folder / f"answer-{number}.json"
        file.write_bytes(body)
        pairs.append(f"{path}={file}")
    command = ["bench.bare", str(port), *pairs]
    with running([sys.executable, "-m", *command], port, _check(next(iter(answers)))) as server:
        yield server


def run(*words: str) -> None:
    """Run a command of the mock to its end."""
    command = [sys.executable, "-m", "mockserver", *words]
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True, capture_output=True)


def answer(server: Server, request: bytes) -> bytes:
    """Give the body of one answer."""
    connection = Connection(server.port, timeout=600)
    body = connection.fetch(request)
    connection.close()
    return body


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _environment() -> dict[str, str]:
    # As everywhere else, the first start leaves compiled modules behind for the others.
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("MOCKSERVER_") and name != "PYTHONDONTWRITEBYTECODE"
    }


def _check(path: str) -> bytes:
    return request_bytes(path, {"authorization": "Bearer demo"})


@contextmanager
def running(command: list[str], port: int, request: bytes) -> Iterator[Server]:
    """Start a server and give it when it has answered a request; RuntimeError if it ends or answers no 200."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL)
    if len(CORES) > 1:
        os.sched_setaffinity(0, CORES[:1])
        os.sched_setaffinity(process.pid, CORES[1:])
    try:
        _first_answer(process, port, request)
        yield Server(port, process, time.perf_counter() - begin)
    finally:
        process.terminate()
        process.wait(10)


def _first_answer(process: subprocess.Popen[bytes], port: int, request: bytes) -> None:
    while process.poll() is None:
        try:
            connection = Connection(port)
        except ConnectionRefusedError:
            time.sleep(0.001)
            continue
        connection.fetch(request)
        connection.close()
        return
    raise RuntimeError(f"the server ended with exit code {process.returncode}")
