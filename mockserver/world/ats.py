"""The world of a recruiting system, in list order: settings, jobs, then candidates with what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.world.ats_candidates import Candidates
from mockserver.world.ats_jobs import Job, Jobs
from mockserver.world.ats_people import Named, Team, rejection_reasons, tags, users
from mockserver.world.ats_questions import Question, questions
from mockserver.world.company import found
from mockserver.world.plan import Plan, Seeded

# 25 jobs for 150 candidates; ten times the candidates need four times the jobs.
_USUAL_JOBS, _USUAL_CANDIDATES, _GROWTH = 25, 150, 0.6
_FEWEST_JOBS = 3


def generate(plan: Plan) -> Iterator[Seeded]:
    """Give the records of a recruiting system with `plan.size` candidates; the memory it takes grows with the jobs."""
    wanted = jobs_for(plan.size)
    company = found(plan, offices=2 + min(wanted // 12, 6))
    team, live_tags, live_reasons = Team(), list[Named](), list[Named]()
    known, jobs = list[Question](), list[Job]()
    yield from users(company, wanted, team)
    yield from tags(company, live_tags)
    yield from rejection_reasons(company, live_reasons)
    yield from questions(company, known)
    maker = Jobs(company, known, team, wanted)
    for place in range(wanted):
        job, records = maker.make(place)
        jobs.append(job)
        yield from records
    yield from Candidates(company, jobs, live_tags, live_reasons).records()


def jobs_for(candidates: int) -> int:
    """Give the number of jobs of a company with so many candidates."""
    return max(_FEWEST_JOBS, round(_USUAL_JOBS * float((candidates / _USUAL_CANDIDATES) ** _GROWTH)))
