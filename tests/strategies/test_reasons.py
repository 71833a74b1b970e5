"""The reasons for which bad calls are refused are many."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mockserver import strategies
from mockserver.strategies import absence_calls, application_calls, employee_calls
from mockserver.strategies.facts import facts

once = settings(max_examples=1, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    ("kind", "id"), [("applications", "PostAtsJobsJobIdApplications"), ("candidates", "PostAtsCandidates")]
)
def test_applications_are_bad_in_many_ways(kind: str, id: str) -> None:
    known = facts("careerplug", "ATS", {})

    @once
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        jobs = [job for job in known.listed("/ats/jobs") if len(job["screening_questions"]) > 2]
        call = data.draw(getattr(strategies, kind)("careerplug", jobs[0]))
        found = {breakage.reason for breakage in application_calls._breakages(known, id, jobs[0], call)}
        assert {
            "a file of the type CV is missing",
            "too many of the type CV",
            "files of the type OTHER are not taken",
            "a file is not base64",
            "a file is at no web address",
            "candidate.email_address is missing",
            "candidate.email_address is no email",
            "candidate has the wrong type",
            "attachments[0].type is none of the words",
        } <= found
        types = {question["format"]["type"] for question in jobs[0]["screening_questions"]}
        assert f"the answer to a {min(types - {'INFORMATION', 'UNKNOWN'})} question is of another kind" in found
        assert ("no job has the id in application.job_id" in found) == (kind == "candidates")

    hold()


def test_employees_are_bad_in_many_ways() -> None:
    known = facts("bamboohr", "HRIS", {})

    @once
    @given(strategies.employees("bamboohr"))
    def hold(call: strategies.Call) -> None:
        found = {breakage.reason for breakage in employee_calls._breakages(known, call)}
        assert {
            "last_name is missing",
            "somebody has this address already",
            "nothing has the id in location_id",
        } <= found

    hold()


def test_absences_are_bad_in_many_ways() -> None:
    known = facts("hrworks", "HRIS", {})

    @once
    @given(strategies.absences("hrworks"))
    def hold(call: strategies.Call) -> None:
        found = {breakage.reason for breakage in absence_calls._breakages(known, call)}
        assert {
            "it ends before it starts",
            "nobody has the id in employee_id",
            "no type has the id in absence_type_id",
            "start_date is no day of the calendar",
            "employee_note is missing",
        } <= found

    hold()
