"""Pipelines and postings of jobs."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.world.ats_lives import Life
from mockserver.world.company import Company
from mockserver.world.moments import synced
from mockserver.world.plan import Seeded


class Stage(NamedTuple):
    """A stage of a job's pipeline."""

    id: str
    name: str
    changed_at: int


class Pipelines:
    """Makes the stages of jobs: each job has its own, named after one of the language's templates."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._rng = company.plan.rng("stages")
        self._numbers = company.remote.numbers("stages")

    def make(self, life: Life) -> tuple[tuple[Stage, ...], list[Seeded]]:
        """Give the stages of a job in their order, and their records."""
        company, random = self._company, self._rng.random
        pipelines = company.texts["pipelines"]
        stages: list[Stage] = []
        records: list[Seeded] = []
        for place, name in enumerate(pipelines[int(random() * len(pipelines))]):
            number = next(self._numbers)
            remote_id = str(number)
            noticed = synced(life.created, company.plan.anchor, random)
            changed = life.deleted or noticed
            stages.append(Stage(company.plan.record_id(remote_id), name, changed))
            fields = {
                "name": name,
                "status": "INACTIVE" if life.closed else "ACTIVE",
                # No list of stages shows it: an application shows it with the stage that it is in.
                "index": place,
                "custom_fields": {"days_until_reminder": 3 + int(random() * 12)},
                "remote_data": company.remote.raw("stages", id=number, stage_name=name),
            }
            records.append(
                Seeded("ats_application_stages", stages[-1].id, remote_id, changed, changed, life.deleted, fields)
            )
        return tuple(stages), records


class Postings:
    """Makes the postings of jobs: none for a draft, mostly one, sometimes a second for the staff."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._rng = company.plan.rng("postings")
        self._numbers = company.remote.numbers("postings")

    def make(self, job_id: str, remote_job_id: str, job: dict[str, Any], life: Life) -> list[Seeded]:
        """Give the postings of a job whose fields are `job`."""
        if life.opened is None:
            return []
        company, random = self._company, self._rng.random
        shown = job["visibility"] if job["visibility"] in ("PUBLIC", "UNLISTED") else "INTERNAL"
        records = []
        for visibility in (shown, "INTERNAL") if random() < 0.25 else (shown,):
            number = next(self._numbers)
            remote_id = str(number)
            noticed = synced(life.closed or life.opened, company.plan.anchor, random)
            changed = life.deleted or noticed
            fields = {
                "job_id": job_id,
                "title": job["name"],
                "description_html": job["description"],
                "status": "INACTIVE" if life.closed else "ACTIVE",
                "visibility": visibility,
                "url": f"https://jobs.example.com/{company.slug}/postings/{number}",
                "remote_data": company.remote.raw("postings", id=number, job_id=remote_job_id, is_live=not life.closed),
            }
            posting_id = company.plan.record_id(remote_id)
            records.append(Seeded("ats_job_postings", posting_id, remote_id, changed, changed, life.deleted, fields))
        return records
