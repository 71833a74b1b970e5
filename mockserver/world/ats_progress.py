"""What interviews and offers need to know of an application."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.world.ats_jobs import Job


class Applicant(NamedTuple):
    """A candidate as applications see it."""

    id: str
    fields: dict[str, Any]
    changed_at: int
    deleted_at: int | None


class Progress(NamedTuple):
    """How an application went: `place` is that of its stage in the pipeline, `updated` when it got there."""

    application_id: str
    applicant: Applicant
    job: Job
    place: int
    outcome: str
    applied: int
    updated: int
    deleted_at: int | None
