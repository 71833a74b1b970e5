"""Applications and candidates: bodies that a connector takes for a job, and bodies that it must refuse."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.strategies import values
from mockserver.strategies.answers import answers
from mockserver.strategies.bad_answers import bad_answers
from mockserver.strategies.bad_files import bad_files
from mockserver.strategies.breaking import Breakage, bad, break_schema, choices
from mockserver.strategies.call import BadCall, Call
from mockserver.strategies.facts import Facts, facts
from mockserver.strategies.files import files
from mockserver.strategies.inputs import Inputs
from mockserver.strategies.schemas import following

Job = Mapping[str, Any]

_CATEGORY = "ATS"
_APPLY, _ENTER = "PostAtsJobsJobIdApplications", "PostAtsCandidates"
_ANSWERS, _FILES = "screening_question_answers", "attachments"
_UNKNOWN_ID = "1" * 24


def jobs(tool: str, **options: Any) -> SearchStrategy[dict[str, Any]]:
    """Give jobs that take applications, as the API lists them in every new environment.

    `options` are those of the server that the job is meant for, such as `seed=7`.
    """
    # Copies, as a test may do with them what it likes.
    return st.deferred(lambda: st.sampled_from(_open_jobs(facts(tool, _CATEGORY, options))).map(deepcopy))


def applications(tool: str, job: Job | None = None, **options: Any) -> SearchStrategy[Call]:
    """Give calls that apply for a job, any open one if none is given, in a way that the connector takes whole.

    With the files that it demands and no others, with answers to the questions that it shows, without inputs that it
    would ignore, as far as the API lets them be left out. ConfigurationError if the connector cannot do it.
    """
    return st.deferred(lambda: _valid(facts(tool, _CATEGORY, options), _APPLY, job))


def candidates(tool: str, job: Job | None = None, **options: Any) -> SearchStrategy[Call]:
    """Give calls that do the same by creating the candidate."""
    return st.deferred(lambda: _valid(facts(tool, _CATEGORY, options), _ENTER, job))


def bad_applications(tool: str, job: Job | None = None, **options: Any) -> SearchStrategy[BadCall]:
    """Give calls that apply for a job and are refused, for one of many reasons."""
    return st.deferred(lambda: _invalid(facts(tool, _CATEGORY, options), _APPLY, job))


def bad_candidates(tool: str, job: Job | None = None, **options: Any) -> SearchStrategy[BadCall]:
    """Give calls that create a candidate and are refused, for one of many reasons."""
    return st.deferred(lambda: _invalid(facts(tool, _CATEGORY, options), _ENTER, job))


def _open_jobs(known: Facts) -> list[dict[str, Any]]:
    # Whether the connector tells the state of a job or not, the tool knows it; without a state it counts as open.
    taking = {job["id"] for job in known.stored("ats_jobs") if job["status"] in (None, "OPEN")}
    return [job for job in known.listed("/ats/jobs") if job["id"] in taking]


@st.composite
def _valid(draw: DrawFn, known: Facts, id: str, job: Job | None) -> Call:
    job = draw(st.sampled_from(_open_jobs(known))) if job is None else job
    operation = known.operation(id)
    inputs = Inputs(known.coverage, str(operation.action))
    schema = inputs.schema(operation.body_schema or {})
    lists = {
        _FILES: files(known.coverage.rules.attachment_restrictions.get(inputs.action)),
        _ANSWERS: answers(list(job["screening_questions"])),
    }
    body = draw(following(schema, fills={**_fills(known, job), **lists}))
    for name, entries in lists.items():
        # No schema says so, but connectors insist on files, and some on answers. An empty list says nothing.
        found = draw(entries) if name in schema["properties"] and name not in body else body.pop(name, None)
        body |= {name: found} if found else {}
    return Call(operation.method, operation.path.replace("{job_id}", job["id"]), body)


def _fills(known: Facts, job: Job) -> dict[str, SearchStrategy[Any] | None]:
    """Give the values that depend on the connector, the job and its world."""
    users = [user["id"] for user in known.listed("/ats/users")]
    stages = [stage["id"] for stage in job["stages"]]
    hosts = known.coverage.rules.social_link_hosts
    links = values.web_addresses
    if hosts is not None:
        links = st.sampled_from([f"https://{host}/in/somebody" for host in hosts])
    stage = st.sampled_from(stages) if stages else None
    return {
        "application.job_id": st.just(job["id"]),
        "stage_id": stage,
        "application.stage_id": stage,
        "sourced_by": None if not users else st.fixed_dictionaries({"user_id": st.sampled_from(users)}),
        "candidate.phone_number": values.phone_numbers,
        "candidate.additional_phone_numbers.phone_number": values.phone_numbers,
        "candidate.salary_expectations.amount": st.integers(0, 500_000),
        "candidate.social_links.url": links,
    }


@st.composite
def _invalid(draw: DrawFn, known: Facts, id: str, job: Job | None) -> BadCall:
    job = draw(st.sampled_from(_open_jobs(known))) if job is None else job
    choice = draw(choices)
    call = draw(_valid(known, id, job))
    return bad(call, _breakages(known, id, job, call), choice)


def _breakages(known: Facts, id: str, job: Job, call: Call) -> list[Breakage]:
    """Give all that can be made wrong with a valid call."""
    operation = known.operation(id)
    inputs = Inputs(known.coverage, str(operation.action))
    found: list[Breakage] = break_schema(operation.body_schema or {}, call.body)
    if inputs.taken(f"{_FILES}.data"):
        restrictions = known.coverage.rules.attachment_restrictions.get(inputs.action)
        by_address = inputs.taken(f"{_FILES}.data_url")
        found += bad_files(restrictions, call.body.get(_FILES, []), by_address=by_address)
    if inputs.taken(f"{_ANSWERS}.answer"):
        found += bad_answers(list(job["screening_questions"]), call.body.get(_ANSWERS, []))
    if inputs.taken("sourced_by.user_id"):
        found.append(Breakage(("sourced_by",), {"user_id": _UNKNOWN_ID}, "nobody has the id in sourced_by.user_id"))
    place = ("application", "stage_id") if id == _ENTER else ("stage_id",)
    if inputs.taken(".".join(place)):
        found.append(Breakage(place, _UNKNOWN_ID, "no stage has the id in stage_id"))
    if id == _ENTER:
        found.append(Breakage(("application", "job_id"), _UNKNOWN_ID, "no job has the id in application.job_id"))
    return found
