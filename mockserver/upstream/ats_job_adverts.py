"""Jobs that did not exist before: their pipeline, their advertisement and their posting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.upstream.ats_pipelines import JOBS, STAGES
from mockserver.upstream.happening import Happening
from mockserver.world.ads import advertisement
from mockserver.world.ats_pay import salary
from mockserver.world.remote import integration_field

POSTINGS, USERS = "ats_job_postings", "ats_users"
_SHOWN = ("PUBLIC", "UNLISTED")
# The place of an experienced one among the levels of experience.
_EXPERIENCED = 2


def new_job(happening: Happening, given: Mapping[str, Any]) -> Record:
    """Add an open job with stages and a posting; team, office and questions are those of another job of the company."""
    company, texts, words = happening.company, happening.company.texts, happening.company.words
    department = department_of(happening, given.get("department"))
    model_job = happening.pick(JOBS) or {}
    employment = given.get("employment_type", "FULL_TIME")
    title: str = given.get("name") or happening.one_of(department["titles"])
    cost_center = f"{4_000 + 10 * texts['departments'].index(department)}"
    labels = texts["labels"]
    team = model_job.get("hiring_team") or []
    fields: dict[str, Any] = {
        "name": title,
        "job_code": None,
        "description": None,
        "confidential": False,
        "weekly_hours": words.weekly_hours,
        "employment_type": employment,
        "status": "OPEN",
        "visibility": "PUBLIC",
        "category": department["category"],
        "department": department["name"],
        "post_url": None,
        "experience_level": texts["experience_levels"][_EXPERIENCED],
        "remote_work_status": happening.one_of(("ON_SITE", "HYBRID", "REMOTE")),
        **salary(words, department["pay"], _EXPERIENCED, employment, happening.rng),
        "location": model_job.get("location") or company.offices[0],
        "custom_fields": {"cost_center": cost_center, "positions": 1, "approved": True},
        "integration_fields": [],
        "remote_url": None,
        "opened_at": happening.stamp,
        "closed_at": None,
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "contact_id": team[0]["user_id"] if team else None,
        "remote_data": None,
        "stages": _stages(happening),
        "screening_questions": model_job.get("screening_questions") or [],
        "hiring_team": team,
        **given,
    }
    fields["description"] = fields["description"] or describe(happening, fields)
    fields["job_code"] = fields["job_code"] or _code(happening, department["name"])
    job = happening.add(
        JOBS,
        "jobs",
        fields,
        job_title=fields["name"],
        current_state=fields["status"],
        requisition_code=fields["job_code"],
    )
    number = job["remote_id"]
    numbered = {
        "post_url": page_of(happening, job),
        "integration_fields": [
            integration_field(happening.plan, "requisition", labels["requisition"], f"REQ-{number}"),
            integration_field(happening.plan, "cost_center", labels["cost_center"], cost_center, custom=False),
        ],
    }
    job = happening.records.update(JOBS, job["id"], numbered)
    post(happening, job)
    return job


def page_of(happening: Happening, job: Record) -> str:
    """Give the address of a job's page."""
    return f"https://jobs.example.com/{happening.company.slug}/{job['remote_id']}"


def post(happening: Happening, job: Record) -> None:
    """Publish a job."""
    fields = {
        "job_id": job["id"],
        "title": job["name"],
        "description_html": job["description"],
        "status": "ACTIVE",
        "visibility": shown(job),
        "url": None,
        "remote_data": None,
    }
    posting = happening.add(POSTINGS, "postings", fields, job_id=job["remote_id"], is_live=True)
    address = f"https://jobs.example.com/{happening.company.slug}/postings/{posting['remote_id']}"
    happening.records.update(POSTINGS, posting["id"], {"url": address})


def shown(job: Mapping[str, Any]) -> str:
    """Give to whom the posting of a job is shown."""
    return job["visibility"] if job["visibility"] in _SHOWN else "INTERNAL"


def describe(happening: Happening, job: Mapping[str, Any]) -> str:
    """Write the advertisement of a job."""
    contact = happening.records.get(USERS, job["contact_id"]) if job["contact_id"] else None
    names = (contact["first_name"], contact["last_name"]) if contact else ()
    city = (job["location"] or {}).get("city") or happening.company.offices[0]["city"]
    return advertisement(
        happening.company,
        department_of(happening, job["department"]),
        job["name"],
        city,
        " ".join(name for name in names if name) or happening.company.name,
        happening.rng,
    )


def department_of(happening: Happening, name: str | None) -> dict[str, Any]:
    """Give the words of a department, or of one that is chosen where the company has none of that name."""
    departments: list[dict[str, Any]] = happening.company.texts["departments"]
    found = next((entry for entry in departments if entry["name"] == name), None)
    return found or happening.one_of(departments)


def _stages(happening: Happening) -> list[dict[str, Any]]:
    entries = []
    for index, name in enumerate(happening.one_of(happening.company.texts["pipelines"])):
        fields = {
            "name": name,
            "status": "ACTIVE",
            "index": index,
            "custom_fields": {"days_until_reminder": 3 + int(happening.rng.random() * 12)},
            "remote_data": None,
        }
        stage = happening.add(STAGES, "stages", fields, stage_name=name)
        entries.append({"stage_id": stage["id"], "index": index})
    return entries


def _code(happening: Happening, department: str) -> str:
    prefix = "".join(letter for letter in department.upper() if letter.isascii() and letter.isalpha())[:3] or "JOB"
    number = happening.records.count(JOBS, include_deleted=True) + 1
    return f"{prefix}-{format_instant(happening.now)[:4]}-{number:02d}"
