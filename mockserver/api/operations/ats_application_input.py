"""The application that is to be created: whether the job takes it, where it starts, whose it is, and its fields."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call
from mockserver.api.days import read_instant
from mockserver.api.operations.ats_candidate_input import about_the_act
from mockserver.api.references import referenced, unknown
from mockserver.errors import ApplicationAlreadyExists, JobClosed, RemoteInputInvalid
from mockserver.state.records import Record, Records

_JOB_STAGES = "ats_join_jobs_application_stages"
# Every other word means that nobody can apply now: CLOSED, ARCHIVED, DRAFT, and what tools say, such as "On Hold".
_TAKING = ("OPEN", None)


def check_open(job: Record) -> None:
    """Refuse a job that takes no applications: deleted, or in any state but open. Without a state it counts as open."""
    if job["remote_deleted_at"] is not None or job.get("status") not in _TAKING:
        state = "it was deleted" if job["remote_deleted_at"] is not None else f"its status is {job['status']!r}"
        raise JobClosed(
            "Cannot create application for a closed job. The job must be in an open state.",
            explanation=f"job {job['id']} takes no applications: {state}",
        )


def check_sourcing(call: Call, records: Records) -> None:
    """Refuse a `sourced_by` that names no user."""
    user_id = (call.body.get("sourced_by") or {}).get("user_id")
    if user_id is not None:
        referenced(call, records, "ats_users", user_id, "$.sourced_by.user_id")


def check_days(call: Call) -> None:
    """Refuse days that no calendar has; those of a body are kept as they were sent."""
    for key, name in (("candidate", "availability_date"), ("gdpr_consent", "expires_at")):
        given = (call.body.get(key) or {}).get(name)
        if given is not None:
            read_instant(given, f"$.{key}.{name}")


def starting_stage(call: Call, records: Records, job: Record, given: str | None, place: str) -> str | None:
    """Give the stage in which an application starts: the given one, or the first of the job.

    Where the connector tells which stages a job has, any other is refused as the tool would; elsewhere every stage of
    the integration will do.
    """
    own = [entry["stage_id"] for entry in sorted(job.get("stages") or (), key=lambda entry: entry.get("index") or 0)]
    if given is None:
        found = records.many("ats_application_stages", own)
        alive = [stage for stage in found.values() if stage["remote_deleted_at"] is None]
        there = {stage["id"] for stage in _there(call, "ats_application_stages", alive)}
        return next((id for id in own if id in there), None)
    # `remote:` is not for stages (the vendor names where it is accepted).
    stage = records.get("ats_application_stages", given)
    if stage is None or stage["remote_deleted_at"] is not None:
        raise unknown(call, "ats_application_stages", given, place)
    if call.in_tool("ats_application_stages", stage)["remote_deleted_at"] is not None:
        raise RemoteInputInvalid(
            f"{place}: the tool has no stage with this id any more.",
            explanation=f"stage {given} was deleted in the customer's system; the next full sync will notice",
        )
    if call.view.coverage.has_model(_JOB_STAGES) and given not in own:
        raise RemoteInputInvalid(
            f"{place}: stage not found in the pipeline of this job.",
            explanation=f"{place}: stage {given} belongs to another job; those of job {job['id']} are {', '.join(own)}",
        )
    return given


def known_candidates(call: Call, records: Records, job: Record) -> list[Record]:
    """Give the live candidates with the e-mail address, the oldest first; refuse if one of them applied to the job."""
    given = call.body.get("candidate", {})
    email = given.get("email_address")
    if email is None:
        return []
    found = _there(
        call, "ats_candidates", records.where("ats_candidates", "email_addresses.email_address", [email.casefold()])
    )
    applications = records.where("ats_applications", "candidate_id", [candidate["id"] for candidate in found])
    for application in _there(call, "ats_applications", applications):
        if application["job_id"] == job["id"]:
            name = f"{given.get('first_name', '')} {given.get('last_name', '')}".strip()
            raise ApplicationAlreadyExists(
                f"{name} ({email}) has an existing application for {job['name'] or 'this job'}.",
                explanation=f"application {application['id']} is of this e-mail address and job",
            )
    return found


def _there(call: Call, model: str, found: list[Record]) -> list[Record]:
    """Leave out what the tool has deleted since the last sync."""
    return [record for record in found if call.in_tool(model, record)["remote_deleted_at"] is None]


def application_fields(call: Call, candidate: Record, job: Record, stage_id: str | None, stamp: str) -> dict[str, Any]:
    """Give the fields of an application that is created at an instant."""
    source = call.body.get("source")
    return {
        "outcome": "PENDING",
        "rejection_reason_name": None,
        "rejection_reason_id": None,
        "rejected_at": None,
        "current_stage_id": stage_id,
        "job_id": job["id"],
        "candidate_id": candidate["id"],
        "screening_question_answers": [],
        "custom_fields": {},
        "integration_fields": [],
        "remote_url": None,
        "remote_created_at": stamp,
        "remote_updated_at": stamp,
        "remote_data": None,
        "created_by_api": True,
        **about_the_act(call),
        **({"source": source} if source else {}),
    }
