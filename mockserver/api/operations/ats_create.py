"""Creating applications and candidates: one act with two answers.

A candidate with the same e-mail address is used again and keeps all data, the source too (the vendor's page on creating
applications). Nothing is stored unless everything can be.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.api.answers import Answers, Sent, check_answers, sent_answers
from mockserver.api.call import Call, handles
from mockserver.api.operations.ats_application_input import (
    application_fields,
    check_days,
    check_open,
    check_sourcing,
    known_candidates,
    starting_stage,
)
from mockserver.api.operations.ats_candidate_input import candidate_fields
from mockserver.api.references import look_up, unknown
from mockserver.api.remote_records import remote_side
from mockserver.api.required_inputs import check_required_inputs
from mockserver.api.restrictions import check_restrictions
from mockserver.api.uploads import Upload, keep, receive_all
from mockserver.errors import InputInvalid, NotFound
from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.state.transaction import Transaction


class _Received(NamedTuple):
    """What has to be there before the transaction: files, for they may have to be fetched."""

    files: list[Upload]
    answers: list[Sent]


class _Created(NamedTuple):
    candidate: Record
    application: Record


@handles("PostAtsJobsJobIdApplications")
def create_application(call: Call) -> Any:
    """Create an application and give it, with its candidate."""
    given, received = call.path["job_id"], _received(call)
    with call.write() as records:
        job = look_up(call, records, "ats_jobs", given)
        if job is None:
            raise NotFound(f"job_id: no record of 'Jobs' with the id {given[:100]!r} in this integration.")
        stage_id = starting_stage(call, records, job, call.body.get("stage_id"), "$.stage_id")
        created = _create(call, records, received, job, stage_id)
        return call.answer(records, "ats_applications", created.application)


@handles("PostAtsCandidates")
def create_candidate(call: Call) -> Any:
    """Create an application and give its candidate, with this and all other applications."""
    given, received = call.body.get("application", {}), _received(call)
    if "job_id" not in given:
        raise InputInvalid("$.application.job_id is required, but the connector does not take it.")
    with call.write() as records:
        job = look_up(call, records, "ats_jobs", given["job_id"])
        if job is None:
            raise unknown(call, "ats_jobs", given["job_id"], "$.application.job_id")
        stage_id = starting_stage(call, records, job, given.get("stage_id"), "$.application.stage_id")
        created = _create(call, records, received, job, stage_id)
        return call.answer(records, "ats_candidates", created.candidate)


def _received(call: Call) -> _Received:
    return _Received(receive_all(call, call.body.get("attachments") or (), "$.attachments"), sent_answers(call))


def _create(call: Call, records: Transaction, received: _Received, job: Record, stage_id: str | None) -> _Created:
    """Check everything, what the API refuses before what the tool refuses, then write."""
    check_open(call.in_tool("ats_jobs", job))
    check_days(call)
    check_sourcing(call, records)
    answers = check_answers(call, records, job, received.answers)
    check_required_inputs(call)
    check_restrictions(call, received.files)
    known = known_candidates(call, records, job)
    candidate = _reuse(call, records, known[0], answers) if known else _enter(call, records, answers)
    application = _apply(call, records, candidate, job, stage_id, answers)
    for upload in (*received.files, *answers.files):
        keep(call, records, upload, candidate_id=candidate["id"], application_id=application["id"])
    return _Created(candidate, application)


def _enter(call: Call, records: Transaction, answers: Answers) -> Record:
    """Add a candidate."""
    fields = candidate_fields(call, format_instant(records.now))
    if _answers_of_person(call):
        fields |= answers.fields(call)
    candidate = records.insert("ats_candidates", fields)
    raw = {key: fields[key] for key in ("first_name", "last_name")}
    raw["email"] = next((entry["email_address"] for entry in fields["email_addresses"]), None)
    return records.update("ats_candidates", candidate["id"], remote_side(call, "candidates", candidate, **raw))


def _reuse(call: Call, records: Transaction, candidate: Record, answers: Answers) -> Record:
    """Give the candidate that is there already; nothing changes but answers that the tool keeps with the person."""
    call.explanations.append(f"candidate {candidate['id']} has this e-mail address and was used again, data unchanged")
    if _answers_of_person(call) and answers.sent:
        return records.update("ats_candidates", candidate["id"], answers.fields(call, candidate))
    return candidate


def _apply(
    call: Call, records: Transaction, candidate: Record, job: Record, stage_id: str | None, answers: Answers
) -> Record:
    """Add the application."""
    fields = application_fields(call, candidate, job, stage_id, format_instant(records.now))
    if not _answers_of_person(call):
        fields |= answers.fields(call)
    application = records.insert("ats_applications", fields)
    stage = records.get("ats_application_stages", stage_id) if stage_id else None
    raw = {
        "job_id": job["remote_id"],
        "stage_name": stage["name"] if stage else None,
        "current_status": fields["outcome"],
    }
    return records.update("ats_applications", application["id"], remote_side(call, "applications", application, **raw))


def _answers_of_person(call: Call) -> bool:
    return call.view.coverage.rules.answers_kept_on == "candidate"
