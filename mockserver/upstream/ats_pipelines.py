"""Applications and the pipelines that they go through: how events find them and move them along."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.records import Record, Records
from mockserver.upstream.happening import Happening, equals

APPLICATIONS, CANDIDATES, JOBS, STAGES = "ats_applications", "ats_candidates", "ats_jobs", "ats_application_stages"
PENDING, HIRED, DECLINED = "PENDING", "HIRED", "DECLINED"


def application(happening: Happening, words: str, *outcomes: str) -> Record:
    """Give the application of an event: the given one, one of the given candidate or job, or one that is chosen."""
    narrowed = [equals("outcome", *outcomes)]
    for parameter, model in (("candidate_id", CANDIDATES), ("job_id", JOBS)):
        if (owner := happening.find(parameter, model)) is not None:
            narrowed.append(equals(parameter, owner["id"]))

    def fits(record: Record) -> bool:
        return all(record[condition.path] in condition.values for condition in narrowed)

    return happening.choose("application_id", APPLICATIONS, words, *narrowed, fits=fits)


def pipeline(records: Records, job: Record | None) -> list[Record]:
    """Give the live stages of a job in their order."""
    entries = sorted((job or {}).get("stages") or (), key=lambda entry: entry["index"])
    found = records.many(STAGES, [entry["stage_id"] for entry in entries])
    stages = (found.get(entry["stage_id"]) for entry in entries)
    return [stage for stage in stages if stage is not None and stage["remote_deleted_at"] is None]


def pipeline_of(records: Records, application: Record) -> list[Record]:
    """Give the live stages that an application can be in."""
    job_id = application["job_id"]
    return pipeline(records, None if job_id is None else records.get(JOBS, job_id))


def place_in(stages: list[Record], application: Record) -> int:
    """Give the place of an application among the stages of its job; 0 where it is in none of them."""
    ids = [stage["id"] for stage in stages]
    return ids.index(application["current_stage_id"]) if application["current_stage_id"] in ids else 0


def given_stage(happening: Happening, stages: list[Record]) -> Record | None:
    """Give the stage that was asked for, one of these; None if none was."""
    stage = happening.find("stage_id", STAGES)
    if stage is not None and stage["id"] not in [known["id"] for known in stages]:
        raise InputInvalid(
            f"$.stage_id: {stage['id']} is a stage of another job.",
            explanation=f"the stages of the job are {', '.join(known['id'] for known in stages)}",
        )
    return stage


def settle(happening: Happening, application: Record, outcome: str, stage: Record | None, **more: Any) -> Record:
    """Give an application an outcome and a stage, what belongs to other outcomes being taken back."""
    changes: dict[str, Any] = {
        "outcome": outcome,
        "rejection_reason_name": None,
        "rejection_reason_id": None,
        "rejected_at": None,
        **more,
    }
    raw = {"current_status": outcome}
    if stage is not None:
        changes["current_stage_id"], raw["stage_name"] = stage["id"], stage["name"]
    return happening.change(APPLICATIONS, application, changes, **raw)
