"""Whatever a customer's system may hold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings

from careers import hooks
from careers.openings import opening_from
from mockserver import strategies
from mockserver.pytest_plugin import KomboMocks

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(job=strategies.records("/ats/jobs", tool="ukgpro"))
def test_every_job_becomes_an_opening(job: dict[str, Any]) -> None:
    location = SimpleNamespace(**job["location"]) if job["location"] else None
    assert opening_from(SimpleNamespace(**{**job, "location": location})).title


@few
@given(event=strategies.webhooks())
def test_every_event_can_be_read(event: dict[str, Any]) -> None:
    assert hooks.models_to_read(event) is not None


@few
@given(call=strategies.applications("careerplug"))
def test_every_valid_application_is_taken(kombo_mocks: KomboMocks, call: strategies.Call) -> None:
    with kombo_mocks.environment() as mock:
        assert call.send(mock.client("careerplug")).status_code == 200
