"""The board: applications of a job by stage, to be moved through the API, or in the tool where that cannot be."""

from __future__ import annotations

from typing import Any

from mockserver.api.request import Answer
from mockserver.api.view import View
from mockserver.console.actions import Action, Input
from mockserver.console.columns import title_of
from mockserver.console.reading import every, integration_head, view_of
from mockserver.console.rendering import render
from mockserver.console.visit import Visit, page

MOVE = "ats_move_application_to_stage"
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
    stages = _stages(job, applications)
    return render(
        visit,
        "board.html",
        **integration_head(visit, integration, "board"),
        jobs=jobs,
        job=job,
        columns=_columns(stages, applications, id, view),
        more=more,
        by_api=view.has_action(MOVE) and MOVE not in view.disabled_actions,
        number=len(applications),
    )


def _stages(job: dict[str, Any] | None, applications: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Give the stages of the job in order, else those that its applications are in."""
    found = {each["id"]: each["name"] for each in (job or {}).get("stages") or ()}
    for application in applications:
        stage = application.get("current_stage")
        if stage:
            found.setdefault(stage["id"], stage["name"])
    return [{"id": stage_id, "name": name or "Unnamed stage"} for stage_id, name in found.items()]


def _columns(
    stages: list[dict[str, str]], applications: list[dict[str, Any]], id: str, view: View
) -> list[dict[str, Any]]:
    columns: dict[str, dict[str, Any]] = {
        stage["id"]: {"id": stage["id"], "name": stage["name"], "cards": [], "is_stage": True} for stage in stages
    }
    no_stage: dict[str, Any] = {"id": "", "name": "Without a stage", "cards": [], "is_stage": False}
    ended: dict[str, dict[str, Any]] = {
        key: {"id": "", "name": name, "cards": [], "is_stage": False} for key, name in _ENDED.items()
    }
    options = tuple((stage["id"], stage["name"]) for stage in stages)
    for application in applications:
        outcome, stage_id = application.get("outcome"), application.get("current_stage_id")
        column = ended.get(outcome or "") or columns.get(stage_id or "") or no_stage
        card = {
            "id": application["id"],
            "title": title_of(application),
            "since": application.get("changed_at"),
            "move": None if outcome in _ENDED or not options else _move(application, options, stage_id, id, view),
        }
        column["cards"].append(card)
    extra = [each for each in (no_stage, *ended.values()) if each["cards"]]
    return [*columns.values(), *extra]


def _move(
    application: dict[str, Any], options: tuple[tuple[str, str], ...], stage_id: str | None, id: str, view: View
) -> Action:
    """Give the move of an application: through the API, or where the connector cannot, in the tool."""
    inputs = (Input("stage_id", f"Stage of {title_of(application)}", "select", options, stage_id or ""),)
    if view.has_action(MOVE) and MOVE not in view.disabled_actions:
        path = f"/v1/ats/applications/{application['id']}/stage"
        return Action("Move", "PUT", path, {}, inputs, integration_id=id)
    body = {"event": "application_moves_stage", "application_id": application["id"]}
    return Action("Move", "POST", f"/_mock/integrations/{id}/upstream", body, inputs)
