"""The registry of events, and how bad ones are refused."""

from __future__ import annotations

import orjson
import pytest

from mockserver import resources
from mockserver.control.upstream import component
from mockserver.description import load
from mockserver.description.body import validator
from mockserver.upstream.catalogue import EVENTS
from tests.upstream.customer import Customer, Server

DESCRIPTION = load(resources.openapi_directory() / "control")


def test_the_description_lists_every_event_and_shows_examples_that_fit() -> None:
    operation = DESCRIPTION.document()["paths"]["/integrations/{integration_id}/upstream"]["post"]
    table = {
        name for line in operation["description"].splitlines() if line[:1] == "|" for name in line.split("`")[1::2]
    }
    assert table == EVENTS.keys()
    for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
        schema = DESCRIPTION.schema(component(example["value"]["event"]))
        assert list(validator(schema).iter_errors(example["value"])) == []


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_event_of_another_category_is_refused(server: Server, event: str) -> None:
    for category in {"ATS", "HRIS", "ASSESSMENT"} - set(EVENTS[event].categories):
        customer = server.connect("sandbox", category)
        answer = customer.control("POST", f"/integrations/{customer.id}/upstream", {"event": event})
        assert answer.status == 400
        assert f"'{event}' happens in".encode() in answer.body


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_a_value_that_no_event_takes_is_refused(server: Server, event: str) -> None:
    customer = server.connect("sandbox", EVENTS[event].categories[0])
    assert "$.colour is not known" in customer.refuses(event, colour="blue")


@pytest.mark.parametrize("event", sorted(EVENTS.keys() - {"days", "record_changed"}))
@pytest.mark.parametrize("tool", ["sandbox", "ukgpro"])
def test_every_event_happens_with_nothing_said(server: Server, event: str, tool: str) -> None:
    customer = server.connect(tool, EVENTS[event].categories[0])
    prepared = {
        "record_restored": "record_deleted",
        "application_reopens": "candidate_rejected",
        "employee_rehired": "employee_terminates",
        "employee_returns": "employee_goes_on_leave",
    }
    if event in prepared:
        customer.happens(prepared[event])
    told = customer.happens(event)
    assert told["changed"] or event == "dates_arrive"
    assert told["at"] > "2025-06-02T09:00:00.000"
    assert {len(told["records"][model]) for model in told["records"]} <= set(range(1, 100))


def test_an_unknown_event_is_told_with_the_nearest_one(ats: Customer) -> None:
    assert ats.refuses("candidate_aplies") == (
        "$.event: 'candidate_aplies' is not known, did you mean 'candidate_applies'?"
    )
    assert ats.refuses(7) == "$.event must be a string, not 7."


def test_an_integration_that_was_removed_has_no_upstream(ats: Customer) -> None:
    assert ats.control("DELETE", f"/integrations/{ats.id}").status == 200
    assert ats.control("POST", f"/integrations/{ats.id}/upstream", {"event": "candidate_applies"}).status == 404


def test_equal_histories_have_equal_events(server: Server) -> None:
    one, other = (server.connect("sandbox", "ATS") for _ in range(2))
    events = ("candidate_applies", "candidate_applies", "candidate_hired", "job_opens", "record_deleted")
    assert [one.happens(event) for event in events] == [other.happens(event) for event in events]
    assert one.everything() == other.everything()


def test_an_event_that_fails_half_way_changes_nothing(ats: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ats.everything()

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("mockserver.upstream.ats_applying._hand_in_cv", breaks)
    answer = ats.control("POST", f"/integrations/{ats.id}/upstream", {"event": "candidate_applies"})

    assert answer.status == 500
    assert ats.everything() == before


def test_changes_wait_for_a_sync_where_syncs_bring_them(ats: Customer) -> None:
    answer = ats.control("PATCH", f"/integrations/{ats.id}", {"syncs": {"mode": "manual"}})
    assert answer.status == 200
    before = ats.get("candidates")
    told = ats.happens("candidate_applies")
    assert ats.get("candidates") == before
    # The customer's system itself goes on.
    ats.happens("candidate_rejected", application_id=told["records"]["ats_applications"][0]["id"])

    synced = ats.control("POST", f"/integrations/{ats.id}/sync", {})
    assert synced.status == 200, orjson.loads(synced.body)

    assert len(ats.get("candidates")) == len(before) + 1
    assert ats.one("applications", told["records"]["ats_applications"][0]["id"])["outcome"] == "DECLINED"
    ats.check()
