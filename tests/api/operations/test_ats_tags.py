"""Tags of candidates, by what can be read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def tag(ats: Ats, candidate_id: str, name: str, method: str = "POST") -> httpx.Response:
    answer = ats.request(method, f"/v1/ats/candidates/{candidate_id}/tags", {"tag": {"name": name}})
    if answer.status_code == 200:
        assert answer.json() == {"status": "success", "data": {}, "warnings": []}
    return answer


def untagged(ats: Ats) -> dict[str, Any]:
    """Give a stored candidate who has no tags and has applied."""
    applied = {application["candidate_id"] for application in ats.stored("applications")}
    return next(one for one in ats.stored("candidates", tag_ids=[]) if one["id"] in applied)


def read(ats: Ats, id: str) -> Any:
    [found] = ats.get("/ats/candidates", ids=id)["results"]
    return found


def names(ats: Ats, id: str) -> list[str]:
    return [entry["name"] for entry in read(ats, id)["tags"]]


def test_a_known_tag_is_put_on_a_candidate(sandbox: Ats) -> None:
    candidate, known = untagged(sandbox), sandbox.get("/ats/tags")["results"]
    tag(sandbox, candidate["id"], known[3]["name"])
    after = read(sandbox, candidate["id"])
    assert after["tags"] == [{key: known[3][key] for key in ("id", "remote_id", "name")}]
    assert sandbox.get("/ats/tags")["results"] == known
    application = sandbox.stored("applications", candidate_id=candidate["id"])[0]
    [shown] = sandbox.get("/ats/applications", ids=application["id"])["results"]
    assert shown["candidate"]["tags"] == after["tags"]


def test_a_new_tag_is_created_first(sandbox: Ats) -> None:
    candidate = untagged(sandbox)
    tag(sandbox, candidate["id"], "Speaks Finnish")
    [made] = [one for one in sandbox.get("/ats/tags")["results"] if one["name"] == "Speaks Finnish"]
    assert read(sandbox, candidate["id"])["tags"] == [{key: made[key] for key in ("id", "remote_id", "name")}]
    assert next(iter(made["remote_data"].values())) == {"id": int(made["remote_id"]), "name": "Speaks Finnish"}
    other = sandbox.stored("candidates")[-1]
    tag(sandbox, other["id"], "Speaks Finnish")
    assert made["id"] in [entry["id"] for entry in read(sandbox, other["id"])["tags"]]


def test_a_tag_moves_updated_after_but_not_the_candidate_itself(sandbox: Ats) -> None:
    candidate = untagged(sandbox)
    tag(sandbox, candidate["id"], "Speaks Finnish")
    [made] = [one for one in sandbox.get("/ats/tags")["results"] if one["name"] == "Speaks Finnish"]
    since = made["changed_at"]
    assert read(sandbox, candidate["id"])["changed_at"] == candidate["changed_at"]
    changed = sandbox.get("/ats/candidates", updated_after=since)["results"]
    assert [one["id"] for one in changed] == [candidate["id"]]
    # The vendor's table: tags of its candidate are no change of an application.
    assert sandbox.get("/ats/applications", updated_after=since)["results"] == []


def test_both_acts_can_be_repeated(sandbox: Ats) -> None:
    candidate = untagged(sandbox)
    for _ in range(2):
        tag(sandbox, candidate["id"], "Speaks Finnish")
    assert names(sandbox, candidate["id"]) == ["Speaks Finnish"]
    for _ in range(2):
        assert tag(sandbox, candidate["id"], "Speaks Finnish", "DELETE").status_code == 200
    assert names(sandbox, candidate["id"]) == []
    assert tag(sandbox, candidate["id"], "Nobody knows this one", "DELETE").status_code == 200
    assert "Nobody knows this one" not in [one["name"] for one in sandbox.stored("tags")]


def test_upper_and_lower_case_are_the_same_tag(sandbox: Ats) -> None:
    candidate = untagged(sandbox)
    for name in ("Größe", "GRÖSSE", "größe"):
        tag(sandbox, candidate["id"], name)
    assert names(sandbox, candidate["id"]) == ["Größe"]
    tag(sandbox, candidate["id"], "grösse", "DELETE")
    assert names(sandbox, candidate["id"]) == []


def test_other_tags_stay_when_one_goes(sandbox: Ats) -> None:
    candidate = next(one for one in sandbox.stored("candidates") if len(one["tag_ids"]) > 1)
    before = names(sandbox, candidate["id"])
    tag(sandbox, candidate["id"], before[0], "DELETE")
    assert names(sandbox, candidate["id"]) == before[1:]
    assert before[0] in [one["name"] for one in sandbox.get("/ats/tags")["results"]]


@pytest.mark.parametrize("body", [{}, {"tag": {}}, {"tag": {"name": ""}}, {"tag": {"name": 7}}, {"tag": "x"}])
def test_what_is_no_tag_is_refused(sandbox: Ats, body: Any) -> None:
    answer = sandbox.post(f"/ats/candidates/{untagged(sandbox)['id']}/tags", body)
    assert error(answer)[:2] == (400, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_candidate_who_is_not_there_is_not_found(sandbox: Ats, method: str) -> None:
    assert error(tag(sandbox, "nobody", "x", method))[:2] == (404, "PLATFORM.INPUT_INVALID")
    assert "x" not in [one["name"] for one in sandbox.stored("tags")]


def test_a_tool_without_a_list_of_tags_keeps_them(ats: Callable[[str], Ats]) -> None:
    tool = ats("erecruiter")
    candidate = untagged(tool)
    assert tag(tool, candidate["id"], "Speaks Finnish").status_code == 200
    [made] = [one for one in tool.stored("tags") if one["name"] == "Speaks Finnish"]
    assert tool.stored("candidates", id=candidate["id"])[0]["tag_ids"] == [made["id"]]
