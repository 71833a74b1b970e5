"""What can be written to recruiting tools."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.acceptance.actions import (
    Action,
    Place,
    Values,
    always,
    either,
    file,
    kept_as_sent,
    kept_file,
    live,
    of,
    parts,
)
from tests.acceptance.described import Tool

_people = count(1)


def _email() -> str:
    return f"frida.{next(_people)}@example.com"


def _applying(tool: Tool) -> Values:
    questions = {one["id"]: one for one in tool.stored("screening-questions") if one["remote_deleted_at"] is None}
    job, question = next(
        (job, questions[entry["question_id"]])
        for job in tool.stored("jobs")
        if job["status"] == "OPEN" and job["remote_deleted_at"] is None
        for entry in job["screening_questions"]
        if entry["precondition_question_id"] is None
        and questions.get(entry["question_id"], {"format": {"type": None}})["format"]["type"] == "TEXT"
    )
    return {
        "application.job_id": job["id"],
        "application.stage_id": job["stages"][1]["stage_id"],
        "candidate.first_name": "Frida",
        "candidate.last_name": "Okafor",
        "candidate.email_address": _email(),
        "candidate.additional_email_addresses.type": "WORK",
        "candidate.additional_email_addresses.email_address": _email(),
        "candidate.company": "Unseen Works",
        "candidate.title": "Beekeeper",
        "candidate.phone_number": "+1-202-555-0143",
        "candidate.additional_phone_numbers.type": "PERSONAL",
        "candidate.additional_phone_numbers.phone_number": "+1-202-555-0144",
        "candidate.location.city": "Smallville",
        "candidate.location.country": "IS",
        "candidate.location.state": "Somewhere",
        "candidate.location.street_1": "12 Sample Street",
        "candidate.location.zip_code": "00017",
        "candidate.gender": "FEMALE",
        "candidate.availability_date": "2025-10-01",
        "candidate.salary_expectations.period": "YEAR",
        "candidate.salary_expectations.amount": 72123,
        "candidate.social_links.url": "https://www.linkedin.com/in/frida-okafor-17",
        "screening_question_answers.question_id": question["id"],
        "screening_question_answers.answer": "Because of the bees.",
        **file("attachments"),
        "source.name": "Word of mouth",
        "source.unified_key": "LINKEDIN",
        "source.id": "source-17",
        "sourced_by.user_id": live(tool, "users")["id"],
        "gdpr_consent.expires_at": "2026-01-01T00:00:00.000Z",
        "gdpr_consent.given": True,
    }


def _pending(tool: Tool) -> dict[str, Any]:
    """Give an application that is under way."""
    return live(tool, "applications", outcome="PENDING")


def _moving(tool: Tool) -> Values:
    application = _pending(tool)
    stages = [entry["stage_id"] for entry in tool.stored_one("jobs", application["job_id"])["stages"]]
    others = [id for id in stages if id != application["current_stage_id"]]
    return {"application_id": application["id"], "stage_id": others[0]}


def _rejecting(tool: Tool) -> Values:
    reason = live(tool, "rejection-reasons")
    return {"application_id": _pending(tool)["id"], "rejection_reason_id": reason["id"], "note": "Not this time."}


def _tagged(tool: Tool) -> Values:
    """Give a candidate who has a tag, and its name."""
    candidate = next(one for one in tool.stored("candidates") if one["tag_ids"] and one["remote_deleted_at"] is None)
    return {"candidate_id": candidate["id"], "tag.name": tool.stored_one("tags", candidate["tag_ids"][0])["name"]}


def _has_tag(tool: Tool, values: Values, _: Any) -> bool:
    tags = tool.stored_one("candidates", values["candidate_id"])["tag_ids"]
    return any(tool.stored_one("tags", id)["name"] == values["tag.name"] for id in tags)


def _is_rejected(tool: Tool, values: Values, _: Any) -> bool:
    [shown] = tool.results("/ats/applications", ids=values["application_id"])
    kept = tool.stored_one("applications", values["application_id"])
    return shown["outcome"] == kept["outcome"] == "DECLINED" and kept["rejected_at"] is not None


def _lists_files(tool: Tool, values: Values, data: Any) -> bool:
    [(name, id)] = values.items()
    kept = [one for one in tool.stored("attachments") if one[name] == id and one["remote_deleted_at"] is None]
    return [one["file_name"] for one in kept] == [one["file_name"] for one in data["results"]]


def _updating(tool: Tool) -> Values:
    inputs = {name.removeprefix("candidate."): value for name, value in _applying(tool).items()}
    return {"candidate_id": live(tool, "candidates")["id"], **{name: inputs[name] for name in UPDATES}}


def _candidate(path: str) -> Place:
    return Place(("candidates",), path, f"Candidates.{path.partition('.')[0]}")


UPDATES = (
    "first_name", "last_name", "email_address", "company", "title", "phone_number", "location.city",
    "location.country", "location.state", "location.street_1", "location.zip_code", "social_links.url",
)  # fmt: skip
# Where it is not kept under its own name.
_PERSON = {
    "email_address": "email_addresses.email_address",
    "phone_number": "phone_numbers.phone_number",
    "additional_email_addresses.email_address": "email_addresses.email_address",
    "additional_email_addresses.type": "email_addresses.type",
    "additional_phone_numbers.phone_number": "phone_numbers.phone_number",
    "additional_phone_numbers.type": "phone_numbers.type",
    "social_links.url": "social_media.link",
}
_SILENT = ("gender", "availability_date", "salary_expectations.period", "salary_expectations.amount")
_OF_THE_ACT = ("source.unified_key", "source.id", "sourced_by.user_id", "gdpr_consent.expires_at", "gdpr_consent.given")
# Some tools keep answers with the person.
_ANSWERS = ("applications", "candidates")
APPLYING = {
    "application.job_id": Place(("applications",), "job_id", "Applications.job_id"),
    "application.stage_id": Place(("applications",), "current_stage_id", "Applications.current_stage_id"),
    **{f"candidate.{name}": _candidate(_PERSON.get(name, name)) for name in {**dict.fromkeys(UPDATES), **_PERSON}},
    **{f"candidate.{name}": Place(("candidates",), name) for name in _SILENT},
    **kept_as_sent("applications", *_OF_THE_ACT),
    "source.name": _candidate("source"),
    "screening_question_answers.question_id": Place(_ANSWERS, "submitted_answers.question_id"),
    "screening_question_answers.answer": Place(_ANSWERS, "submitted_answers.answer"),
    **kept_file("attachments", "attachments", shown="Attachments"),
}
ATTACHMENT = kept_file("attachment", "attachments", shown="Attachments")
_LINK = {
    "label": "Test result",
    "url": "https://www.example.com/results/17",
    "details__custom_field_name_prefix": "Example:",
    "details__attributes__key": "Score",
    "details__attributes__value": "97",
}
LINK = kept_as_sent("result-links", *(name.replace("__", ".") for name in _LINK))

ATS = {
    "Create candidate": Action(
        "ats_create_candidate",
        "POST",
        "/ats/candidates",
        _applying,
        APPLYING,
        variants=either("attachments"),
        demanded=parts("attachments", "content_type", "type"),
    ),
    "Create application": Action(
        "ats_create_application",
        "POST",
        "/ats/jobs/{job_id}/applications",
        _applying,
        APPLYING,
        in_path=("application.job_id",),
        renamed={"application.stage_id": "stage_id"},
        variants=either("attachments"),
        demanded=parts("attachments", "content_type", "type"),
    ),
    "Add tag to candidate": Action(
        "ats_add_candidate_tag",
        "POST",
        "/ats/candidates/{candidate_id}/tags",
        of("candidate_id", "candidates", always(tag__name="Keeps bees")),
        {"tag.name": Place(("tags",), "name", "Tags.name")},
        in_path=("candidate_id",),
        done=_has_tag,
    ),
    "Remove tag from candidate": Action(
        "ats_remove_candidate_tag",
        "DELETE",
        "/ats/candidates/{candidate_id}/tags",
        _tagged,
        in_path=("candidate_id",),
        done=lambda *about: not _has_tag(*about),
    ),
    "Add attachment to application": Action(
        "ats_add_application_attachment",
        "POST",
        "/ats/applications/{application_id}/attachments",
        of("application_id", "applications", lambda _: file("attachment")),
        ATTACHMENT,
        in_path=("application_id",),
        variants=either("attachment"),
        demanded=parts("attachment", "content_type", "type"),
    ),
    "Add attachment to candidate": Action(
        "ats_add_candidate_attachment",
        "POST",
        "/ats/candidates/{candidate_id}/attachments",
        of("candidate_id", "candidates", lambda _: file("attachment")),
        ATTACHMENT,
        in_path=("candidate_id",),
        variants=either("attachment"),
        demanded=parts("attachment", "content_type", "type"),
    ),
    "Move application to stage": Action(
        "ats_move_application_to_stage",
        "PUT",
        "/ats/applications/{application_id}/stage",
        _moving,
        {"stage_id": APPLYING["application.stage_id"]},
        in_path=("application_id",),
    ),
    "Reject application": Action(
        "ats_reject_application",
        "POST",
        "/ats/applications/{application_id}/reject",
        _rejecting,
        {
            "rejection_reason_id": Place(("applications",), "rejection_reason_id"),
            "note": Place(("notes",), "content"),
        },
        in_path=("application_id",),
        done=_is_rejected,
    ),
    "Add result link to application": Action(
        "ats_add_application_result_link",
        "POST",
        "/ats/applications/{application_id}/result-links",
        of("application_id", "applications", always(**_LINK)),
        LINK,
        demanded=parts("details", "custom_field_name_prefix"),
        in_path=("application_id",),
    ),
    "Add result link to candidate": Action(
        "ats_add_candidate_result_link",
        "POST",
        "/ats/candidates/{candidate_id}/result-links",
        of("candidate_id", "candidates", always(**_LINK)),
        LINK,
        demanded=parts("details", "custom_field_name_prefix"),
        in_path=("candidate_id",),
    ),
    "Add note to application": Action(
        "ats_add_application_note",
        "POST",
        "/ats/applications/{application_id}/notes",
        of("application_id", "applications", always(content="A good talk.", content_type="PLAIN_TEXT")),
        kept_as_sent("notes", "content", "content_type"),
        demanded=frozenset({"content_type"}),
        in_path=("application_id",),
    ),
    "Get application attachments": Action(
        "ats_read_application_attachments",
        "GET",
        "/ats/applications/{application_id}/attachments",
        of("application_id", "applications"),
        in_path=("application_id",),
        done=_lists_files,
    ),
    "Get candidate attachments": Action(
        "ats_read_candidate_attachments",
        "GET",
        "/ats/candidates/{candidate_id}/attachments",
        of("candidate_id", "candidates"),
        in_path=("candidate_id",),
        done=_lists_files,
    ),
    "Update candidate": Action(
        "ats_update_candidate",
        "PATCH",
        "/ats/candidates/{candidate_id}",
        _updating,
        {name: APPLYING[f"candidate.{name}"] for name in UPDATES},
        in_path=("candidate_id",),
    ),
}
