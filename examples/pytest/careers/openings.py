"""Openings: the jobs that the career site shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kombo import Kombo


@dataclass(frozen=True)
class Opening:
    """A job as the site shows it."""

    id: str
    title: str
    place: str
    questions: int


def openings(kombo: Kombo, page_size: int = 100) -> list[Opening]:
    """Give all open jobs, however many pages they fill."""
    return [opening_from(job) for job in _jobs(kombo, page_size)]


def opening_from(job: Any) -> Opening:
    """Read a job of the API; whatever a tool leaves out has a stand-in."""
    place = job.location.city if job.location and job.location.city else "anywhere"
    return Opening(job.id, (job.name or "").strip() or "Unnamed position", place, len(job.screening_questions or ()))


def _jobs(kombo: Kombo, page_size: int) -> Iterator[Any]:
    page = kombo.ats.get_jobs(statuses=["OPEN"], page_size=page_size)
    while page is not None:
        yield from page.result.data.results
        page = page.next()
