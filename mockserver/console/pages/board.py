"""The board: applications of a job by stage, to be moved through the API, or in the tool where that cannot be."""

from __future__ import annotations

from typing import Any

from mockserver.api.request import Answer
from mockserver.console.actions import Action
from mockserver.console.columns import title_of
from mockserver.console.reading import every, integration_head, view_of
from mockserver.console.rendering import render
from mockserver.console.visit import Visit, page
from mockserver.console.writing import MOVE, can, move, stages_of

_MOST_JOBS, _MOST_CARDS = 100, 150
_ENDED = {"HIRED": "Hired", "DECLINED": "Declined"}


@page("/board/{id}")
async def board(visit: Visit, id: str) -> Answer:
    """Show the applications of one job."""
    integration = visit.integration(id)
    view = view_of(visit, integration)
    jobs = every(visit, integration, "ats_jobs", _MOST_JOBS)[0] if view.has_model("ats_jobs") else []
    wanted = visit.query.get("job")
    job = next((each for each in jobs if each["id"] == wanted), None) or next(
        (each for each in jobs if each.get("status") == "OPEN"), jobs[0] if jobs else None
    )
    query = {"job_ids": job["id"], "ignore_unsupported_filters": "true"} if job else {}
    applications, more = every(visit, integration, "ats_applications", _MOST_CARDS, **query)
    if job is not None:
        applications = [each for each in applications if each.get("job_id") in (None, job["id"])]
    stages, by_api = stages_of(job, applications), can(view, MOVE)
    return render(
        visit,
        "board.html",
        **integration_head(visit, integration, "board"),
        jobs=jobs,
        job=job,
        columns=_columns(stages, applications, id, by_api),
        more=more,
        by_api=by_api,
        number=len(applications),
    )


def _columns(
    stages: tuple[tuple[str, str], ...], applications: list[dict[str, Any]], id: str, by_api: bool
) -> list[dict[str, Any]]:
    columns: dict[str, dict[str, Any]] = {
        stage_id: {"id": stage_id, "name": name, "cards": [], "is_stage": True} for stage_id, name in stages
    }
    no_stage: dict[str, Any] = {"id": "", "name": "Without a stage", "cards": [], "is_stage": False}
    ended: dict[str, dict[str, Any]] = {
        key: {"id": "", "name": name, "cards": [], "is_stage": False} for key, name in _ENDED.items()
    }
    for application in applications:
        outcome, stage_id = application.get("outcome"), application.get("current_stage_id")
        column = ended.get(outcome or "") or columns.get(stage_id or "") or no_stage
        card = {
            "id": application["id"],
            "title": title_of(application),
            "since": application.get("changed_at"),
            "move": None if outcome in _ENDED or not stages else _move(application, stages, id, by_api),
        }
        column["cards"].append(card)
    extra = [each for each in (no_stage, *ended.values()) if each["cards"]]
    return [*columns.values(), *extra]


def _move(application: dict[str, Any], stages: tuple[tuple[str, str], ...], id: str, by_api: bool) -> Action:
    """Give the move of an application: through the API, or where the connector cannot, in the tool."""
    through = move(id, application, stages)
    if by_api:
        return through
    body = {"event": "application_moves_stage", "application_id": application["id"]}
    return Action(through.label, "POST", f"/_mock/integrations/{id}/upstream", body, through.inputs)
