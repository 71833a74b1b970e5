"""Peers: mock servers that a user could pick instead, given the same description, measured beside ours.

They come from npm into a folder that is removed again. None of them returns a page of a hundred records or keeps a
write, so what is compared is the same request and whatever each of them answers to it.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from bench import servers
from bench.client import Load, load, request_bytes
from bench.figures import ATS, Effort, Row
from bench.servers import Server

PAGE = "/v1/ats/jobs?page_size=100"
# The last versions that run on the Node.js of current distributions.
_PEERS = {
    "Prism": (
        "@stoplight/prism-cli@5.14.2",
        ("prism", "mock", "--port", "{port}", "{description}"),
        "/ats/jobs?page_size=100",
    ),
    "Mockoon": ("@mockoon/cli@9.9.0", ("mockoon-cli", "start", "--port", "{port}", "--data", "{description}"), PAGE),
}


def peers(effort: Effort) -> Iterator[Row]:
    """Measure the same request here and there."""
    npm = shutil.which("npm")
    if npm is None:
        yield Row("peers", "npm is not installed")
        return
    with tempfile.TemporaryDirectory() as folder, servers.mock("--size", "medium") as ours:
        description = Path(folder, "description.json")
        description.write_bytes(servers.answer(ours, request_bytes("/openapi.json")))
        for name, (package, words, path) in _PEERS.items():
            home = Path(folder, name)
            command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(home), package]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                yield Row(name, f"{package} cannot be installed")
                continue
            port = servers.free_port()
            program = str(home / "node_modules" / ".bin" / words[0])
            start = [program, *(word.format(port=port, description=description) for word in words[1:])]
            with servers.running(start, port, request_bytes(path, ATS)) as peer:
                yield from _measured(f"{name} {package.rpartition('@')[2]}", peer, path, ours, effort)


def _measured(name: str, peer: Server, path: str, ours: Server, effort: Effort) -> Iterator[Row]:
    sizes = [
        len(servers.answer(*asked)) for asked in ((ours, request_bytes(PAGE, ATS)), (peer, request_bytes(path, ATS)))
    ]
    starts = ours.seconds_to_first_answer, peer.seconds_to_first_answer
    yield _row(f"cold start, {name}", "s", *starts, starts[0] <= starts[1])
    for connections in (1, 16):
        rounds = [
            (_load(ours, PAGE, connections, effort).rate, _load(peer, path, connections, effort).rate)
            for _ in range(effort.rounds)
        ]
        mine, theirs = (statistics.median(side) for side in zip(*rounds, strict=True))
        told = f"jobs, {sizes[0] / 1000:.1f} kB, {connections} connection{'s' if connections > 1 else ''}"
        yield _row(f"{told}, {name}: {sizes[1] / 1000:.1f} kB", "/s", mine, theirs, mine >= theirs)
    yield _row(f"memory after that, {name}", " MB", ours.memory(), peer.memory(), ours.memory() <= peer.memory())


def _row(figure: str, unit: str, mine: float, theirs: float, won: bool) -> Row:
    ours, peer = (f"{value:,.0f}{unit}" if value >= 10 else f"{value:.2f}{unit}" for value in (mine, theirs))
    return Row(figure, ours, peer, f"{mine / theirs:.2f}", "better", won)


def _load(server: Server, path: str, connections: int, effort: Effort) -> Load:
    return load(server.port, repeat(request_bytes(path, ATS)), connections, effort.seconds)
