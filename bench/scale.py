"""Scale: what grows with the number of candidates, and what must not."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import orjson

from bench import servers
from bench.client import Connection, load, request_bytes
from bench.figures import ATS, Effort, Row, asked, figure, never_same
from bench.servers import Server

# So many different candidates are asked for, where there are as many.
_ASKED = 100_000
CANDIDATES = "/v1/ats/candidates?page_size=100"


@figure
def walk(effort: Effort) -> Iterator[Row]:
    """Walk through many candidates; a late page must cost what an early one costs."""
    with servers.mock() as ours:
        usual = ours.memory()
    with servers.mock("--size", str(effort.candidates)) as ours:
        connection = Connection(ours.port, timeout=600)
        begin = time.perf_counter()
        connection.fetch(request_bytes("/v1/ats/users", ATS))
        yield Row(f"first use with {effort.candidates:,} candidates", f"{time.perf_counter() - begin:.1f} s")
        more = ours.memory() - usual
        aim = "≤ 400 MB" if effort.candidates == Effort.candidates else ""
        yield Row(f"{effort.candidates:,} candidates take", f"{more:.0f} MB", "", "", aim, more <= 400 if aim else None)

        times, seen = _walk(connection)
        connection.close()
        took, first, last = sum(times), statistics.median(times[:20]), statistics.median(times[-20:])
        ratio = last / first
        yield Row(f"all {seen:,} candidates, page by page", f"{took:.1f} s  {seen / took:,.0f} records/s")
        early = f"{first * 1000:.2f} ms (early)"
        yield Row("late page", f"{last * 1000:.2f} ms", early, f"{ratio:.2f}", "≤ 1.2 × early", ratio <= 1.2)


@figure
def lookups(effort: Effort) -> Iterator[Row]:
    """Look candidates up by id and by e-mail, among more and more of them, in a file."""
    rates: dict[str, list[float]] = {"ids": [], "email": []}
    for size in effort.sizes:
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{folder}/bench.db"
            begun = time.perf_counter()
            servers.run("seed", "--database", database, "--size", str(size), "--key", "bench")
            took, stored = time.perf_counter() - begun, (Path(folder) / "bench.db").stat().st_size / 1e6
            yield Row(f"seed {size:,} candidates into a file", f"{took:.0f} s  {stored:,.0f} MB")
            with servers.mock("--database", database) as ours:
                for name, requests in _requests(ours).items():
                    rate = statistics.median(load(ours.port, requests, 1, effort.seconds).rate for _ in range(3))
                    rates[name].append(rate)
                    share = rate / rates[name][0]
                    yield Row(
                        f"candidate by {name} among {size:,}",
                        f"{rate:,.0f}/s",
                        f"{rates[name][0]:,.0f}/s among {effort.sizes[0]:,}",
                        f"{share:.2f}",
                        "≥ 0.8",
                        share >= 0.8,
                    )


def _walk(connection: Connection) -> tuple[list[float], int]:
    """Give the seconds of each page to the end of the list, and how many records there were."""
    times: list[float] = []
    seen = 0
    cursor: str | None = ""
    while cursor is not None:
        body = connection.fetch(request_bytes(f"{CANDIDATES}&cursor={cursor}" if cursor else CANDIDATES, ATS))
        times.append(time.perf_counter() - connection.sent_at)
        page = orjson.loads(body)["data"]
        seen, cursor = seen + len(page["results"]), page["next"]
    return times, seen


def _requests(server: Server) -> dict[str, Iterator[bytes]]:
    """Give requests for single candidates, without end."""
    connection = Connection(server.port, timeout=600)
    people: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None and len(people) < _ASKED:
        path = f"/v1/ats/candidates?page_size=250&cursor={cursor}"
        page = orjson.loads(connection.fetch(request_bytes(path, ATS)))["data"]
        people += [entry for entry in page["results"] if entry["email_addresses"]]
        cursor = page["next"]
    connection.close()
    Random(0).shuffle(people)
    words = {
        "ids": [entry["id"] for entry in people],
        # The other way round: who was just asked for is still rendered.
        "email": [entry["email_addresses"][0]["email_address"] for entry in reversed(people)],
    }
    return {name: asked(_once(name, found), ATS) for name, found in words.items()}


def _once(name: str, words: list[str]) -> Iterator[str]:
    # Nothing is asked twice in the same way, also where there are few.
    pairs = zip(cycle(words), never_same(), strict=False)
    return (f"/v1/ats/candidates?{name}={quote(word)}&updated_after={instant}" for word, instant in pairs)
