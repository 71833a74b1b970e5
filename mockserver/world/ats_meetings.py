"""Interviews and offers of applications."""

from __future__ import annotations

from typing import Any

from mockserver.instants import DAY, HOUR, MINUTE, format_instant
from mockserver.world.ats_progress import Progress
from mockserver.world.company import Company
from mockserver.world.moments import full_slot, synced
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

_DURATIONS = (30 * MINUTE, 45 * MINUTE, HOUR, HOUR, 2 * HOUR)
_LATER_STATES = ("SENT", "DRAFT", "APPROVED")
_REFUSED_STATES = ("DECLINED", "DECLINED", "ABANDONED")
_PROBATION = (3, 6, 6, 0)


class Interviews:
    """Makes the interviews of applications: none in the first stage, at most two, planned ones in the future."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._rng = company.plan.rng("interviews")
        self._numbers = company.remote.numbers("interviews")

    def make(self, progress: Progress) -> list[Seeded]:
        """Give the interviews of an application."""
        company, random = self._company, self._rng.random
        anchor = company.plan.anchor
        rounds = min(progress.place, 2)
        records: list[Seeded] = []
        for turn in range(rounds):
            if random() < 0.35:
                continue
            if progress.outcome == "PENDING" and turn == rounds - 1 and random() < 0.6:
                start = full_slot(anchor + DAY + int(random() * 12 * DAY), random)
                booked = progress.updated
            else:
                share = 0.45 + 0.4 * turn
                start = full_slot(progress.applied + int((progress.updated - progress.applied) * share), random)
                if not progress.applied + HOUR < start < progress.updated:
                    continue
                booked = max(progress.applied + MINUTE, start - (1 + int(random() * 4)) * DAY)
            number = next(self._numbers)
            remote_id = str(number)
            noticed = synced(booked, anchor, random)
            changed = progress.deleted_at or noticed
            fields = self._fields(progress, number, turn, start, booked)
            interview_id = company.plan.record_id(remote_id)
            records.append(
                Seeded("ats_interviews", interview_id, remote_id, changed, changed, progress.deleted_at, fields)
            )
        return records

    def _fields(self, progress: Progress, number: int, turn: int, start: int, booked: int) -> dict[str, Any]:
        company, random, job = self._company, self._rng.random, progress.job
        titles = company.texts["interviews"]
        person = progress.applicant.fields
        name = " ".join(part for part in (person["first_name"], person["last_name"]) if part)
        by_video = random() < 0.55
        stamp = format_instant(booked)
        return {
            "title": titles[int(random() * len(titles))].format(name=name),
            "starting_at": format_instant(start),
            "ending_at": format_instant(start + _DURATIONS[int(random() * len(_DURATIONS))]),
            "location": None if by_video else job.office,
            "video_conferencing_url": f"https://meet.example.com/{company.slug}-{number}" if by_video else None,
            "application_id": progress.application_id,
            "stage_id": job.stages[turn + 1].id,
            "canceled": random() < 0.08,
            "remote_created_at": stamp,
            "remote_updated_at": stamp,
            "remote_data": company.remote.raw("interviews", id=number, interview_round=turn + 1),
            "user_ids": [user.id for user in job.team[: 1 + int(random() * len(job.team))]],
        }


class Offers:
    """Makes the offers of applications that got as far as one."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._rng = company.plan.rng("offers")
        self._numbers = company.remote.numbers("offers")

    def make(self, progress: Progress) -> list[Seeded]:
        """Give the offer of an application, if there is one."""
        status = self._status(progress)
        if status is None:
            return []
        company, random = self._company, self._rng.random
        number = next(self._numbers)
        remote_id = str(number)
        made = progress.applied + int((progress.updated - progress.applied) * 0.8)
        noticed = synced(progress.updated, company.plan.anchor, random)
        changed = progress.deleted_at or noticed
        start = (progress.updated // DAY + 14 + int(random() * 90)) * DAY
        label = company.texts["labels"]["cost_center"]
        cost_center = str(4_000 + 10 * company.texts["departments"].index(progress.job.department))
        fields = {
            "status": status,
            "employment_start_date": format_instant(start),
            "application_id": progress.application_id,
            "custom_fields": {"probation_months": _PROBATION[int(random() * len(_PROBATION))]},
            "integration_fields": [
                integration_field(company.plan, "cost_center", label, cost_center, custom=False),
            ],
            "remote_created_at": format_instant(made),
            "remote_updated_at": format_instant(progress.updated),
            "remote_data": company.remote.raw("offers", id=number, offer_status=status.lower()),
        }
        offer_id = company.plan.record_id(remote_id)
        return [Seeded("ats_offers", offer_id, remote_id, changed, changed, progress.deleted_at, fields)]

    def _status(self, progress: Progress) -> str | None:
        if progress.outcome == "HIRED":
            return "ACCEPTED"
        # The last two stages of every pipeline are the offer and the hire.
        if progress.place < len(progress.job.stages) - 2:
            return None
        states = _REFUSED_STATES if progress.outcome == "DECLINED" else _LATER_STATES
        return states[int(self._rng.random() * len(states))]
