"""Attachments: what a connector asks of files, and the files of candidates and applications."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.files import base_url, file_url
from mockserver.state.records import Record, Records

# What the API answers where nothing is known of a tool's limits.
UNRESTRICTED: dict[str, Any] = {
    "total_size_bytes": None,
    "types": {
        kind: {
            "is_supported": True,
            "min_amount": 0,
            "max_amount": None,
            "max_file_size_bytes": None,
            "accepted_mime_types": None,
        }
        for kind in ("CV", "COVER_LETTER", "OTHER")
    },
}


@handles(
    "GetAtsActionsAtsCreateApplication",
    "GetAtsActionsAtsCreateCandidate",
    "GetAtsActionsAtsAddApplicationAttachment",
    "GetAtsActionsAtsAddCandidateAttachment",
)
def restrictions(call: Call) -> Any:
    """Give what the connector asks of the files of an action."""
    return {"attachment_restrictions": attachment_restrictions(call, str(call.operation.action))}


def attachment_restrictions(call: Call, action: str) -> Any:
    """Give the restrictions of an action: the connector's own, or none."""
    return call.view.coverage.rules.attachment_restrictions.get(action, UNRESTRICTED)


@handles("GetAtsApplicationsApplicationIdAttachments")
def application_attachments(call: Call) -> Any:
    """Give the files of one application."""
    records = call.records
    application = call.find(records, "ats_applications", "application_id")
    return _results(call, records, records.where("ats_attachments", "application_id", [application["id"]]))


@handles("GetAtsCandidatesCandidateIdAttachments")
def candidate_attachments(call: Call) -> Any:
    """Give the files of one candidate, those of applications included."""
    records = call.records
    candidate = call.find(records, "ats_candidates", "candidate_id")
    return _results(call, records, records.where("ats_attachments", "candidate_id", [candidate["id"]]))


def _results(call: Call, records: Records, attachments: list[Record]) -> Any:
    schema = call.operation.answer_schema["properties"]["results"]["items"]
    shape = call.shapes.of(call.view, "ats_attachments", schema)
    server = base_url(call.request, call.store.settings.public_url)
    links = [file_url(call.store, server, call.environment, call.integration, record) for record in attachments]
    answers = shape.answers(records, attachments)
    return {"results": [{**answer, "data_url": link} for answer, link in zip(answers, links, strict=True)]}
