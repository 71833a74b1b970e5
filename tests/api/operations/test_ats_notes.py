"""Notes on applications, by what the control view of records shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error, warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def note(ats: Ats, application_id: str, **parts: Any) -> httpx.Response:
    body = {"content": "Speaks three languages.", "content_type": "PLAIN_TEXT", **parts}
    return ats.post(f"/ats/applications/{application_id}/notes", body)


def test_a_note_is_kept_with_its_application(sandbox: Ats) -> None:
    application = sandbox.stored("applications")[0]
    answer = note(sandbox, application["id"], remote_fields={"sandbox": {"visibility": "public"}, "lever": {}})
    assert answer.json() == {"status": "success", "data": {}, "warnings": []}
    [kept] = sandbox.stored("notes")
    assert (kept["application_id"], kept["candidate_id"]) == (application["id"], application["candidate_id"])
    assert (kept["content"], kept["content_type"]) == ("Speaks three languages.", "PLAIN_TEXT")
    assert kept["remote_fields"] == {"sandbox": {"visibility": "public"}}
    assert sandbox.stored("applications", id=application["id"]) == [application]


def test_every_note_is_one_of_its_own(sandbox: Ats) -> None:
    application = sandbox.stored("applications")[0]
    for content in ("First.", "First.", "", "Größe 🗝️\n<b>"):
        assert note(sandbox, application["id"], content=content).status_code == 200
    notes = sandbox.stored("notes")
    assert [kept["content"] for kept in notes] == ["First.", "First.", "", "Größe 🗝️\n<b>"]
    assert len({kept["id"] for kept in notes}) == 4


def test_a_tool_that_does_not_ask_for_the_kind_gets_plain_text(ats: Callable[[str], Ats]) -> None:
    tool = ats("hrworks")
    assert warnings(note(tool, tool.stored("applications")[0]["id"])) == []
    [kept] = tool.stored("notes")
    assert (kept["content"], kept["content_type"]) == ("Speaks three languages.", "PLAIN_TEXT")


@pytest.mark.parametrize("parts", [{"content_type": "HTML"}, {"content": None}, {"content": ["x"]}])
def test_what_is_no_note_is_refused(sandbox: Ats, parts: Any) -> None:
    application = sandbox.stored("applications")[0]
    assert error(note(sandbox, application["id"], **parts))[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert sandbox.stored("notes") == []


def test_an_application_that_is_not_there_is_not_found(sandbox: Ats) -> None:
    assert error(note(sandbox, "nowhere"))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_a_tool_without_notes_refuses_them(ats: Callable[[str], Ats]) -> None:
    tool = ats("careerplug")
    refused = note(tool, tool.stored("applications")[0]["id"])
    assert error(refused)[:2] == (400, "INTEGRATION.ACTION_NOT_AVAILABLE")


def test_notes_go_with_their_application(sandbox: Ats) -> None:
    application = sandbox.stored("applications")[0]
    note(sandbox, application["id"])
    store = sandbox.application.store
    environment = store.environment(sandbox.key)
    integration = store.integration(environment, sandbox.id)
    with store.write(environment, integration) as records:
        records.delete("ats_candidates", application["candidate_id"])
    [kept] = sandbox.stored("notes")
    assert kept["remote_deleted_at"] is not None
