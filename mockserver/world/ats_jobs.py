"""Jobs with their own pipelines, questions, postings and hiring teams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from mockserver.instants import DAY, HOUR, format_instant
from mockserver.world.ads import advertisement
from mockserver.world.ats_people import VARIED_SIZE, Team, User
from mockserver.world.ats_questions import Question, asked, joined
from mockserver.world.company import Company
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

# How far the company's history goes back: a year of charts and a little more.
HISTORY = 420 * DAY
# Old jobs are mostly closed, new ones mostly open; "On Hold" is what a customer's tool says and no schema lists.
_OLD = ("CLOSED", "CLOSED", "OPEN", "ARCHIVED", "CLOSED")
_NEW = ("OPEN", "OPEN", "CLOSED", "OPEN", "On Hold", "OPEN", "OPEN", "DRAFT")
_OVER = ("CLOSED", "ARCHIVED")
_EMPLOYMENT = ("FULL_TIME", "FULL_TIME", "FULL_TIME", "PART_TIME", "FULL_TIME", "CONTRACT", "FULL_TIME", "INTERNSHIP",
               "PART_TIME", "SEASONAL", "FULL_TIME", "Freelance")  # fmt: skip
_VISIBILITY = ("PUBLIC", "PUBLIC", "PUBLIC", "INTERNAL", "PUBLIC", "PUBLIC", "UNLISTED", "PUBLIC", "PUBLIC", "CONFIDENTIAL")
_REMOTE_WORK = ("ON_SITE", "HYBRID", None, "HYBRID", "REMOTE", "ON_SITE", "TEMPORARY")
# What an experience level earns compared with the middle of the market.
_LEVEL_PAY = (0.45, 0.75, 1.0, 1.3, 1.5, 1.9)
_HOURS_A_YEAR = 2_080


class Stage(NamedTuple):
    """A stage of a job's pipeline."""

    id: str
    name: str
    changed_at: int


@dataclass(frozen=True, slots=True)
class Job:
    """What applications need to know of a job; `taken` is when it takes applications, from and until."""

    id: str
    remote_id: str
    name: str
    department: dict[str, Any]
    taken: tuple[int, int] | None
    deleted_at: int | None
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    team: tuple[User, ...]
    office: dict[str, Any]


class _Life(NamedTuple):
    created: int
    opened: int | None
    closed: int | None
    updated: int
    deleted: int | None


