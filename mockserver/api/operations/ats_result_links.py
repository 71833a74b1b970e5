"""Result links on applications and candidates: kept, and shown by the control view of records alone."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.references import passed_on
from mockserver.api.required_inputs import check_required_inputs
from mockserver.instants import format_instant
from mockserver.state.transaction import Transaction


@handles("PostAtsApplicationsApplicationIdResultLinks")
def add_application_result_link(call: Call) -> Any:
    """Put a link with results on an application."""
    check_required_inputs(call)
    with call.write() as records:
        application = call.find(records, "ats_applications", "application_id")
        _keep(call, records, application_id=application["id"], candidate_id=application["candidate_id"])
    return {}


@handles("PostAtsCandidatesCandidateIdResultLinks")
def add_candidate_result_link(call: Call) -> Any:
    """Put a link with results on a candidate."""
    check_required_inputs(call)
    with call.write() as records:
        candidate = call.find(records, "ats_candidates", "candidate_id")
        _keep(call, records, application_id=None, candidate_id=candidate["id"])
    return {}


def _keep(call: Call, records: Transaction, *, application_id: str | None, candidate_id: str | None) -> None:
    records.insert(
        "ats_result_links",
        {
            "application_id": application_id,
            "candidate_id": candidate_id,
            "label": call.body.get("label"),
            "url": call.body.get("url"),
            "details": call.body.get("details"),
            "remote_created_at": format_instant(records.now),
            "remote_fields": passed_on(call),
        },
    )
