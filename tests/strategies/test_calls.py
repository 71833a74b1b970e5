"""What is valid is accepted by every connector that can do it; what is not is refused, and nothing is stored."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import strategies
from mockserver.connectors import load_catalog
from mockserver.errors import ConfigurationError
from mockserver.strategies.facts import facts
from tests.strategies.conftest import Put, draw_one

CATALOG = load_catalog()
# What creates, and what the makers of calls are called.
KINDS = {
    "applications": ("ATS", "ats_create_application"),
    "candidates": ("ATS", "ats_create_candidate"),
    "employees": ("HRIS", "hris_create_employee"),
    "absences": ("HRIS", "hris_create_absence"),
}
CASES = [
    pytest.param(kind, tool, category, id=f"{kind}-{tool}")
    for kind, (category, action) in KINDS.items()
    for tool in (*CATALOG.connectors, *CATALOG.profiles)
    if category in (categories := CATALOG.connector(tool).categories) and categories[category].has_action(action)
]
few = settings(
    max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], database=None
)


def test_every_connector_of_the_catalogue_is_met() -> None:
    met = {(case.values[0], case.values[1]) for case in CASES}
    assert {("applications", "careerplug"), ("candidates", "erecruiter"), ("absences", "hrworks")} <= met
    assert len(met) > 100


@pytest.mark.parametrize(("kind", "tool", "category"), CASES)
def test_valid_calls_are_accepted_whole(put: Put, kind: str, tool: str, category: str) -> None:
    @few
    @given(getattr(strategies, kind)(tool))
    def accepted(call: strategies.Call) -> None:
        outcome = put(call, tool, category)
        assert outcome.status == 200, outcome.document
        assert outcome.stored
        # The API wants it with every file, whether the connector has a place for it or not.
        assert [text for text in outcome.warnings if not text.startswith("attachments.content_type is")] == []

    accepted()


@pytest.mark.parametrize(("kind", "tool", "category"), CASES)
def test_bad_calls_are_refused_and_nothing_is_stored(put: Put, kind: str, tool: str, category: str) -> None:
    @few
    @given(getattr(strategies, f"bad_{kind}")(tool))
    def refused(call: strategies.BadCall) -> None:
        outcome = put(call, tool, category)
        assert outcome.status == 400, (call.reason, outcome.document)
        assert not outcome.stored, call.reason

    refused()


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
def test_a_job_can_be_given(put: Put, data: st.DataObject) -> None:
    job = data.draw(strategies.jobs("careerplug"))
    call = data.draw(strategies.applications("careerplug", job))
    assert call.path == f"/ats/jobs/{job['id']}/applications"
    assert [file["type"] for file in call.body["attachments"]] == ["CV"]
    assert put(call, "careerplug", "ATS").status == 200
    bad = data.draw(strategies.bad_applications("careerplug", job))
    assert put(bad, "careerplug", "ATS").status == 400


@given(st.data())
@settings(max_examples=20, database=None)
def test_an_employee_and_a_type_of_absence_can_be_given(data: st.DataObject) -> None:
    first = data.draw(strategies.absences("hrworks"))
    who, kind = ({"id": first.body[name]} for name in ("employee_id", "absence_type_id"))
    again = data.draw(strategies.absences("hrworks", who, kind))
    assert (again.body["employee_id"], again.body["absence_type_id"]) == (who["id"], kind["id"])


@given(call=strategies.applications("careerplug", seed=7))
@settings(max_examples=5, database=None)
def test_another_seed_means_other_jobs(call: strategies.Call) -> None:
    there, elsewhere = (
        {job["id"] for job in facts("careerplug", "ATS", options).listed("/ats/jobs")} for options in ({"seed": 7}, {})
    )
    id = call.path.split("/")[3]
    assert id in there
    assert id not in elsewhere


@pytest.mark.parametrize("kind", ["applications", "bad_candidates", "jobs"])
def test_a_tool_that_nobody_knows_is_told_when_a_value_is_drawn(kind: str) -> None:
    with pytest.raises(ConfigurationError, match="no connector 'careerplugs', did you mean 'careerplug'"):
        draw_one(getattr(strategies, kind)("careerplugs"))


@pytest.mark.parametrize(
    ("kind", "tool", "reason"),
    [
        ("absences", "careerplug", "careerplug has no category 'HRIS', expected one of ATS"),
        ("employees", "ukgpro", "ukgpro cannot do this: its page lists no hris_create_employee"),
    ],
)
def test_what_a_connector_cannot_do_is_told(kind: str, tool: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        draw_one(getattr(strategies, kind)(tool))