class Jobs:
    """Makes a world's jobs one after the other, the oldest first."""

    def __init__(self, company: Company, known: list[Question], team: Team, wanted: int) -> None:
        self._company, self._known, self._team, self._wanted = company, known, team, wanted
        plan, remote = company.plan, company.remote
        self._rng = plan.rng("jobs")
        self._stage_rng, self._posting_rng = plan.rng("stages"), plan.rng("postings")
        self._numbers, self._stages, self._postings = remote.numbers(), remote.numbers(), remote.numbers()
        self._codes: dict[str, count[int]] = {}

    def make(self, place: int) -> tuple[Job, list[Seeded]]:
        """Make the job at a place in history, and give it with its records: stages, the job, postings."""
        company, rng = self._company, self._rng
        plan, anchor = company.plan, company.plan.anchor
        number = next(self._numbers)
        status = self._status(place)
        life = self._life(place, status)
        remote_id = str(number)
        departments = company.texts["departments"]
        department = departments[int(rng.random() * len(departments))]
        name = department["titles"][int(rng.random() * len(department["titles"]))]
        office = company.offices[int(rng.random() ** 2 * len(company.offices))]
        team = self._hire_team()
        chosen = asked(self._known, len(self._known) if place == 0 else int(rng.random() * 6), rng)
        changed = life.deleted or synced(life.updated, anchor, rng.random)
        stages, stage_records = self._pipeline(life)
        level = int(rng.random() * len(company.texts["experience_levels"]))
        hours = company.words.weekly_hours
        description = advertisement(company, department, name, office["city"], team[0].name, hours, rng)
        if plan.size >= VARIED_SIZE and place == self._wanted // 2:
            description = _endless(description)
        job = Job(
            id=plan.record_id(remote_id),
            remote_id=remote_id,
            name=name,
            department=department,
            taken=_taking(life, anchor),
            deleted_at=life.deleted,
            stages=stages,
            questions=tuple(chosen),
            team=tuple(team),
            office=office,
        )
        fields = self._fields(job, place, number, status, life, level, description)
        fields["stages"] = [{"stage_id": stage.id, "index": index} for index, stage in enumerate(stages)]
        fields["screening_questions"] = joined(chosen)
        postings = self._advertise(job, fields, life)
        touched = max([changed, *(posting.changed_at for posting in postings)])
        record = Seeded("ats_jobs", job.id, remote_id, changed, touched, life.deleted, fields)
        return job, [*stage_records, record, *postings]

    def _status(self, place: int) -> str:
        if place == 0:  # always taking applications, so that every week of the history has a job to apply to
            return "OPEN"
        pattern = _OLD if place < 0.45 * self._wanted else _NEW
        return pattern[place % len(pattern)]

    def _life(self, place: int, status: str) -> _Life:
        random, anchor = self._rng.random, self._company.plan.anchor
        # Ten days and more: weekends push every step back, and nothing may come to lie after the anchor.
        age = HISTORY + 10 * DAY if place == 0 else int(HISTORY * (1 - (place + 0.5 * random()) / self._wanted)) + 12 * DAY
        created = working_time(anchor - age, random)
        if status == "DRAFT":
            return _Life(created, None, None, created + 2 * HOUR, None)
        opened = working_time(created + DAY, random)
        if status not in _OVER:
            updated = working_time(opened + int(random() * max(anchor - opened - 4 * DAY, 0)), random)
            return _Life(created, opened, None, max(opened + HOUR, min(updated, anchor - HOUR)), None)
        closed = working_time(opened + DAY + int((0.2 + 0.5 * random()) * max(anchor - opened - 6 * DAY, 0)), random)
        # Some closed jobs were removed from the tool a few days ago; their applications went with them.
        gone = self._company.plan.size >= VARIED_SIZE and closed < anchor - 30 * DAY and place % 24 == 5
        deleted = anchor - DAY - int(random() * 11 * DAY) if gone else None
        return _Life(created, opened, closed, closed, deleted)

    def _hire_team(self) -> list[User]:
        """Choose a recruiter, a hiring manager and sometimes one or two more."""
        random, team = self._rng.random, self._team
        chosen = [team.recruiters[int(random() * len(team.recruiters))]]
        for group, chance in ((team.managers, 1.0), (team.others, 0.5), (team.managers, 0.25)):
            if group and random() < chance:
                user = group[int(random() * len(group))]
                if user not in chosen:
                    chosen.append(user)
        return chosen

    def _pipeline(self, life: _Life) -> tuple[tuple[Stage, ...], list[Seeded]]:
        company, random = self._company, self._stage_rng.random
        pipelines = company.texts["pipelines"]
        stages: list[Stage] = []
        records: list[Seeded] = []
        for name in pipelines[int(random() * len(pipelines))]:
            number = next(self._stages)
            remote_id = str(number)
            noticed = synced(life.created, company.plan.anchor, random)
            changed = life.deleted or noticed
            stages.append(Stage(company.plan.record_id(remote_id), name, changed))
            fields = {
                "name": name,
                "status": "INACTIVE" if life.closed else "ACTIVE",
                "custom_fields": {"days_until_reminder": 3 + int(random() * 12)},
                "remote_data": company.remote.raw("stages", id=number, stage_name=name),
            }
            records.append(
                Seeded("ats_application_stages", stages[-1].id, remote_id, changed, changed, life.deleted, fields)
            )
        return tuple(stages), records

    def _fields(
        self, job: Job, place: int, number: int, status: str, life: _Life, level: int, description: str
    ) -> dict[str, Any]:
        company, random = self._company, self._rng.random
        employment = _EMPLOYMENT[place % len(_EMPLOYMENT)]
        visibility = _VISIBILITY[place % len(_VISIBILITY)]
        full_time = company.words.weekly_hours
        hours = full_time if employment in ("FULL_TIME", "INTERNSHIP") else round(full_time * (0.4 + 0.4 * random()) * 2) / 2
        code = self._code(job.department["name"], life.created)
        labels = company.texts["labels"]
        cost_center = f"{4_000 + 10 * company.texts['departments'].index(job.department)}"
        return {
            "name": job.name,
            "job_code": code,
            "description": description,
            "confidential": visibility == "CONFIDENTIAL",
            "weekly_hours": hours,
            "employment_type": employment,
            "status": status,
            "visibility": visibility,
            "category": job.department["category"],
            "department": job.department["name"],
            "post_url": f"https://jobs.example.com/{company.slug}/{number}" if life.opened else None,
            "experience_level": company.texts["experience_levels"][level],
            "remote_work_status": _REMOTE_WORK[int(random() * len(_REMOTE_WORK))],
            **self._pay(job.department, level, employment),
            "location": dict(job.office),
            "custom_fields": {
                "cost_center": cost_center,
                "positions": 1 + int(random() * random() * 5),
                "approved": life.opened is not None,
            },
            "integration_fields": [
                integration_field(company.plan, "requisition", labels["requisition"], f"REQ-{number}"),
                integration_field(company.plan, "cost_center", labels["cost_center"], cost_center, custom=False),
            ],
            "remote_url": f"{company.remote.page('jobs')}{number}",
            "opened_at": format_instant(life.opened) if life.opened else None,
            "closed_at": format_instant(life.closed) if life.closed else None,
            "remote_created_at": format_instant(life.created),
            "remote_updated_at": format_instant(life.updated),
            "contact_id": job.team[0].id,
            "remote_data": company.remote.raw(
                "jobs", id=number, job_title=job.name, current_state=status, requisition_code=code
            ),
            "hiring_team": self._members(job.team),
        }

    def _members(self, team: tuple[User, ...]) -> list[dict[str, Any]]:
        labels = self._company.texts["roles"]
        order = list(labels)
        members = []
        for place, user in enumerate(team):
            role = ("RECRUITER", "HIRING_MANAGER")[place] if place < 2 else user.role
            shown = {
                "remote_id": str(order.index(role) + 1),
                "remote_label": labels[role],
                "scope": "JOB",
                "unified_type": role,
            }
            members.append({"user_id": user.id, "hiring_team_roles": [role], "job_roles": [shown]})
        return members

    def _code(self, department: str, created: int) -> str:
        prefix = "".join(letter for letter in department.upper() if letter.isascii() and letter.isalpha())[:3] or "JOB"
        numbers = self._codes.setdefault(prefix, count(1))
        return f"{prefix}-{format_instant(created)[:4]}-{next(numbers):02d}"

    def _pay(self, department: dict[str, Any], level: int, employment: str) -> dict[str, Any]:
        """Give the five salary fields: a range, one amount, an hourly wage or nothing at all."""
        pay, random = self._company.words.pay, self._rng.random
        middle = (pay["low"] + pay["high"]) / 2 * department["pay"] * _LEVEL_PAY[level]
        step, style = pay["step"], random()
        amounts: tuple[float | None, float | None, float | None] = (None, None, None)
        period: str | None = pay["period"]
        if employment in ("SEASONAL", "PART_TIME") or style < 0.1:
            yearly = middle * (12 if period == "MONTH" else 1)
            amounts, period = (round(yearly / _HOURS_A_YEAR * 4) / 4 + 0.15, None, None), "HOUR"
        elif style < 0.65:
            low = round(middle * 0.88 / step) * step
            amounts = (None, low, low + max(round(middle * 0.22 / step), 1) * step)
        elif style < 0.88:
            amounts = (round(middle / step) * step, None, None)
        else:
            period = None
        return {
            "salary_amount": amounts[0],
            "salary_amount_from": amounts[1],
            "salary_amount_to": amounts[2],
            "salary_currency": self._company.words.currency if period else None,
            "salary_period": period,
        }

    def _advertise(self, job: Job, fields: dict[str, Any], life: _Life) -> list[Seeded]:
        """Give the postings of a job: none for a draft, mostly one, sometimes a second for the staff."""
        if life.opened is None:
            return []
        company, random = self._company, self._posting_rng.random
        records = []
        for internal in (False, True) if random() < 0.25 else (False,):
            number = next(self._postings)
            remote_id = str(number)
            changed = life.deleted or synced(life.closed or life.opened, company.plan.anchor, random)
            visibility = fields["visibility"] if fields["visibility"] in ("PUBLIC", "UNLISTED") else "INTERNAL"
            posting = {
                "job_id": job.id,
                "title": job.name,
                "description_html": fields["description"],
                "status": "INACTIVE" if life.closed else "ACTIVE",
                "visibility": "INTERNAL" if internal else visibility,
                "url": f"https://jobs.example.com/{company.slug}/postings/{number}",
                "remote_data": company.remote.raw("postings", id=number, job_id=job.remote_id, is_live=not life.closed),
            }
            posting_id = company.plan.record_id(remote_id)
            records.append(Seeded("ats_job_postings", posting_id, remote_id, changed, changed, life.deleted, posting))
        return records


def open_jobs(jobs: list[Job], anchor: int) -> list[list[Job]]:
    """Give, for each week of the history, the jobs that took applications throughout it; popular ones twice."""
    start = anchor - HISTORY
    weeks: list[list[Job]] = []
    for week in range(HISTORY // (7 * DAY) + 1):
        begin = start + week * 7 * DAY
        end = min(begin + 7 * DAY, anchor)
        found = [job for job in jobs if job.taken and job.taken[0] <= begin and job.taken[1] >= end]
        weeks.append([*found, *found[::3]])
    return weeks


def _taking(life: _Life, anchor: int) -> tuple[int, int] | None:
    return None if life.opened is None else (life.opened, life.closed or anchor)


def _endless(description: str) -> str:
    """Make an advertisement long and unsafe, as copied ones sometimes are: clients must cut and clean."""
    repeated = description * 12
    return f"{repeated}<script>window.tracked = true;</script><p onclick=\"void 0\">&nbsp;&lt;3 &amp; \U0001f680 \u200b</p>"
