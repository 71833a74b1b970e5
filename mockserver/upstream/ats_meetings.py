"""Interviews that are set and cancelled, and offers that follow how an application goes."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, HOUR, MINUTE, format_instant, parse_instant
from mockserver.state.records import Record
from mockserver.upstream.ats_pipelines import CANDIDATES, JOBS, PENDING, application
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening
from mockserver.upstream.reading import instant
from mockserver.world.moments import full_slot
from mockserver.world.remote import integration_field

INTERVIEWS, OFFERS, USERS = "ats_interviews", "ats_offers", "ats_users"
_DURATIONS = (30 * MINUTE, 45 * MINUTE, HOUR, HOUR, 2 * HOUR)
_FURTHEST = 12
_PROBATION = (3, 6, 6, 0)


@happens("interview_set", "ATS")
def interview_set(happening: Happening) -> dict[str, Any]:
    """Set an interview of a pending application with people of its hiring team, by default in the next days."""
    chosen = application(happening, "pending application", PENDING)
    start = instant(happening, "starting_at")
    if start is None:
        start = full_slot(happening.now + DAY + int(happening.rng.random() * _FURTHEST * DAY), happening.rng.random)
    end = instant(happening, "ending_at") or start + happening.one_of(_DURATIONS)
    if end <= start:
        raise InputInvalid("$.ending_at must lie after starting_at.")
    job = happening.records.get(JOBS, chosen["job_id"]) or {}
    by_video = happening.rng.random() < 0.55
    fields = {
        "title": happening.values.get("title") or _title(happening, chosen),
        "starting_at": format_instant(start),
        "ending_at": format_instant(end),
        "location": None if by_video else job.get("location"),
        "video_conferencing_url": _meeting(happening) if by_video else None,
        "application_id": chosen["id"],
        "stage_id": chosen["current_stage_id"],
        "canceled": False,
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "remote_data": None,
        "user_ids": _users(happening, job),
    }
    known = happening.records.where(INTERVIEWS, "application_id", [chosen["id"]], include_deleted=True)
    happening.add(INTERVIEWS, "interviews", fields, interview_round=len(known) + 1)
    return {}


@happens("interview_cancelled", "ATS")
def interview_cancelled(happening: Happening) -> dict[str, Any]:
    """Cancel an interview that is still ahead."""

    def ahead(interview: Record) -> bool:
        return not interview["canceled"] and _is_ahead(happening, interview)

    chosen = happening.choose("interview_id", INTERVIEWS, "interview that is still ahead", fits=ahead)
    happening.change(INTERVIEWS, chosen, {"canceled": True})
    return {}


def call_off(happening: Happening, chosen: Record) -> None:
    """Cancel what is still ahead of an application that was decided."""
    for interview in happening.records.where(INTERVIEWS, "application_id", [chosen["id"]]):
        if _is_ahead(happening, interview):
            happening.change(INTERVIEWS, interview, {"canceled": True})


def offer_for(happening: Happening, chosen: Record) -> None:
    """Make an offer to an applicant who has none that could be accepted."""
    held = happening.records.where(OFFERS, "application_id", [chosen["id"]])
    if any(offer["status"] in {"SENT", "DRAFT", "APPROVED", "ACCEPTED"} for offer in held):
        return
    label = happening.company.texts["labels"]["cost_center"]
    job = happening.records.get(JOBS, chosen["job_id"]) or {}
    cost_center = (job.get("custom_fields") or {}).get("cost_center")
    fields = {
        "status": "SENT",
        "employment_start_date": format_instant((happening.today + 14 + int(happening.rng.random() * 90)) * DAY),
        "application_id": chosen["id"],
        "custom_fields": {"probation_months": happening.one_of(_PROBATION)},
        "integration_fields": [integration_field(happening.plan, "cost_center", label, cost_center, custom=False)],
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "remote_data": None,
    }
    happening.add(OFFERS, "offers", fields, offer_status="sent")


def settle_offers(happening: Happening, chosen: Record, status: str, among: tuple[str, ...] | None = None) -> None:
    """Give the latest offer of an application, among those of some states, another one; the first day stays ahead."""
    held = happening.records.where(OFFERS, "application_id", [chosen["id"]])
    fitting = [offer for offer in held if among is None or offer["status"] in among]
    if not fitting:
        return
    changes: dict[str, Any] = {"status": status}
    start = instant(happening, "start_date") if "start_date" in happening.values else None
    known = fitting[-1]["employment_start_date"]
    if start is not None:
        changes["employment_start_date"] = format_instant(start // DAY * DAY)
    elif known is not None and parse_instant(known) < happening.now:
        changes["employment_start_date"] = format_instant((happening.today + 14) * DAY)
    happening.change(OFFERS, fitting[-1], changes, offer_status=status.lower())


def _is_ahead(happening: Happening, interview: Record) -> bool:
    start = interview["starting_at"]
    return start is not None and parse_instant(start) > happening.now


def _title(happening: Happening, chosen: Record) -> str:
    candidate = happening.records.get(CANDIDATES, chosen["candidate_id"]) or {}
    name = " ".join(part for part in (candidate.get("first_name"), candidate.get("last_name")) if part)
    title: str = happening.one_of(happening.company.texts["interviews"])
    return title.format(name=name)


def _meeting(happening: Happening) -> str:
    return f"https://meet.example.com/{happening.company.slug}-{int(happening.rng.random() * 10**9)}"


def _users(happening: Happening, job: dict[str, Any]) -> list[str]:
    given = happening.values.get("user_ids")
    if given is not None:
        return [happening.named(f"$.user_ids[{place}]", USERS, id)["id"] for place, id in enumerate(given)]
    team = [member["user_id"] for member in job.get("hiring_team") or ()]
    return team[: 1 + int(happening.rng.random() * len(team))]
