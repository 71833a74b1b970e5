"""Memory: what a start takes, what worlds add, and that requests add nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import servers
from bench.client import Connection, request_bytes
from bench.figures import ATS, MAIN, Effort, Row, asked, figure, headers, never_same
from mockserver.connectors import load_catalog

JOBS = "/v1/ats/jobs?page_size=100"
# After so many requests, every cache has been filled once.
_WARM = 20_000


@figure
def memory(effort: Effort) -> Iterator[Row]:
    """Measure the resident memory of the process."""
    with servers.mock() as ours, tempfile.TemporaryDirectory() as folder:
        with servers.bare({"/v1/check-api-key": b"{}"}, Path(folder)) as bare:
            start, yardstick = ours.memory(), bare.memory()
        yield Row(
            "memory after start",
            f"{start:.0f} MB",
            f"{yardstick:.0f} MB",
            f"{start / yardstick:.2f}",
            "≤ 80 MB",
            start <= 80,
        )
        connection = Connection(ours.port)
        tools = [tool for tool, connector in load_catalog().connectors.items() if "ATS" in connector.categories]
        for tool in tools[:5]:
            connection.fetch(request_bytes(JOBS, headers(tool, "ATS")))
        yield Row("memory with five worlds", f"{ours.memory():.0f} MB")

        # Half the requests repeat and half never do: caches and journals must be bounded.
        repeated, others = request_bytes(JOBS, MAIN), asked((f"{JOBS}&updated_after={at}" for at in never_same()), ATS)
        warm = 0.0
        for number, other in zip(range(effort.requests // 2), others, strict=False):
            connection.fetch(repeated)
            connection.fetch(other)
            if 2 * number == _WARM:
                warm = ours.memory()
        connection.close()
        end = ours.memory()
        yield Row(f"memory after {effort.requests:,} requests", f"{end:.0f} MB")
        if effort.requests > _WARM:
            grown = end - warm
            yield Row(f"  of that, grown since {_WARM:,}", f"{grown:+.1f} MB", "", "", "flat (< 5 MB)", grown < 5)
