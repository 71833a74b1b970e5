"""The figures, one function each; a function gives the rows of the table that it measured."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from typing import cast

import orjson

from bench import servers
from bench.client import Connection, Load, load, request_bytes
from bench.servers import Server
from mockserver.cli.screen import main_integrations
from mockserver.ids import integration_id
from mockserver.instants import format_instant
from mockserver.settings import Settings

KEY = {"authorization": "Bearer bench"}
# The integration that the start screen shows first.
MAIN = KEY | {"x-integration-id": integration_id(Settings().seed, **main_integrations()[0])}
JOBS = "/v1/ats/jobs?page_size=100"
CANDIDATES = "/v1/ats/candidates?page_size=100"
CHECK = "/v1/check-api-key"


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    rounds: int = 5
    seconds: float = 1.5
    starts: int = 7
    requests: int = 50_000
    candidates: int = 100_000


@dataclass(frozen=True)
class Row:
    """A line of the table; `reached` is None where nothing is aimed at."""

    figure: str
    ours: str
    bare: str = ""
    ratio: str = ""
    aim: str = ""
    reached: bool | None = None


Figure = Callable[[Effort], Iterator[Row]]
FIGURES: dict[str, Figure] = {}


def figure(measure: Figure) -> Figure:
    """Register a figure under its function's name."""
    FIGURES[measure.__name__] = measure
    return measure


@dataclass(frozen=True)
class Question:
    """What is asked: a name, the path, how it varies, and which share of the bare application's rate is aimed at."""

    name: str
    path: str
    headers: dict[str, str]
    aim: float
    varied: bool = False

    def requests(self) -> Iterator[bytes]:
        """Give the requests, without end."""
        if not self.varied:
            return repeat(request_bytes(self.path, self.headers))
        # Another instant each time, long before all data: the same answer, and never one that was given before.
        return (
            request_bytes(f"{self.path}&updated_after={format_instant(number)}", self.headers) for number in count()
        )


@figure
def throughput(effort: Effort) -> Iterator[Row]:
    """Measure requests per second, on one connection and on sixteen."""
    questions = [
        Question("100 jobs, repeated", JOBS, MAIN, 0.6),
        Question("100 jobs, never the same request", JOBS, MAIN, 0.15, varied=True),
        Question("100 candidates, never the same request", CANDIDATES, MAIN, 0.15, varied=True),
        Question("check-api-key", CHECK, KEY, 0.6),
    ]
    with servers.mock("--size", "medium") as ours, tempfile.TemporaryDirectory() as folder:
        for question in questions:
            connection = Connection(ours.port)
            body = connection.fetch(next(question.requests()))
            connection.close()
            with servers.bare({question.path.partition("?")[0]: body}, Path(folder)) as bare:
                for connections in (1, 16):
                    yield _compare(question, ours, bare, connections, effort, len(body))


def _compare(question: Question, ours: Server, bare: Server, connections: int, effort: Effort, size: int) -> Row:
    varied = question.requests()
    rounds: list[tuple[Load, Load]] = []
    for _ in range(effort.rounds):
        mine = load(ours.port, varied, connections, effort.seconds)
        theirs = load(bare.port, question.requests(), connections, effort.seconds)
        rounds.append((mine, theirs))
    rates = [statistics.median(each.rate for each in side) for side in zip(*rounds, strict=True)]
    slow = [statistics.median(each.percentile(0.99) for each in side) for side in zip(*rounds, strict=True)]
    ratio = rates[0] / rates[1]
    return Row(
        f"{question.name}, {size / 1000:.1f} kB, {connections} connection{'s' if connections > 1 else ''}",
        f"{rates[0]:,.0f}/s  p99 {slow[0] * 1000:.2f} ms",
        f"{rates[1]:,.0f}/s  p99 {slow[1] * 1000:.2f} ms",
        f"{ratio:.2f}",
        f"≥ {question.aim}",
        ratio >= question.aim,
    )


@figure
def cold_start(effort: Effort) -> Iterator[Row]:
    """Measure from the start of the process to the end of the first answer."""
    mine, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(effort.starts):
            with servers.mock() as ours:
                mine.append(ours.seconds_to_first_answer)
            with servers.bare({CHECK: b"{}"}, Path(folder)) as bare:
                theirs.append(bare.seconds_to_first_answer)
    took, yardstick = statistics.median(mine), statistics.median(theirs)
    ratio = took / yardstick
    reached = took < 0.6 and ratio < 3
    yield Row(
        "cold start to first answer", f"{took:.3f} s", f"{yardstick:.3f} s", f"{ratio:.2f}", "< 0.6 s, < 3", reached
    )


@figure
def memory(effort: Effort) -> Iterator[Row]:
    """Measure memory after the start, and what many requests add."""
    request = request_bytes(JOBS, MAIN)
    with servers.mock() as ours, tempfile.TemporaryDirectory() as folder:
        with servers.bare({CHECK: b"{}"}, Path(folder)) as bare:
            start, yardstick = ours.memory(), bare.memory()
        yield Row(
            "memory after start",
            f"{start:.0f} MB",
            f"{yardstick:.0f} MB",
            f"{start / yardstick:.2f}",
            "< 90 MB",
            start < 90,
        )
        question = Question("", JOBS, MAIN, 0, varied=True)
        sizes = []
        connection = Connection(ours.port)
        # Half the requests repeat and half never do: caches and journals must be bounded.
        for number, other in zip(range(effort.requests // 2), question.requests(), strict=False):
            connection.fetch(request)
            connection.fetch(other)
            if number % (effort.requests // 20) == 0:
                sizes.append(ours.memory())
        connection.close()
        end = ours.memory()
        # The first requests make the world; from a fifth of the way on, nothing should grow.
        grown = end - sizes[2]
        yield Row(f"memory after {effort.requests:,} requests", f"{end:.0f} MB", "", "", "< 90 MB", end < 90)
        yield Row("  of that, grown since a fifth of them", f"{grown:+.1f} MB", "", "", "flat (< 2 MB)", grown < 2)


@figure
def deep_paging(effort: Effort) -> Iterator[Row]:
    """Walk through many candidates; a late page must cost what an early one costs."""
    with servers.mock("--size", str(effort.candidates)) as ours:
        connection = Connection(ours.port, timeout=600)
        begin = time.perf_counter()
        connection.fetch(request_bytes("/v1/ats/users", MAIN))
        yield Row(f"first use with {effort.candidates:,} candidates", f"{time.perf_counter() - begin:.1f} s")

        times: list[float] = []
        seen, cursor = 0, cast("str | None", "")
        begin = time.perf_counter()
        while cursor is not None:
            body = connection.fetch(request_bytes(f"{CANDIDATES}&cursor={cursor}" if cursor else CANDIDATES, MAIN))
            times.append(time.perf_counter() - connection.sent_at)
            page = orjson.loads(body)["data"]
            seen, cursor = seen + len(page["results"]), page["next"]
        walk = time.perf_counter() - begin
        connection.close()
        first, last = statistics.median(times[:20]), statistics.median(times[-20:])
        ratio = last / first
        yield Row(f"all {seen:,} candidates, page by page", f"{walk:.1f} s  {seen / walk:,.0f} records/s")
        yield Row(
            "late page against early page",
            f"{last * 1000:.2f} ms",
            f"{first * 1000:.2f} ms (early)",
            f"{ratio:.2f}",
            "< 1.5",
            ratio < 1.5,
        )
        yield Row("memory with these candidates", f"{ours.memory():.0f} MB")
