"""Somebody applies: a new person or one whom the tool knows, to an open job."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, format_instant
from mockserver.state.records import Record
from mockserver.upstream.ats_newcomers import newcomer
from mockserver.upstream.ats_pipelines import (
    APPLICATIONS,
    CANDIDATES,
    JOBS,
    PENDING,
    given_stage,
    pipeline,
)
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, equals
from mockserver.world.remote import integration_field

OPEN = "OPEN"


@happens("candidate_applies", "ATS")
def candidate_applies(happening: Happening) -> dict[str, Any]:
    """Let somebody apply; a candidate with the given e-mail address is used again, as the tool does itself."""
    candidate = happening.find("candidate_id", CANDIDATES) or _known(happening)
    job = _job(happening, candidate)
    stages = pipeline(happening.records, job)
    stage = given_stage(happening, stages) or next(iter(stages), None)
    is_new = candidate is None
    if candidate is None:
        candidate = newcomer(happening, job)
    application = _apply(happening, candidate, job, stage)
    if is_new:
        _hand_in_cv(happening, candidate, application)
    return {}


def _known(happening: Happening) -> Record | None:
    email = happening.values.get("email")
    if email is None:
        return None
    found = happening.records.where(CANDIDATES, "email_addresses.email_address", [email.casefold()], limit=1)
    return found[0] if found else None


def _job(happening: Happening, candidate: Record | None) -> Record:
    held = happening.records.where(APPLICATIONS, "candidate_id", [candidate["id"]]) if candidate else []
    applied = {application["job_id"] for application in held}
    given = happening.find("job_id", JOBS)
    if given is not None and given["id"] in applied:
        raise InputInvalid("$.job_id: the candidate has an application for this job already.")
    return happening.choose(
        "job_id",
        JOBS,
        "open job" if not applied else "open job to which the candidate has not applied yet",
        equals("status", OPEN),
        fits=lambda job: job["status"] == OPEN and job["id"] not in applied,
    )


def _apply(happening: Happening, candidate: Record, job: Record, stage: Record | None) -> Record:
    label, pay = happening.company.texts["labels"]["referred_by"], happening.company.words.pay
    chance = happening.rng.random()
    expected = int((pay["low"] + (pay["high"] - pay["low"]) * chance) / pay["step"]) * int(pay["step"])
    fields = {
        "outcome": PENDING,
        "rejection_reason_name": None,
        "rejection_reason_id": None,
        "rejected_at": None,
        "current_stage_id": stage["id"] if stage else None,
        "job_id": job["id"],
        "candidate_id": candidate["id"],
        "screening_question_answers": _answers(happening, job),
        "custom_fields": {"score": None, "salary_expectation": expected if chance < 0.75 else None},
        "integration_fields": [integration_field(happening.plan, "referred_by", label, None)],
        "remote_url": None,
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "remote_data": None,
    }
    raw = {
        "job_id": job["remote_id"],
        "stage_name": stage["name"] if stage else None,
        "current_status": PENDING,
    }
    return happening.add(APPLICATIONS, "applications", fields, **raw)


def _answers(happening: Happening, job: Record) -> list[dict[str, Any]]:
    """Answer the job's questions as an earlier applicant did, so that the answers agree with one another.

    Only the days are new ones: somebody who could start in March applied in February.
    """
    earlier = happening.records.where(APPLICATIONS, "job_id", [job["id"]], limit=20)
    given = [one["screening_question_answers"] for one in earlier if one["screening_question_answers"]]
    if not given:
        return []
    start = format_instant((happening.today + 14 + int(happening.rng.random() * 100)) * DAY)
    return [
        {**entry, "answer": {"date": start}} if "date" in entry["answer"] else entry
        for entry in happening.one_of(given)
    ]


def _hand_in_cv(happening: Happening, candidate: Record, application: Record) -> None:
    """Add a CV; as with seeded files, its content is made when somebody downloads it."""
    label = happening.company.texts["files"]["cv"]
    name = " ".join(f"{candidate['first_name'] or ''} {candidate['last_name'] or ''}".split())[:80]
    fields = {
        "application_id": application["id"],
        "candidate_id": candidate["id"],
        "type": "CV",
        "file_name": f"{label} {name}.pdf",
        "content_type": "application/pdf",
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "generated": True,
    }
    happening.records.insert("ats_attachments", fields)
