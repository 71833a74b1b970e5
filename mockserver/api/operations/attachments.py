"""Attachments that can be read: what a connector asks of files, and the files of candidates and applications."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.files import base_url, file_url
from mockserver.api.restrictions import attachment_restrictions
from mockserver.state.records import Record, Records


@handles(
    "GetAtsActionsAtsCreateApplication",
    "GetAtsActionsAtsCreateCandidate",
    "GetAtsActionsAtsAddApplicationAttachment",
    "GetAtsActionsAtsAddCandidateAttachment",
)
def restrictions(call: Call) -> Any:
    """Give what the connector asks of the files of an action, null when nobody documents it."""
    return {"attachment_restrictions": attachment_restrictions(call)}


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
