"""Records follow the schema of their list, show a connector's gaps, and the official SDK reads them."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kombo import Kombo

from mockserver.api.pipeline import Pipeline
from mockserver.description import load
from mockserver.errors import ConfigurationError
from mockserver.strategies import records, unknown_enum_values, webhooks
from mockserver.strategies.facts import facts
from tests.strategies.conftest import draw_one

DESCRIPTION = load()
LISTS = sorted(each.path for each in DESCRIPTION.operations.values() if each.kind == "list")
few = settings(max_examples=15, suppress_health_check=list(HealthCheck), database=None)


@pytest.mark.parametrize("path", LISTS)
def test_they_follow_the_schema_of_their_list(path: str) -> None:
    [operation] = [each for each in DESCRIPTION.operations.values() if each.path == path and each.kind == "list"]
    validator = operation.answer_validator()

    @few
    @given(st.lists(records(path), max_size=2))
    def holds(found: list[dict[str, Any]]) -> None:
        validator.validate({"status": "success", "data": {"next": None, "results": found}})

    holds()


@pytest.mark.parametrize(
    ("path", "tool", "category"),
    [
        ("/ats/jobs", "careerplug", "ATS"),
        ("/ats/applications", "ukgpro", "ATS"),
        ("/ats/candidates", "erecruiter", "ATS"),
        ("/hris/employees", "hrworks", "HRIS"),
        ("/hris/absences", "hrworks", "HRIS"),
    ],
)
def test_with_a_tool_they_have_the_keys_and_the_gaps_of_its_answers(path: str, tool: str, category: str) -> None:
    known = facts(tool, category, {})
    answered = known.listed(path)
    assert answered

    def empty(record: dict[str, Any]) -> set[str]:
        return {key for key, value in record.items() if value in (None, [])}

    always = set.intersection(*map(empty, answered))
    gaps = {name for name in known.shape(_operation(path)).uncovered if "." not in name}

    @few
    @given(records(path, tool))
    def holds(record: dict[str, Any]) -> None:
        assert record.keys() == answered[0].keys()
        assert gaps <= empty(record)

    holds()
    assert gaps <= always


def _operation(path: str) -> Any:
    return next(each for each in DESCRIPTION.operations.values() if each.path == path and each.kind == "list")


def test_the_sdk_reads_them() -> None:
    lists: dict[str, list[dict[str, Any]]] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        document = {"status": "success", "data": {"next": None, "results": lists[request.url.path]}}
        return httpx.Response(200, content=orjson.dumps(document), headers={"Content-Type": "application/json"})

    kombo = Kombo(
        api_key="key",
        integration_id="ukgpro:1",
        client=httpx.Client(transport=httpx.MockTransport(answer)),
        async_client=httpx.AsyncClient(),
    )

    @few
    @given(st.lists(records("/ats/jobs", "ukgpro"), max_size=2), st.lists(records("/hris/employees"), max_size=2))
    def holds(jobs: list[dict[str, Any]], employees: list[dict[str, Any]]) -> None:
        lists["/v1/ats/jobs"], lists["/v1/hris/employees"] = jobs, employees
        found = kombo.ats.get_jobs()
        assert found is not None
        assert [job.id for job in found.result.data.results] == [job["id"] for job in jobs]
        people = kombo.hris.get_employees()
        assert people is not None
        assert [each.id for each in people.result.data.results] == [each["id"] for each in employees]

    holds()


def test_a_path_or_a_model_that_is_not_there_is_told(pipeline: Pipeline) -> None:
    with pytest.raises(ConfigurationError, match="'/ats/job' is no list of the API, did you mean '/ats/jobs'"):
        draw_one(records("/ats/job"))
    with pytest.raises(ConfigurationError, match="careerplug has no /ats/offers: its page does not list the model"):
        draw_one(records("/ats/offers", "careerplug"))


def test_webhooks_follow_their_schemas() -> None:
    described = DESCRIPTION.document()["webhooks"]

    @few
    @given(webhooks())
    def holds(event: dict[str, Any]) -> None:
        assert event["type"] in described
        assert event.keys() >= {"id", "type", "data"}

    @few
    @given(webhooks("data-changed", "sync-finished"))
    def are_of_the_types(event: dict[str, Any]) -> None:
        assert event["type"] in {"data-changed", "sync-finished"}

    holds()
    are_of_the_types()
    with pytest.raises(ConfigurationError, match="no webhook 'data-change', did you mean 'data-changed'"):
        draw_one(webhooks("data-change"))


@given(unknown_enum_values("OPEN", "open", "42"))
def test_unknown_words_are_none_of_the_known_ones(word: str) -> None:
    assert word not in {"OPEN", "open", "42"}
