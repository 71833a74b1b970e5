"""Notes on applications: kept, and shown by the control view of records alone, as no read of ours lists them."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.references import passed_on
from mockserver.api.required_inputs import check_required_inputs
from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.state.transaction import Transaction

PLAIN_TEXT = "PLAIN_TEXT"


@handles("PostAtsApplicationsApplicationIdNotes")
def add_note(call: Call) -> Any:
    """Leave a text on an application; the application itself does not change by it."""
    check_required_inputs(call)
    with call.write() as records:
        application = call.find(records, "ats_applications", "application_id")
        content_type = call.body.get("content_type", PLAIN_TEXT)
        keep_note(call, records, application, call.body.get("content"), content_type=content_type)
    return {}


def keep_note(
    call: Call,
    records: Transaction,
    application: Record,
    content: str | None,
    *,
    content_type: str = PLAIN_TEXT,
    about: str | None = None,
) -> Record:
    """Store a note and give it; `about` says what it was written for, if it came with something else."""
    return records.insert(
        "ats_notes",
        {
            "application_id": application["id"],
            "candidate_id": application["candidate_id"],
            "content": content,
            "content_type": content_type,
            "about": about,
            "remote_created_at": format_instant(records.now),
            "remote_fields": passed_on(call),
        },
    )
