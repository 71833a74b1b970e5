"""Adding files to applications and candidates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.required_inputs import check_required_inputs
from mockserver.api.restrictions import check_restrictions
from mockserver.api.uploads import Upload, keep, receive


@handles("PostAtsApplicationsApplicationIdAttachments")
def add_application_attachment(call: Call) -> Any:
    """Add a file to an application, or to its candidate where the tool's applications have no files."""
    upload = _received(call)
    with call.write() as records:
        application = call.find(records, "ats_applications", "application_id")
        if upload is not None:
            keep(call, records, upload, candidate_id=application["candidate_id"], application_id=application["id"])
    return {}


@handles("PostAtsCandidatesCandidateIdAttachments")
def add_candidate_attachment(call: Call) -> Any:
    """Add a file to a candidate."""
    upload = _received(call)
    with call.write() as records:
        candidate = call.find(records, "ats_candidates", "candidate_id")
        if upload is not None:
            keep(call, records, upload, candidate_id=candidate["id"], application_id=None)
    return {}


def _received(call: Call) -> Upload | None:
    """Give the file, checked, with the type under which the tool keeps files that come later; None if none is left."""
    check_required_inputs(call)
    upload = receive(call, call.body.get("attachment", {}), "$.attachment")
    if upload is None:
        return None
    check_restrictions(call, [upload])
    kept_types = call.view.coverage.rules.stored_attachment_types
    return replace(upload, type=kept_types.get(upload.type, upload.type))
