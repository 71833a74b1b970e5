"""Moving applications through the pipeline of their job, and turning them down.

No source says what a move does to an outcome, so these are assumptions: an application that goes to another stage is
open again, whether it was declined or hired before, and an offer that was accepted is only sent then; the last stage of
a pipeline hires nobody by itself; only an open application can be turned down.
"""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.operations.ats_application_input import starting_stage
from mockserver.api.operations.ats_notes import keep_note
from mockserver.api.references import passed_on, unknown
from mockserver.api.remote_records import remote_side, retold
from mockserver.api.required_inputs import check_required_inputs
from mockserver.errors import ApplicationAlreadyExists, InputInvalid, RemoteInputInvalid
from mockserver.instants import format_instant
from mockserver.state.records import Record, Records
from mockserver.state.transaction import Transaction

_PLACE = "$.stage_id"
_DECIDED = {"DECLINED": "it was rejected before", "HIRED": "the candidate was hired"}
_NOT_REJECTED: dict[str, Any] = {
    "rejected_at": None,
    "rejection_reason_id": None,
    "rejection_reason_name": None,
    "rejection": None,
}
# What a new application takes over from the one that it comes from is everything but these.
_OWN = frozenset({"id", "remote_id", "changed_at", "remote_deleted_at", "remote_url", "remote_data"})


# Nobody reads further back, and a test that moves one application for hours must not become slower and slower.
LONGEST_HISTORY = 100


@handles("PutAtsApplicationsApplicationIdStage")
def move(call: Call) -> Any:
    """Move an application to another stage; the stored record keeps where it has been, as `history`."""
    check_required_inputs(call)
    stage_id: str | None = call.body.get("stage_id")
    if stage_id is None:
        raise InputInvalid(f"{_PLACE} is required, but the connector does not take it.")
    with call.write() as records:
        application = call.find(records, "ats_applications", "application_id")
        _check_not_moved_on(application)
        _check_stage(call, records, application, stage_id)
        _take_back_hire(call, records, application, stage_id)
        if call.view.coverage.rules.move_creates_application:
            _move_on(call, records, application, stage_id)
        elif stage_id != application["current_stage_id"] or application.get("outcome") == "DECLINED":
            changes = _in_stage(call, records, application, stage_id)
            raw = retold(call, "applications", application, **_raw(records, stage_id))
            records.update("ats_applications", application["id"], {**changes, "remote_data": raw})
    return {}


@handles("PostAtsApplicationsApplicationIdReject")
def reject(call: Call) -> Any:
    """Turn an application down, with a reason and perhaps a note."""
    check_required_inputs(call)
    with call.write() as records:
        application = call.find(records, "ats_applications", "application_id")
        reason = _reason(call, records)
        _check_open(call.in_tool("ats_applications", application))
        note, stamp = call.body.get("note"), format_instant(records.now)
        kept = None if note is None else keep_note(call, records, application, note, about="rejection")
        changes = {
            "outcome": "DECLINED",
            "rejected_at": stamp,
            "rejection_reason_id": reason.get("id"),
            "rejection_reason_name": reason.get("name"),
            "rejection": {"note_id": kept and kept["id"], "remote_fields": passed_on(call)},
            "remote_updated_at": stamp,
            "remote_data": retold(call, "applications", application, current_status="DECLINED"),
        }
        records.update("ats_applications", application["id"], changes)
    return {}


def _check_stage(call: Call, records: Records, application: Record, stage_id: str) -> None:
    """Refuse a stage that does not exist, is another job's, or is one that the tool lists and yet does not take."""
    job = records.get("ats_jobs", application["job_id"]) or {"id": application["job_id"]}
    starting_stage(call, records, job, stage_id, _PLACE)
    refused = call.view.coverage.rules.refused_stages
    position = next((entry["index"] for entry in job.get("stages", ()) if entry["stage_id"] == stage_id), None)
    if refused is not None and position in refused.positions:
        raise RemoteInputInvalid(
            refused.message,
            explanation=f"the connector's rule refused_stages names the position {position} of a job's pipeline",
        )


def _check_not_moved_on(application: Record) -> None:
    if application.get("moved_to") is not None:
        raise ApplicationAlreadyExists(
            "The candidate has an existing application for this job: this one was moved and is closed.",
            explanation=f"moving made application {application['moved_to']} of it; go on with that one",
        )


def _check_open(application: Record) -> None:
    reason = _DECIDED.get(str(application.get("outcome")))
    if application.get("moved_to") is not None:
        reason = f"it was moved and became application {application['moved_to']}"
    if reason is not None:
        raise RemoteInputInvalid("The application cannot be rejected, because it is closed.", explanation=reason)


def _in_stage(call: Call, records: Transaction, application: Record, stage_id: str) -> dict[str, Any]:
    """Give what changes in an application that comes to a stage."""
    stamp, remote_fields = format_instant(records.now), passed_on(call)
    step = {"at": stamp, "from_stage_id": application["current_stage_id"], "to_stage_id": stage_id}
    return {
        "current_stage_id": stage_id,
        "outcome": "PENDING",
        **_NOT_REJECTED,
        "remote_updated_at": stamp,
        "history": [
            *application.get("history", ())[1 - LONGEST_HISTORY :],
            step if remote_fields is None else {**step, "remote_fields": remote_fields},
        ],
    }


def _take_back_hire(call: Call, records: Transaction, application: Record, stage_id: str) -> None:
    """Let the accepted offer of somebody who was hired be open again, as the application is in its new stage."""
    if application.get("outcome") != "HIRED" or stage_id == application["current_stage_id"]:
        return
    for offer in records.where("ats_offers", "application_id", [application["id"]]):
        if offer["status"] == "ACCEPTED":
            raw = retold(call, "offers", offer, offer_status="sent")
            changes = {"status": "SENT", "remote_updated_at": format_instant(records.now), "remote_data": raw}
            records.update("ats_offers", offer["id"], changes)


def _move_on(call: Call, records: Transaction, application: Record, stage_id: str) -> None:
    """Close an application and make a new one of it in the wanted stage.

    The closed one has no outcome: the tool's own word for it means neither hired nor declined, and it is not pending.
    """
    inherited = {key: value for key, value in application.items() if key not in _OWN}
    stamp = format_instant(records.now)
    made = records.insert(
        "ats_applications",
        {
            **inherited,
            **_in_stage(call, records, application, stage_id),
            "remote_created_at": stamp,
            "created_by_api": True,
            "moved_from": application["id"],
        },
    )
    job = records.get("ats_jobs", application["job_id"]) or {}
    raw = {"job_id": job.get("remote_id"), **_raw(records, stage_id)}
    records.update("ats_applications", made["id"], remote_side(call, "applications", made, **raw))
    closed = {"outcome": None, "moved_to": made["id"], "remote_updated_at": stamp}
    records.update("ats_applications", application["id"], closed)
    call.explanations.append(f"the tool closed the application and made {made['id']} of it")


def _raw(records: Records, stage_id: str) -> dict[str, Any]:
    stage = records.get("ats_application_stages", stage_id) or {}
    return {"stage_name": stage.get("name"), "current_status": "PENDING"}


def _reason(call: Call, records: Records) -> Record:
    """Give the reason of a rejection; an empty one where the connector takes none."""
    given: str | None = call.body.get("rejection_reason_id")
    if given is None:
        return {}
    reason = records.get("ats_rejection_reasons", given)
    if reason is None or reason["remote_deleted_at"] is not None:
        raise unknown(call, "ats_rejection_reasons", given, "$.rejection_reason_id")
    return reason
