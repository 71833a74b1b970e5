"""The life of jobs: they open, change, close and open again, their stages are renamed and go."""

from __future__ import annotations

from typing import Any

from mockserver.state.records import Record
from mockserver.upstream.ats_job_adverts import POSTINGS, describe, new_job, page_of, post, shown
from mockserver.upstream.ats_pipelines import JOBS, STAGES, pipeline
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError, equals
from mockserver.upstream.mending import remove

OPEN, CLOSED, DRAFT = "OPEN", "CLOSED", "DRAFT"
OVER = (CLOSED, "ARCHIVED")
_REMOTE_WORK = ("ON_SITE", "HYBRID", "REMOTE")


@happens("job_opens", "ATS")
def job_opens(happening: Happening) -> dict[str, Any]:
    """Open a new job, or with `job_id` one that waited as a draft."""
    given = _given(happening)
    if "job_id" not in happening.values:
        new_job(happening, given)
        return {}
    job = happening.choose("job_id", JOBS, "draft", fits=lambda job: job["status"] not in {OPEN, *OVER})
    _open(happening, job, {**given, "opened_at": job["opened_at"] or happening.stamp})
    return {}


@happens("job_changes", "ATS")
def job_changes(happening: Happening) -> dict[str, Any]:
    """Change a job as given, or its advertisement or way of working; postings follow."""
    job = happening.choose("job_id", JOBS, "open job", equals("status", OPEN))
    given = _given(happening)
    if not given:
        if happening.rng.random() < 0.5:
            given["description"] = describe(happening, job)
        else:
            given["remote_work_status"] = happening.one_of([w for w in _REMOTE_WORK if w != job["remote_work_status"]])
    if "visibility" in given:
        given["confidential"] = given["visibility"] == "CONFIDENTIAL"
    raw = {"job_title": given["name"]} if "name" in given else {}
    _follow(happening, happening.change(JOBS, job, given, **raw))
    return {}


@happens("job_closes", "ATS")
def job_closes(happening: Happening) -> dict[str, Any]:
    """Close a job: nobody can apply any more, applications stay as they are."""
    job = happening.choose(
        "job_id", JOBS, "job that is not closed", equals("status", OPEN), fits=lambda job: not _is_over(job)
    )
    status = happening.values.get("status", CLOSED)
    job = happening.change(JOBS, job, {"status": status, "closed_at": happening.stamp}, current_state=status)
    _switch(happening, job, "INACTIVE")
    return {}


@happens("job_reopens", "ATS")
def job_reopens(happening: Happening) -> dict[str, Any]:
    """Open a closed job again."""
    _open(happening, happening.choose("job_id", JOBS, "closed job", equals("status", *OVER), fits=_is_over), {})
    return {}


@happens("stage_renamed", "ATS")
def stage_renamed(happening: Happening) -> dict[str, Any]:
    """Give a stage another name; applications in it keep their own stamps."""
    stage = _stage(happening, lambda _: True)
    name = happening.values.get("name")
    if name is None:
        names = {name for names in happening.company.texts["pipelines"] for name in names} - {stage["name"]}
        name = happening.one_of(sorted(names))
    happening.change(STAGES, stage, {"name": name}, stage_name=name)
    return {}


@happens("stage_removed", "ATS")
def stage_removed(happening: Happening) -> dict[str, Any]:
    """Remove a stage; what stands in it moves to the one before."""
    # The first stage takes applications, the last two are offer and hire; nobody removes these without being asked to.
    stage = _stage(happening, lambda place: 0 < place[0] < place[1] - 2)
    for job in _jobs_with(happening, stage):
        if len(pipeline(happening.records, job)) == 1:
            raise NothingFitsError(f"$.stage_id: {stage['id']} is the only stage of job {job['id']}.")
    remove(happening, STAGES, stage["id"])
    return {}


def _given(happening: Happening) -> dict[str, Any]:
    return {key: value for key, value in happening.values.items() if key != "job_id"}


def _is_over(job: Record) -> bool:
    return job["status"] in OVER


def _stage(happening: Happening, fits: Any) -> Record:
    """Give the stage that is asked for, or one of a job that is asked for or open, at a place that fits."""
    if (given := happening.find("stage_id", STAGES)) is not None:
        return given
    job = happening.find("job_id", JOBS)
    for chosen in happening.some(JOBS, equals("status", OPEN)) if job is None else [job]:
        stages = pipeline(happening.records, chosen)
        fitting = [stage for place, stage in enumerate(stages) if fits((place, len(stages)))]
        if fitting:
            return happening.one_of(fitting)
    raise NothingFitsError("$.event: there is no stage that this could happen to.")


def _jobs_with(happening: Happening, stage: Record) -> list[Record]:
    return happening.records.where(JOBS, "stages.stage_id", [stage["id"]])


def _open(happening: Happening, job: Record, changes: dict[str, Any]) -> None:
    changes = {**changes, "status": OPEN, "closed_at": None, "post_url": job["post_url"] or page_of(happening, job)}
    job = happening.change(JOBS, job, changes, current_state=OPEN)
    _switch(happening, job, "ACTIVE")
    if not happening.records.where(POSTINGS, "job_id", [job["id"]], limit=1):
        post(happening, job)
    _follow(happening, job)


def _switch(happening: Happening, job: Record, status: str) -> None:
    """Switch stages and postings of a job on or off."""
    for stage in pipeline(happening.records, job):
        happening.change(STAGES, stage, {"status": status})
    for posting in happening.records.where(POSTINGS, "job_id", [job["id"]]):
        happening.change(POSTINGS, posting, {"status": status}, is_live=status == "ACTIVE")


def _follow(happening: Happening, job: Record) -> None:
    """Let the postings of a job say what the job says."""
    for posting in happening.records.where(POSTINGS, "job_id", [job["id"]]):
        changes = {"title": job["name"], "description_html": job["description"]}
        if posting["visibility"] != "INTERNAL" or shown(job) == "INTERNAL":
            changes["visibility"] = shown(job)
        happening.change(POSTINGS, posting, changes)
