"""The world of an assessment integration: the packages on offer and what recruiters ordered, newest last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from mockserver.instants import DAY, format_instant
from mockserver.world.ads import advertisement
from mockserver.world.company import Company, found
from mockserver.world.moments import synced, working_time
from mockserver.world.people import People, full_name, work_email
from mockserver.world.plan import Plan, Seeded

OPEN, COMPLETED, CANCELLED, REJECTED = "OPEN", "COMPLETED", "CANCELLED", "REJECTED"
# The packages are those of whoever uses the API, so they are in one language, whatever the market.
_PACKAGES = (
    ("1001", "SKILLS_TEST", "Spreadsheets", "Practical tasks with tables and formulas, 40 minutes"),
    ("1002", "VIDEO_INTERVIEW", "Video interview", "Five questions that candidates answer on video"),
    ("1003", "BEHAVIORAL", "Working style", "Questionnaire on how somebody likes to work with others"),
)
# Two of three orders wait for a result; the order in which the statuses repeat.
_STATUSES = (OPEN, COMPLETED, OPEN, OPEN, CANCELLED, OPEN, OPEN, COMPLETED, OPEN, OPEN, REJECTED, OPEN)
_TEAM_ROLES = (["RECRUITER"], ["HIRING_MANAGER"], ["RECRUITER", "HIRING_MANAGER"])
_HISTORY = 45


def generate(plan: Plan) -> Iterator[Seeded]:
    """Give the packages and then `plan.size` orders."""
    company = found(plan, 3)
    yield from _packages(plan)
    yield from _orders(company)


def _packages(plan: Plan) -> Iterator[Seeded]:
    updated = plan.anchor - 60 * DAY
    for id, kind, name, description in _PACKAGES:
        fields = {
            "package_id": id,
            "type": kind,
            "name": name,
            "description": description,
            "updated_at": format_instant(updated),
        }
        yield Seeded("assessment_packages", plan.record_id(id), id, updated, updated, None, fields)


def _orders(company: Company) -> Iterator[Seeded]:
    plan, rng = company.plan, company.plan.rng("orders")
    people = People(plan.locales, rng)
    jobs = [_job(company, people, number, rng) for number in islice(company.remote.numbers(), _jobs_for(plan.size))]
    candidates = company.remote.numbers("candidates")
    applications = company.remote.numbers("applications")
    for place, number in zip(range(plan.size), company.remote.numbers("orders"), strict=False):
        person, remote_id = people.person(), str(number)
        # Orders come evenly over the last weeks; the latest one is from some days ago.
        day = plan.anchor - (_HISTORY - _HISTORY * place // plan.size + 3) * DAY
        ordered = synced(working_time(day, rng.random), plan.anchor, rng.random)
        status = _STATUSES[place % len(_STATUSES)]
        finished = min(ordered + int((0.1 + rng.random()) * 2 * DAY), plan.anchor)
        fields = {
            "package_id": _PACKAGES[int(rng.random() * len(_PACKAGES))][0],
            "status": status,
            "created_at": format_instant(ordered),
            "candidate": {
                "remote_id": str(next(candidates)),
                "email": people.private_email(person),
                "first_name": person.first_name,
                "last_name": person.last_name,
                "phone": people.mobile(person.words) if rng.random() < 0.8 else None,
            },
            "application": {"remote_id": str(next(applications))},
            "job": jobs[int(rng.random() * len(jobs))],
            "result": _result(status, remote_id, finished, rng),
        }
        changed = ordered if status == OPEN else finished
        yield Seeded("assessment_orders", plan.record_id(remote_id), remote_id, changed, changed, None, fields)


def _jobs_for(orders: int) -> int:
    return 1 + int(orders**0.5)


def _job(company: Company, people: People, number: int, rng: Random) -> dict[str, Any]:
    departments = company.texts["departments"]
    department = departments[int(rng.random() * len(departments))]
    title = department["titles"][int(rng.random() * len(department["titles"]))]
    office = company.offices[int(rng.random() * len(company.offices))]
    team = [people.person() for _ in range(1 + int(rng.random() * 3))]
    return {
        "remote_id": str(number),
        "name": title,
        "job_code": f"{department['name'][:2].upper()}-{number}" if rng.random() < 0.8 else None,
        "description": advertisement(company, department, title, office["city"], full_name(team[0]), rng),
        "location": office,
        "hiring_team": [
            {
                "remote_id": str(10 * number + place),
                "email": work_email(member),
                "first_name": member.first_name,
                "last_name": member.last_name,
                "hiring_team_roles": _TEAM_ROLES[int(rng.random() * len(_TEAM_ROLES))],
            }
            for place, member in enumerate(team)
        ],
    }


def _result(status: str, remote_id: str, finished: int, rng: Random) -> dict[str, Any] | None:
    """Give what was reported for a finished order, in the form in which results are sent."""
    if status not in (COMPLETED, CANCELLED):
        return None
    score = 40 + int(rng.random() * 60)
    return {
        "status": status,
        "result_url": f"https://results.example.com/orders/{remote_id}",
        "completed_at": format_instant(finished),
        "score": score if status == COMPLETED else None,
        "max_score": 100 if status == COMPLETED else None,
        "attributes": [{"type": "TEXT", "label": "Summary", "value": "Solid" if score < 75 else "Very good"}],
        "attachments": [],
    }
