"""How applications go on: moved, hired, rejected, withdrawn, taken up again."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.records import Record
from mockserver.upstream.ats_meetings import call_off, offer_for, settle_offers
from mockserver.upstream.ats_pipelines import (
    APPLICATIONS,
    CANDIDATES,
    DECLINED,
    HIRED,
    PENDING,
    application,
    given_stage,
    pipeline_of,
    place_in,
    settle,
)
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals

REASONS = "ats_rejection_reasons"
# Which of the words for reasons in fixtures/datasets are those of candidates, by their place.
WITHDREW, CHOSE_ANOTHER = 3, 6


@happens("application_moves_stage", "ATS")
def application_moves_stage(happening: Happening) -> dict[str, Any]:
    """Move an application to the given stage of its job, or to the next one; the last stage is the hire."""
    records = happening.records
    chosen = _movable(happening)
    stages = pipeline_of(records, chosen)
    stage = given_stage(happening, stages)
    if stage is None:
        following = stages[place_in(stages, chosen) + 1 :]
        if not following:
            raise NothingFitsError("$.application_id: the application is in the last stage; name a stage_id.")
        stage = following[0]
    if stage["id"] == stages[-1]["id"]:
        _hire(happening, chosen)
        return {}
    settle(happening, chosen, PENDING, stage)
    if stage["id"] == stages[-2]["id"]:
        offer_for(happening, chosen)
    return {}


@happens("candidate_hired", "ATS")
def candidate_hired(happening: Happening) -> dict[str, Any]:
    """Hire a candidate: the application ends in the last stage with an accepted offer; others stay as they are."""
    _hire(happening, application(happening, "pending application", PENDING))
    return {}


@happens("candidate_rejected", "ATS")
def candidate_rejected(happening: Happening) -> dict[str, Any]:
    """Reject an application for a reason: the given one, a new one of that name, or one that is chosen."""
    chosen = application(happening, "pending application", PENDING)
    reason = happening.find("rejection_reason_id", REASONS)
    if reason is None:
        name = happening.values.get("reason")
        reason = _reason(happening, name) if name else _usual_reason(happening)
    _decline(happening, chosen, reason, "ABANDONED")
    return {}


@happens("candidate_withdraws", "ATS")
def candidate_withdraws(happening: Happening) -> dict[str, Any]:
    """Let a candidate withdraw one application, or all that are pending when only the candidate is given."""
    reasons = happening.company.texts["rejection_reasons"]
    chance = WITHDREW if happening.rng.random() < 0.6 else CHOSE_ANOTHER
    candidate = happening.find("candidate_id", CANDIDATES)
    if candidate is None or "application_id" in happening.values or "job_id" in happening.values:
        chosen = [application(happening, "pending application", PENDING)]
    else:
        held = happening.records.where(APPLICATIONS, "candidate_id", [candidate["id"]])
        chosen = [one for one in held if one["outcome"] == PENDING]
        if not chosen:
            raise InputInvalid(f"$.candidate_id: {candidate['id']} has no pending application.")
    reason = _reason(happening, happening.values.get("reason") or reasons[chance])
    for one in chosen:
        _decline(happening, one, reason, "DECLINED")
    return {}


@happens("application_reopens", "ATS")
def application_reopens(happening: Happening) -> dict[str, Any]:
    """Take up a rejected or hired application again; who was hired goes back to the stage before."""
    chosen = application(happening, "decided application", DECLINED, HIRED)
    stages = pipeline_of(happening.records, chosen)
    place = place_in(stages, chosen)
    back = stages[place - 1] if len(stages) > 1 and place == len(stages) - 1 else None
    settle(happening, chosen, PENDING, back)
    settle_offers(happening, chosen, "SENT", among=("ACCEPTED", "DECLINED", "ABANDONED"))
    return {}


def _movable(happening: Happening) -> Record:
    """Choose the application that moves: when no stage is given, one that has a stage before the hire ahead of it."""
    words = "pending application"
    if happening.values.keys() & {"application_id", "candidate_id", "job_id", "stage_id"}:
        stage_id = happening.values.get("stage_id")
        if stage_id is None or "application_id" in happening.values:
            return application(happening, words, PENDING)
        # Somebody else of the same job comes to the stage.
        for job in happening.records.where("ats_jobs", "stages.stage_id", [stage_id]):
            held = happening.records.where(APPLICATIONS, "job_id", [job["id"]])
            if waiting := [one for one in held if one["outcome"] == PENDING and one["current_stage_id"] != stage_id]:
                return happening.one_of(waiting)
        happening.named("$.stage_id", "ats_application_stages", stage_id)
        raise NothingFitsError(f"$.stage_id: no {words} of the job could move to {stage_id}.")

    def fits(record: Record) -> bool:
        stages = pipeline_of(happening.records, record)
        return place_in(stages, record) < len(stages) - 2

    found = happening.pick(APPLICATIONS, equals("outcome", PENDING), fits=fits)
    if found is None:
        raise NothingFitsError(f"$.event: there is no {words} with a stage before the hire ahead of it.")
    return found


def _hire(happening: Happening, chosen: Record) -> None:
    stages = pipeline_of(happening.records, chosen)
    settle(happening, chosen, HIRED, stages[-1] if stages else None)
    offer_for(happening, chosen)
    settle_offers(happening, chosen, "ACCEPTED")
    call_off(happening, chosen)


def _decline(happening: Happening, chosen: Record, reason: Record, offers: str) -> None:
    settle(
        happening,
        chosen,
        DECLINED,
        None,
        rejection_reason_name=reason["name"],
        rejection_reason_id=reason["id"],
        rejected_at=happening.stamp,
    )
    settle_offers(happening, chosen, offers, among=("SENT", "DRAFT", "APPROVED"))
    call_off(happening, chosen)


def _usual_reason(happening: Happening) -> Record:
    """Choose a reason of the company's own."""
    words = happening.company.texts["rejection_reasons"]
    theirs = {words[WITHDREW], words[CHOSE_ANOTHER]}
    found = happening.pick(REASONS, fits=lambda reason: reason["name"] not in theirs)
    return found or _reason(happening, words[0])


def _reason(happening: Happening, name: str) -> Record:
    """Give the live reason of a name, a new one if the tool has none."""
    for reason in happening.records.all(REASONS):
        if (reason["name"] or "").casefold() == name.casefold():
            return reason
    return happening.add(REASONS, "rejection_reasons", {"name": name, "remote_data": None}, name=name)
