"""Jobs with their questions and hiring teams."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from mockserver.instants import DAY, format_instant
from mockserver.world.ads import advertisement, endless
from mockserver.world.ats_lives import HISTORY, Life, live
from mockserver.world.ats_pay import salary
from mockserver.world.ats_people import VARIED_SIZE, Team, User
from mockserver.world.ats_pipelines import Pipelines, Postings, Stage
from mockserver.world.ats_questions import Question, asked, joined
from mockserver.world.company import Company
from mockserver.world.moments import synced
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

# "Freelance" stands for the words of customers that no schema lists.
_EMPLOYMENT = ("FULL_TIME", "FULL_TIME", "FULL_TIME", "PART_TIME", "FULL_TIME", "CONTRACT", "FULL_TIME", "INTERNSHIP",
               "PART_TIME", "SEASONAL", "FULL_TIME", "Freelance")  # fmt: skip
_WHOLE_WEEK = ("FULL_TIME", "INTERNSHIP")
_VISIBILITY = ("PUBLIC", "PUBLIC", "PUBLIC", "INTERNAL", "PUBLIC", "PUBLIC", "UNLISTED", "PUBLIC", "CONFIDENTIAL")
_REMOTE_WORK = ("ON_SITE", "HYBRID", None, "HYBRID", "REMOTE", "ON_SITE", "TEMPORARY")
# The place of the first leading one among the levels of experience; after it come directors, before it interns,
# beginners, experienced people and seniors.
_LEAD = 4
_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Job:
    """What applications need to know of a job; it takes them from `opened` until `closed`."""

    id: str
    remote_id: str
    name: str
    department: dict[str, Any]
    opened: int | None
    closed: int
    deleted_at: int | None
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]
    team: tuple[User, ...]
    office: dict[str, Any]


class Jobs:
    """Makes a world's jobs one after the other, the oldest first."""

    def __init__(self, company: Company, known: list[Question], team: Team, wanted: int) -> None:
        self._company, self._known, self._team, self._wanted = company, known, team, wanted
        self._rng = company.plan.rng("jobs")
        self._pipelines, self._postings = Pipelines(company), Postings(company)
        self._numbers = company.remote.numbers("jobs")
        self._codes: dict[str, count[int]] = {}
        self._varied = company.plan.size >= VARIED_SIZE

    def make(self, place: int) -> tuple[Job, list[Seeded]]:
        """Make the job at a place in history, and give it with its records: stages, the job, postings."""
        company, rng = self._company, self._rng
        plan, texts = company.plan, company.texts
        remote_id = str(next(self._numbers))
        life = live(place, self._wanted, plan.anchor, self._varied, rng)
        department = texts["departments"][int(rng.random() * len(texts["departments"]))]
        stages, stage_records = self._pipelines.make(life)
        job = Job(
            id=plan.record_id(remote_id),
            remote_id=remote_id,
            name=department["titles"][int(rng.random() * len(department["titles"]))],
            department=department,
            opened=life.opened,
            closed=life.closed or plan.anchor,
            deleted_at=life.deleted,
            stages=stages,
            # The first job asks everything, so that one form shows every format.
            questions=tuple(asked(self._known, len(self._known) if place == 0 else int(rng.random() * 6), rng)),
            team=self._hire_team(),
            office=company.offices[int(rng.random() * rng.random() * len(company.offices))],
        )
        fields = self._fields(job, place, life)
        postings = self._postings.make(job.id, remote_id, fields, life)
        noticed = synced(life.updated, plan.anchor, rng.random)
        changed = life.deleted or noticed
        touched = max([changed, *(posting.changed_at for posting in postings)])
        record = Seeded("ats_jobs", job.id, remote_id, changed, touched, life.deleted, fields)
        return job, [*stage_records, record, *postings]

    def _hire_team(self) -> tuple[User, ...]:
        """Choose a recruiter, a hiring manager and sometimes one or two more."""
        random, team = self._rng.random, self._team
        chosen = [team.recruiters[int(random() * len(team.recruiters))]]
        for group, chance in ((team.managers, 1.0), (team.others, 0.5), (team.managers, 0.25)):
            if group and random() < chance:
                user = group[int(random() * len(group))]
                if user not in chosen:
                    chosen.append(user)
        return tuple(chosen)

    def _fields(self, job: Job, place: int, life: Life) -> dict[str, Any]:
        company, rng, texts = self._company, self._rng, self._company.texts
        random = rng.random
        employment, level = self._employ(job.name, place)
        visibility = _VISIBILITY[place % len(_VISIBILITY)]
        hours = company.words.weekly_hours
        description = advertisement(company, job.department, job.name, job.office["city"], job.team[0].name, rng)
        if self._varied and place == self._wanted // 2:
            description = endless(description)
        code = self._code(job.department["name"], life.created)
        cost_center = f"{4_000 + 10 * texts['departments'].index(job.department)}"
        return {
            "name": job.name,
            "job_code": code,
            "description": description,
            "confidential": visibility == "CONFIDENTIAL",
            "weekly_hours": hours if employment in _WHOLE_WEEK else round(hours * (0.8 + 0.8 * random())) / 2,
            "employment_type": employment,
            "status": life.status,
            "visibility": visibility,
            "category": job.department["category"],
            "department": job.department["name"],
            "post_url": f"https://jobs.example.com/{company.slug}/{job.remote_id}" if life.opened else None,
            "experience_level": texts["experience_levels"][level],
            "remote_work_status": _REMOTE_WORK[int(random() * len(_REMOTE_WORK))],
            **salary(company.words, job.department["pay"], level, employment, rng),
            "location": job.office,
            "custom_fields": {
                "cost_center": cost_center,
                "positions": 1 + int(random() * random() * 5),
                "approved": life.opened is not None,
            },
            "integration_fields": [
                integration_field(company.plan, "requisition", texts["labels"]["requisition"], f"REQ-{job.remote_id}"),
                integration_field(
                    company.plan, "cost_center", texts["labels"]["cost_center"], cost_center, custom=False
                ),
            ],
            "remote_url": company.remote.page("jobs") + job.remote_id,
            "opened_at": format_instant(life.opened) if life.opened else None,
            "closed_at": format_instant(life.closed) if life.closed else None,
            "remote_created_at": format_instant(life.created),
            "remote_updated_at": format_instant(life.updated),
            "contact_id": job.team[0].id,
            "remote_data": company.remote.raw(
                "jobs", id=int(job.remote_id), job_title=job.name, current_state=life.status, requisition_code=code
            ),
            "stages": [{"stage_id": stage.id, "index": index} for index, stage in enumerate(job.stages)],
            "screening_questions": joined(job.questions),
            "hiring_team": self._members(job.team),
        }

    def _employ(self, title: str, place: int) -> tuple[str, int]:
        """Give the employment type and the place of the experience level; who leads others is no intern."""
        employment = _EMPLOYMENT[place % len(_EMPLOYMENT)]
        chance = self._rng.random()
        if any(word in title for word in self._company.texts["leading"]):
            return "FULL_TIME", _LEAD + (chance < 0.15)
        if employment == "INTERNSHIP":
            return employment, 0
        return employment, 1 + int(chance * (_LEAD - 1))

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


def open_jobs(jobs: list[Job], anchor: int) -> list[list[Job]]:
    """Give, for each week of the history, the jobs that took applications throughout it; every third one twice."""
    start = anchor - HISTORY
    weeks: list[list[Job]] = [[] for _ in range(HISTORY // _WEEK + 1)]
    for place, job in enumerate(jobs):
        if job.opened is None:
            continue
        first = max(-((start - job.opened) // _WEEK), 0)
        end = len(weeks) if job.closed >= anchor else (job.closed - start) // _WEEK
        for week in range(first, end):
            weeks[week] += [job] if place % 3 else [job, job]
    return weeks
