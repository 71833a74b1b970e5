"""Writing: applications that are created and moved, against the bare application that returns the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

import orjson

from bench import servers
from bench.client import request_bytes
from bench.figures import ATS, Effort, Row, compare, figure
from bench.reading import everyone
from bench.servers import Server


@figure
def writes(effort: Effort) -> Iterator[Row]:
    """Measure writes into the small world that every environment begins with."""
    with servers.mock() as ours, tempfile.TemporaryDirectory() as folder:
        job = everyone(ours, "/v1/ats/jobs?page_size=1", 1)[0]
        path = f"/v1/ats/jobs/{job['id']}/applications"
        created = _applications(path)
        applications = [orjson.loads(servers.answer(ours, next(created)))["data"]["id"] for _ in range(100)]
        yield from _both("create application", [path], created, ours, folder, effort, 0.12)

        # Each of them goes through all stages again and again.
        paths = [f"/v1/ats/applications/{id}/stage" for id in applications]
        moves = (_request("PUT", path, {"stage_id": stage["id"]}) for stage in cycle(job["stages"]) for path in paths)
        yield from _both("move stage", paths, moves, ours, folder, effort, None)


def application_request(server: Server) -> bytes:
    """Give a request that creates an application, the same each time."""
    job = everyone(server, "/v1/ats/jobs?page_size=1", 1)[0]
    return next(_applications(f"/v1/ats/jobs/{job['id']}/applications"))


def _both(
    name: str,
    paths: list[str],
    requests: Iterator[bytes],
    ours: Server,
    folder: str,
    effort: Effort,
    aim: float | None,
) -> Iterator[Row]:
    body = servers.answer(ours, next(requests))
    with servers.bare(dict.fromkeys(paths, body), Path(folder)) as bare:
        for connections in (1, 16):
            yield compare(name, (ours, requests), (bare, requests), connections, effort, aim)


def _applications(path: str) -> Iterator[bytes]:
    for number in count():
        candidate = {"first_name": "Ada", "last_name": f"No {number}", "email_address": f"ada.{number}@example.com"}
        yield _request("POST", path, {"candidate": candidate})


def _request(method: str, path: str, body: Any) -> bytes:
    return request_bytes(path, ATS, method, orjson.dumps(body))
