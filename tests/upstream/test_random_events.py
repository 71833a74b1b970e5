"""Whatever happens in whatever order, everything agrees with everything else afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.upstream.catalogue import EVENTS
from tests.upstream.customer import Server

# Models that are deleted and come back in between.
MODELS = {
    "ATS": [
        "jobs",
        "candidates",
        "applications",
        "application-stages",
        "users",
        "tags",
        "rejection-reasons",
        "interviews",
    ],
    "HRIS": ["employees", "groups", "locations", "absence-types", "absences", "time-off-balances", "legal-entities"],
}
TOOLS = {"ATS": "careerplug", "HRIS": "hrworks"}


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    opened = Server(size="30")
    yield opened
    opened.close()


def steps(category: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    names = sorted(name for name, event in EVENTS.items() if category in event.categories)
    plain = st.sampled_from([name for name in names if name not in {"days", "record_changed"}])
    model = st.sampled_from(MODELS[category])
    return st.lists(
        st.one_of(
            plain.map(lambda name: {"event": name}),
            model.map(lambda name: {"event": "record_deleted", "model": name}),
            model.map(lambda name: {"event": "record_restored", "model": name}),
            st.integers(1, 40).map(lambda days: {"event": "days", "count": days} if days < 4 else {"by": f"P{days}D"}),
        ),
        min_size=4,
        max_size=16,
    )


@pytest.mark.parametrize("category", ["ATS", "HRIS"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_events_leave_a_world_that_agrees(small: Server, category: str, data: st.DataObject) -> None:
    customer = small.connect(TOOLS[category], category)
    for step in data.draw(steps(category)):
        if "by" in step:
            customer.advance(step["by"])
        else:
            answer = customer.control("POST", f"/integrations/{customer.id}/upstream", step)
            assert answer.status in {200, 400}, answer.body
        customer.check()
