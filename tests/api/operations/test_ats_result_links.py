"""Result links, by what the control view of records shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error, warnings

if TYPE_CHECKING:
    from collections.abc import Callable

DETAILS = {"custom_field_name_prefix": "Example:", "attributes": [{"key": "Score", "value": "100%"}]}
LINK = {"label": "Test result", "url": "https://www.example.com/results/17", "details": DETAILS}


def test_a_link_is_kept_with_its_application(sandbox: Ats) -> None:
    application = sandbox.stored("applications")[0]
    body = {**LINK, "remote_fields": {"sandbox": {"multi_post": True}}}
    answer = sandbox.post(f"/ats/applications/{application['id']}/result-links", body)
    assert answer.json() == {"status": "success", "data": {}, "warnings": []}
    [kept] = sandbox.stored("result-links")
    assert {key: kept[key] for key in LINK} == LINK
    assert (kept["application_id"], kept["candidate_id"]) == (application["id"], application["candidate_id"])
    assert kept["remote_fields"] == {"sandbox": {"multi_post": True}}


def test_a_link_is_kept_with_its_candidate(sandbox: Ats) -> None:
    candidate = sandbox.stored("candidates")[0]
    answer = sandbox.post(f"/ats/candidates/{candidate['id']}/result-links", {"label": "x", "url": LINK["url"]})
    assert warnings(answer) == []
    [kept] = sandbox.stored("result-links")
    assert (kept["application_id"], kept["candidate_id"]) == (None, candidate["id"])
    assert kept["details"] is None


def test_parts_that_the_tool_does_not_take_are_not_kept(ats: Callable[[str], Ats]) -> None:
    tool = ats("hrworks")
    answer = tool.post(f"/ats/applications/{tool.stored('applications')[0]['id']}/result-links", LINK)
    [warning] = warnings(answer)
    assert warning.startswith("details.custom_field_name_prefix ")
    [kept] = tool.stored("result-links")
    assert kept["details"] == {"attributes": DETAILS["attributes"]}


@pytest.mark.parametrize("left_out", ["custom_field_name_prefix", "attributes"])
def test_details_are_whole(sandbox: Ats, left_out: str) -> None:
    details = {key: value for key, value in DETAILS.items() if key != left_out}
    path = f"/ats/applications/{sandbox.stored('applications')[0]['id']}/result-links"
    status, code, message = error(sandbox.post(path, {**LINK, "details": details}))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert left_out in message


@pytest.mark.parametrize("parts", [{"url": "no address"}, {"label": None}, {"details": None}])
def test_what_is_no_link_is_refused(sandbox: Ats, parts: dict[str, Any]) -> None:
    path = f"/ats/candidates/{sandbox.stored('candidates')[0]['id']}/result-links"
    assert error(sandbox.post(path, {**LINK, **parts}))[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert sandbox.stored("result-links") == []


@pytest.mark.parametrize("owner", ["applications", "candidates"])
def test_an_owner_that_is_not_there_is_not_found(sandbox: Ats, owner: str) -> None:
    assert error(sandbox.post(f"/ats/{owner}/nowhere/result-links", LINK))[:2] == (404, "PLATFORM.INPUT_INVALID")
