"""Applications with their way through a job's pipeline, interviews and offers."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.instants import DAY, HOUR, MINUTE, format_instant
from mockserver.world.ats_jobs import Job, Stage
from mockserver.world.ats_people import VARIED_SIZE, Named
from mockserver.world.ats_questions import answers
from mockserver.world.company import Company
from mockserver.world.moments import full_slot, synced, working_time
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

# One application in so many was deleted by itself, without its candidate or job.
_DELETED_EVERY = 120


class Applicant(NamedTuple):
    """What applications need to know of their candidate."""

    id: str
    fields: dict[str, Any]
    changed_at: int
    deleted_at: int | None


class _Course(NamedTuple):
    """How an application went: the place of its stage in the pipeline, its outcome, and when that was decided."""

    place: int
    outcome: str
    updated: int


class Applications:
    """Makes applications with their interviews and offers."""

    def __init__(self, company: Company, reasons: list[Named]) -> None:
        plan, remote = company.plan, company.remote
        self._company, self._reasons = company, reasons
        self._rng, self._answer_rng = plan.rng("applications"), plan.rng("answers")
        self._interview_rng, self._offer_rng = plan.rng("interviews"), plan.rng("offers")
        self._numbers, self._interviews, self._offers = remote.numbers(), remote.numbers(), remote.numbers()
        self._page = remote.page("applications")
        self._varied = plan.size >= VARIED_SIZE

    def make(self, applicant: Applicant, job: Job, applied: int) -> tuple[Seeded, list[Seeded]]:
        """Make an application, and give it with its interviews and offers."""
        company, random = self._company, self._rng.random
        plan, anchor = company.plan, company.plan.anchor
        number = next(self._numbers)
        remote_id = str(number)
        application_id = plan.record_id(remote_id)
        course = self._course(job, applied)
        deleted = self._deletion(number, applicant, job, applied)
        changed = deleted or synced(course.updated, anchor, random)
        stage = job.stages[course.place]
        reason = self._reasons[int(random() ** 1.4 * len(self._reasons))] if course.outcome == "DECLINED" else None
        below = [
            *self._meet(application_id, applicant, job, applied, course, deleted),
            *self._offer(application_id, course, job, applied, deleted),
        ]
        fields = {
            "outcome": course.outcome,
            "rejection_reason_name": reason.name if reason else None,
            "rejection_reason_id": reason.id if reason else None,
            "rejected_at": format_instant(course.updated) if reason else None,
            "current_stage_id": stage.id,
            "job_id": job.id,
            "candidate_id": applicant.id,
            "screening_question_answers": answers(job.questions, applied, self._answer_rng) if job.questions else [],
            "custom_fields": {"score": round(random() * 100, 1), "salary_expectation": self._expectation(random())},
            "integration_fields": [
                integration_field(plan, "referred_by", company.texts["labels"]["referred_by"], self._referrer(job, random()))
            ],
            "remote_url": self._page + remote_id,
            "remote_created_at": format_instant(applied),
            "remote_updated_at": format_instant(course.updated),
            "remote_data": company.remote.raw(
                "applications", id=number, job_id=job.remote_id, stage_name=stage.name, current_status=course.outcome
            ),
        }
        touched = max(
            [changed, applicant.changed_at, stage.changed_at, *(record.changed_at for record in below)]
        )
        return Seeded("ats_applications", application_id, remote_id, changed, touched, deleted, fields), below

    def _course(self, job: Job, applied: int) -> _Course:
        """Decide how far an application got: the older it is, the likelier somebody made up their mind."""
        random, anchor = self._rng.random, self._company.plan.anchor
        last = len(job.stages) - 1
        decided = working_time(applied + DAY + int(random() * random() * 55 * DAY), random)
        chance = random()
        if decided < anchor - 4 * HOUR and chance < 0.86:
            if chance < 0.075:
                return _Course(last, "HIRED", decided)
            return _Course(int(random() * random() * last), "DECLINED", decided)
        age = anchor - applied
        reach = min(1 + age // (5 * DAY), last)
        moved = working_time(applied + int(random() * max(age - 3 * DAY, 0)), random)
        return _Course(int(random() * reach), "PENDING", max(applied + MINUTE, min(moved, anchor - 4 * HOUR)))

    def _deletion(self, number: int, applicant: Applicant, job: Job, applied: int) -> int | None:
        """Live applications refer only to live candidates and jobs; a few are deleted for themselves."""
        above = [gone for gone in (applicant.deleted_at, job.deleted_at) if gone is not None]
        if above:
            return min(above)
        anchor = self._company.plan.anchor
        if self._varied and number % _DELETED_EVERY == 7 and applied < anchor - 15 * DAY:
            return anchor - DAY - number % 11 * DAY
        return None

    def _meet(
        self, application_id: str, applicant: Applicant, job: Job, applied: int, course: _Course, deleted: int | None
    ) -> list[Seeded]:
        """Give the interviews of an application: none in the first stage, at most two, planned ones in the future."""
        company, random = self._company, self._interview_rng.random
        anchor = company.plan.anchor
        records: list[Seeded] = []
        for turn in range(min(course.place, 2)):
            if random() < 0.35:
                continue
            number = next(self._interviews)
            remote_id = str(number)
            planned = course.outcome == "PENDING" and turn == min(course.place, 2) - 1 and random() < 0.6
            if planned:
                start = full_slot(anchor + DAY + int(random() * 12 * DAY), random)
                booked = min(course.updated, anchor - HOUR)
            else:
                booked = applied + int((course.updated - applied) * (0.2 + 0.3 * turn))
                start = full_slot(booked + int((course.updated - booked) * 0.6), random)
                if start >= course.updated:
                    start = course.updated // (HOUR // 2) * (HOUR // 2) - HOUR
                booked = min(booked, start - HOUR)
            changed = deleted or synced(booked if planned else max(booked, min(start, course.updated)), anchor, random)
            records.append(
                Seeded(
                    "ats_interviews",
                    company.plan.record_id(remote_id),
                    remote_id,
                    changed,
                    changed,
                    deleted,
                    self._interview(number, application_id, applicant, job, turn, start, max(booked, applied), random),
                )
            )
        return records

    def _interview(
        self, number: int, application_id: str, applicant: Applicant, job: Job, turn: int, start: int, booked: int, random: Any
    ) -> dict[str, Any]:
        company = self._company
        titles = company.texts["interviews"]
        names = (applicant.fields["first_name"], applicant.fields["last_name"])
        name = " ".join(part for part in names if part)
        by_video = random() < 0.55
        users = job.team[: 1 + int(random() * len(job.team))]
        stage: Stage = job.stages[turn + 1]
        ending = start + (30 * MINUTE, 45 * MINUTE, HOUR, HOUR, 2 * HOUR)[int(random() * 5)]
        return {
            "title": titles[int(random() * len(titles))].format(name=name),
            "starting_at": format_instant(start),
            "ending_at": format_instant(ending),
            "location": None if by_video else dict(job.office),
            "video_conferencing_url": f"https://meet.example.com/{company.slug}-{number}" if by_video else None,
            "application_id": application_id,
            "stage_id": stage.id,
            "canceled": random() < 0.08,
            "remote_created_at": format_instant(booked),
            "remote_updated_at": format_instant(booked),
            "remote_data": company.remote.raw("interviews", id=number, interview_round=turn + 1),
            "user_ids": [user.id for user in users],
        }

    def _offer(
        self, application_id: str, course: _Course, job: Job, applied: int, deleted: int | None
    ) -> list[Seeded]:
        """Give the offer of an application that got as far as one."""
        random = self._offer_rng.random
        if course.outcome == "HIRED":
            status = "ACCEPTED"
        elif course.place < len(job.stages) - 2:
            return []
        elif course.outcome == "DECLINED":
            status = ("DECLINED", "DECLINED", "ABANDONED")[int(random() * 3)]
        else:
            status = ("SENT", "DRAFT", "APPROVED")[int(random() * 3)]
        company = self._company
        number = next(self._offers)
        remote_id = str(number)
        made = applied + int((course.updated - applied) * 0.8)
        changed = deleted or synced(course.updated, company.plan.anchor, random)
        start = (course.updated // DAY + 14 + int(random() * 90)) * DAY
        fields = {
            "status": status,
            "employment_start_date": format_instant(start),
            "application_id": application_id,
            "custom_fields": {"probation_months": (3, 6, 6, 0)[int(random() * 4)]},
            "integration_fields": [
                integration_field(company.plan, "cost_center", company.texts["labels"]["cost_center"], "4000", custom=False)
            ],
            "remote_created_at": format_instant(made),
            "remote_updated_at": format_instant(course.updated),
            "remote_data": company.remote.raw("offers", id=number, offer_status=status.lower()),
        }
        return [Seeded("ats_offers", company.plan.record_id(remote_id), remote_id, changed, changed, deleted, fields)]

    def _expectation(self, chance: float) -> float | None:
        pay = self._company.words.pay
        if chance > 0.75:
            return None
        return float(round((pay["low"] + (pay["high"] - pay["low"]) * chance) / pay["step"]) * pay["step"])

    def _referrer(self, job: Job, chance: float) -> str | None:
        return job.team[-1].name if chance < 0.2 else None
