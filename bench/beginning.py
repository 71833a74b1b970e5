"""Beginning: from a start to the first answer, the first use of an integration, and the way back to the seed."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import servers
from bench.client import Connection, request_bytes
from bench.figures import ATS, Effort, Row, figure, headers
from bench.writing import application_request
from mockserver.connectors import load_catalog

CHECK = "/v1/check-api-key"
_OTHERS = 20


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
    reached = took < 0.5 and ratio <= 2.5
    yield Row(
        "cold start to first answer", f"{took:.3f} s", f"{yardstick:.3f} s", f"{ratio:.2f}", "< 0.5 s, ≤ 2.5", reached
    )


@figure
def first_use(effort: Effort) -> Iterator[Row]:
    """Measure the request that makes a world: the first of a process, and those of other integrations."""
    first, later = [], []
    tools = [tool for tool, connector in load_catalog().connectors.items() if "ATS" in connector.categories]
    for _ in range(effort.starts):
        with servers.mock() as ours:
            connection = Connection(ours.port)
            first.append(_seconds(connection, request_bytes("/v1/ats/jobs?page_size=1", ATS)))
            for tool in [tool for tool in tools if tool != "sandbox"][:_OTHERS]:
                path = "/v1/ats/jobs?page_size=1"
                later.append(_seconds(connection, request_bytes(path, headers(tool, "ATS"))))
            connection.close()
    for name, times, aim in (("first world of a process", first, 400), ("later worlds", later, 60)):
        took = statistics.median(times) * 1000
        yield Row(name, f"{took:.0f} ms", "", "", f"≤ {aim} ms", took <= aim)


@figure
def reset(effort: Effort) -> Iterator[Row]:
    """Measure the first write of an environment, and the reset that takes it back."""
    wrote, went_back = [], []
    with servers.mock() as ours:
        connection = Connection(ours.port)
        connection.fetch(request_bytes("/v1/ats/jobs?page_size=1", ATS))
        create, back = application_request(ours), request_bytes("/_mock/reset", ATS, "POST", b"")
        connection.fetch(create)  # loads what no write can do without
        connection.fetch(back)
        for _ in range(20 * effort.starts):
            wrote.append(_seconds(connection, create))
            went_back.append(_seconds(connection, back))
        connection.close()
    yield Row("first write of an environment", f"{statistics.median(wrote) * 1000:.1f} ms")
    took = statistics.median(went_back) * 1000
    yield Row("reset after a write", f"{took:.1f} ms", "", "", "≤ 20 ms", took <= 20)


def _seconds(connection: Connection, request: bytes) -> float:
    begun = time.perf_counter()
    connection.fetch(request)
    return time.perf_counter() - begun
