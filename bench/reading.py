"""Reading: pages, filters and lookups, as ratios to the bare application that returns the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from bench import servers
from bench.client import request_bytes
from bench.figures import ATS, HRIS, KEY, MAIN, Effort, Row, asked, compare, figure, never_same
from bench.servers import Server


@dataclass(frozen=True)
class Question:
    """What is asked: a name, the paths without end, and which share of the bare application's rate is aimed at."""

    name: str
    headers: dict[str, str]
    paths: Callable[[], Iterator[str]]
    aim: float | None


@figure
def pages(effort: Effort) -> Iterator[Row]:
    """Measure pages of 100, that repeat and that never do."""
    lists = {
        "jobs": ("/v1/ats/jobs?page_size=100", MAIN),
        "candidates": ("/v1/ats/candidates?page_size=100", ATS),
        "employees": ("/v1/hris/employees?page_size=100", HRIS),
    }
    questions = [Question("check-api-key", KEY, lambda: repeat("/v1/check-api-key"), 0.8)]
    for name, (path, headers) in lists.items():
        questions += [
            Question(f"100 {name}, repeated", headers, lambda path=path: repeat(path), 0.8),  # type: ignore[misc]
            Question(f"100 {name}, never the same", headers, lambda path=path: _varied(path), 0.25),  # type: ignore[misc]
        ]
    with servers.mock("--size", "medium") as ours:
        yield from _answer(questions, ours, effort, (1, 16))


@figure
def filters(effort: Effort) -> Iterator[Row]:
    """Measure filters that find one record or a few, each time another."""
    with servers.mock("--size", "10000") as ours:
        people = everyone(ours, "/v1/ats/candidates?page_size=250", 40)
        jobs = everyone(ours, "/v1/ats/jobs?page_size=250", 2)
        emails = [entry["email_addresses"][0]["email_address"] for entry in people if entry["email_addresses"]]
        ids, places = [entry["id"] for entry in people], [entry["id"] for entry in jobs]
        changed = sorted(entry["changed_at"] for entry in people)[-20:]
        candidates = "/v1/ats/candidates?page_size=100"
        questions = [
            Question("candidates by ids", ATS, lambda: _varied_with(f"{candidates}&ids=", ids), 0.35),
            Question("candidates by email", ATS, lambda: _varied_with(f"{candidates}&email=", emails), 0.35),
            Question("candidates by job_ids", ATS, lambda: _varied_with(f"{candidates}&job_ids=", places), None),
            Question("jobs by name_contains", ATS, lambda: _varied("/v1/ats/jobs?name_contains=manager"), None),
            Question("candidates by updated_after", ATS, lambda: _after(candidates, changed), None),
        ]
        yield from _answer(questions, ours, effort, (1,))


def _varied(path: str) -> Iterator[str]:
    # An instant before all data filters nothing out.
    return (f"{path}&updated_after={instant}" for instant in never_same())


def _varied_with(path: str, words: list[str]) -> Iterator[str]:
    return (
        f"{path}{quote(word)}&updated_after={instant}"
        for word, instant in zip(cycle(words), never_same(), strict=False)
    )


def _after(path: str, instants: list[str]) -> Iterator[str]:
    """Ask for what was changed after a recent instant; an unknown parameter makes each request another one."""
    return (
        f"{path}&updated_after={instant}&x={other}"
        for instant, other in zip(cycle(instants), never_same(), strict=False)
    )


def _answer(questions: list[Question], ours: Server, effort: Effort, connections: tuple[int, ...]) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for question in questions:
            first = next(question.paths())
            body = servers.answer(ours, request_bytes(first, question.headers))
            with servers.bare({first.partition("?")[0]: body}, Path(folder)) as bare:
                for number in connections:
                    yield compare(
                        f"{question.name}, {len(body) / 1000:.1f} kB",
                        (ours, asked(question.paths(), question.headers)),
                        (bare, asked(question.paths(), question.headers)),
                        number,
                        effort,
                        question.aim,
                    )


def everyone(server: Server, path: str, pages: int) -> list[dict[str, Any]]:
    """Give the records of the first pages of a list."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None and pages > 0:
        page = orjson.loads(servers.answer(server, request_bytes(f"{path}&cursor={cursor}", ATS)))["data"]
        found, cursor, pages = found + page["results"], page["next"], pages - 1
    return found
