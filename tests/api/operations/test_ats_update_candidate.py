"""Updating candidates, by what can be read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def update(ats: Ats, id: str, body: Any) -> httpx.Response:
    return ats.request("PATCH", f"/v1/ats/candidates/{id}", body)


def read(ats: Ats, id: str) -> Any:
    [found] = ats.get("/ats/candidates", ids=id)["results"]
    return found


@pytest.fixture
def candidate(sandbox: Ats) -> Any:
    """A stored candidate with an address, a number and an application."""
    applied = {application["candidate_id"] for application in sandbox.stored("applications")}
    return next(
        one
        for one in sandbox.stored("candidates")
        if one["id"] in applied and one["location"] and one["phone_numbers"] and len(one["email_addresses"]) == 1
    )


def test_what_is_sent_changes_and_the_rest_stays(sandbox: Ats, candidate: Any) -> None:
    before = read(sandbox, candidate["id"])
    answer = update(sandbox, candidate["id"], {"last_name": "Okafor", "company": "Example Works", "title": "Engineer"})
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "data": {}})
    after = read(sandbox, candidate["id"])
    moved = {"last_name", "company", "title", "changed_at", "remote_updated_at", "remote_data"}
    assert {key for key in after if after[key] != before[key]} == moved
    assert (after["last_name"], after["company"], after["title"]) == ("Okafor", "Example Works", "Engineer")
    assert next(iter(after["remote_data"].values()))["lastName"] == "Okafor"
    assert after["remote_updated_at"] == after["changed_at"] > before["changed_at"]


def test_filters_and_nested_views_see_an_update(sandbox: Ats, candidate: Any) -> None:
    update(sandbox, candidate["id"], {"first_name": "Frida", "email_address": "Frida.New@example.com"})
    since = read(sandbox, candidate["id"])["changed_at"]

    def ids(path: str, **query: Any) -> list[str]:
        return [record["id"] for record in sandbox.get(path, **query)["results"]]

    assert ids("/ats/candidates", email="frida.new@example.com", first_name="FRIDA") == [candidate["id"]]
    assert ids("/ats/candidates", updated_after=since) == [candidate["id"]]
    changed = sandbox.get("/ats/applications", updated_after=since)["results"]
    assert {application["candidate"]["first_name"] for application in changed} == {"Frida"}


def test_lists_take_what_is_new_first(sandbox: Ats, candidate: Any) -> None:
    [known], [number, *_] = candidate["email_addresses"], candidate["phone_numbers"]
    body = {
        "email_address": "second@example.com",
        "phone_number": number["phone_number"],
        "social_links": [{"url": "https://github.com/frida"}],
    }
    update(sandbox, candidate["id"], body)
    after = read(sandbox, candidate["id"])
    assert after["email_addresses"] == [{"email_address": "second@example.com", "type": None}, known]
    assert after["phone_numbers"] == candidate["phone_numbers"]
    link = {"link": "https://github.com/frida", "type": "GITHUB", "username": "frida"}
    assert after["social_media"] == [link, *candidate["social_media"]]
    update(sandbox, candidate["id"], {"email_address": known["email_address"].upper()})
    again = read(sandbox, candidate["id"])["email_addresses"]
    assert again == [known, {"email_address": "second@example.com", "type": None}]


def test_of_an_address_the_rest_stays(sandbox: Ats, candidate: Any) -> None:
    update(sandbox, candidate["id"], {"location": {"city": "Rome"}})
    known, after = candidate["location"], read(sandbox, candidate["id"])["location"]
    assert (after["city"], after["country"], after["street_1"]) == ("Rome", known["country"], known["street_1"])
    assert "Rome" in after["raw"]


def test_all_that_was_sent_is_kept(sandbox: Ats, candidate: Any) -> None:
    body = {"gender": "FEMALE", "anything": [{"at": ["all"]}], "remote_fields": {"sandbox": {"x": 1}, "lever": {}}}
    update(sandbox, candidate["id"], body)
    update(sandbox, candidate["id"], {"title": "Engineer"})
    update(sandbox, candidate["id"], {})
    [stored] = sandbox.stored("candidates", id=candidate["id"])
    first, second = stored["updates"]
    assert first.pop("at") < second.pop("at")
    assert first == {**body, "remote_fields": {"sandbox": {"x": 1}}}
    assert second == {"title": "Engineer"}


@pytest.mark.parametrize(
    "body",
    [
        {"email_address": "nobody"},
        {"first_name": None},
        {"location": {"country": "Italy"}},
        {"social_links": [{}]},
        {"remote_fields": ["sandbox"]},
        [],
    ],
)
def test_what_is_no_update_is_refused(sandbox: Ats, candidate: Any, body: Any) -> None:
    assert error(update(sandbox, candidate["id"], body))[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert sandbox.stored("candidates", id=candidate["id"]) == [candidate]


def test_a_candidate_who_is_not_there_is_not_found(sandbox: Ats) -> None:
    assert error(update(sandbox, "nobody", {"title": "x"}))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_a_tool_without_it_refuses(ats: Callable[[str], Ats]) -> None:
    tool = ats("careerplug")
    refused = update(tool, tool.stored("candidates")[0]["id"], {"title": "x"})
    assert error(refused)[:2] == (400, "INTEGRATION.ACTION_NOT_AVAILABLE")
