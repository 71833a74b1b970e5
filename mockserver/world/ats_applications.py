"""Applications and their way through a job's pipeline."""

from __future__ import annotations

from typing import Any

from mockserver.instants import DAY, HOUR, MINUTE, format_instant
from mockserver.world.ats_jobs import Job
from mockserver.world.ats_meetings import Interviews, Offers
from mockserver.world.ats_people import VARIED_SIZE, Named
from mockserver.world.ats_progress import Applicant, Progress
from mockserver.world.ats_questions import answers
from mockserver.world.company import Company
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

# One application in so many was deleted by itself, without its candidate or job.
_DELETED_EVERY = 120


class Applications:
    """Makes applications with their interviews and offers."""

    def __init__(self, company: Company, reasons: list[Named]) -> None:
        self._company, self._reasons = company, reasons
        self._rng, self._answer_rng = company.plan.rng("applications"), company.plan.rng("answers")
        self._interviews, self._offers = Interviews(company), Offers(company)
        self._numbers = company.remote.numbers("applications")
        self._page = company.remote.page("applications")
        self._varied = company.plan.size >= VARIED_SIZE

    def make(self, applicant: Applicant, job: Job, applied: int) -> tuple[Seeded, list[Seeded]]:
        """Make an application, and give it with its interviews and offers."""
        plan, random = self._company.plan, self._rng.random
        number = next(self._numbers)
        remote_id = str(number)
        deleted = self._deletion(number, applicant, job, applied)
        place, outcome, updated = self._course(job, applied, deleted or plan.anchor)
        progress = Progress(
            application_id=plan.record_id(remote_id),
            applicant=applicant,
            job=job,
            place=place,
            outcome=outcome,
            applied=applied,
            updated=updated,
            deleted_at=deleted,
        )
        below = [*self._interviews.make(progress), *self._offers.make(progress)]
        noticed = synced(updated, plan.anchor, random)
        changed = progress.deleted_at or noticed
        stage_changed = job.stages[place].changed_at
        touched = max([changed, applicant.changed_at, stage_changed, *(record.changed_at for record in below)])
        fields = self._fields(progress, number)
        return (
            Seeded(
                "ats_applications", progress.application_id, remote_id, changed, touched, progress.deleted_at, fields
            ),
            below,
        )

    def _course(self, job: Job, applied: int, end: int) -> tuple[int, str, int]:
        """Decide the place in the pipeline, the outcome, and when it came to that; most old ones are decided."""
        random = self._rng.random
        last = len(job.stages) - 1
        decided = working_time(applied + DAY + int(random() * random() * 55 * DAY), random)
        chance = random()
        if decided < end - 4 * HOUR and chance < 0.74:
            if chance < 0.07:
                return last, "HIRED", decided
            return int(random() * random() * last), "DECLINED", decided
        age = end - applied
        reach = min(1 + age // (5 * DAY), last)
        moved = working_time(applied + int(random() * max(age - 3 * DAY, 0)), random)
        return int(random() * reach), "PENDING", max(applied + MINUTE, min(moved, end - 4 * HOUR))

    def _deletion(self, number: int, applicant: Applicant, job: Job, applied: int) -> int | None:
        """Live applications refer only to live candidates and jobs; a few are deleted for themselves."""
        above = [gone for gone in (applicant.deleted_at, job.deleted_at) if gone is not None]
        if above:
            return min(above)
        anchor = self._company.plan.anchor
        if self._varied and number % _DELETED_EVERY == 7 and applied < anchor - 15 * DAY:
            return anchor - DAY - number % 11 * DAY
        return None

    def _fields(self, progress: Progress, number: int) -> dict[str, Any]:
        company, random, job = self._company, self._rng.random, progress.job
        declined = progress.outcome == "DECLINED"
        reason = self._reasons[int(random() * random() * len(self._reasons))] if declined else None
        updated = format_instant(progress.updated)
        stage = job.stages[progress.place]
        referrer = job.team[-1].name if random() < 0.2 else None
        return {
            "outcome": progress.outcome,
            "rejection_reason_name": reason.name if reason else None,
            # Not shown, but what a rejection is stored with.
            "rejection_reason_id": reason.id if reason else None,
            "rejected_at": updated if reason else None,
            "current_stage_id": stage.id,
            "job_id": job.id,
            "candidate_id": progress.applicant.id,
            "screening_question_answers": answers(job.questions, progress.applied, self._answer_rng),
            "custom_fields": {"score": round(random() * 100, 1), "salary_expectation": self._expectation(random())},
            "integration_fields": [
                integration_field(company.plan, "referred_by", company.texts["labels"]["referred_by"], referrer)
            ],
            "remote_url": f"{self._page}{number}",
            "remote_created_at": format_instant(progress.applied),
            "remote_updated_at": updated,
            "remote_data": company.remote.raw(
                "applications", id=number, job_id=job.remote_id, stage_name=stage.name, current_status=progress.outcome
            ),
        }

    def _expectation(self, chance: float) -> int | None:
        pay = self._company.words.pay
        if chance > 0.75:
            return None
        return int((pay["low"] + (pay["high"] - pay["low"]) * chance) / pay["step"]) * int(pay["step"])
