"""Moving and rejecting applications, by what can be read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, application, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from kombo import Kombo

# Everything is covered; the rules are what is looked at.
STRICT = """
tool: acmehire
label: Acme Hire
categories:
  ATS:
    models: all
    actions: all
    rules:
      move_creates_application: true
      refused_stages: {positions: [2], message: That stage is closed to you}
"""


@pytest.fixture(scope="module")
def acme_hire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Ats]]:
    directory = tmp_path_factory.mktemp("connectors")
    (directory / "acmehire.yaml").write_text(STRICT, encoding="utf-8")
    with application(connectors=directory) as opened:
        yield lambda: opened.ats("acmehire")


def pick(ats: Ats, outcome: str = "PENDING") -> dict[str, Any]:
    """Give a stored application."""
    return ats.stored("applications", outcome=outcome)[0]


def stages(ats: Ats, applied: dict[str, Any]) -> list[str]:
    """Give the ids of the stages of an application's job, in their order."""
    [job] = ats.stored("jobs", id=applied["job_id"])
    return [entry["stage_id"] for entry in job["stages"]]


def other_stage(ats: Ats, applied: dict[str, Any], place: int = -1) -> str:
    return [id for id in stages(ats, applied) if id != applied["current_stage_id"]][place]


def move(ats: Ats, application_id: str, stage_id: str, **more: Any) -> httpx.Response:
    return ats.request("PUT", f"/v1/ats/applications/{application_id}/stage", {"stage_id": stage_id, **more})


def reject(ats: Ats, application_id: str, reason_id: str, **more: Any) -> httpx.Response:
    body = {"rejection_reason_id": reason_id, **more}
    return ats.post(f"/ats/applications/{application_id}/reject", body)


def reason(ats: Ats) -> Any:
    return ats.get("/ats/rejection-reasons")["results"][-1]


def read(ats: Ats, id: str) -> Any:
    [found] = ats.get("/ats/applications", ids=id)["results"]
    return found


def test_a_move_is_seen_wherever_the_application_is(sandbox: Ats) -> None:
    before = pick(sandbox)
    target = other_stage(sandbox, before)
    answer = move(sandbox, before["id"], target)
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "data": {}, "warnings": []})
    after = read(sandbox, before["id"])
    assert after["current_stage_id"] == after["current_stage"]["id"] == target
    assert after["current_stage"]["index"] == stages(sandbox, before).index(target)
    assert after["outcome"] == "PENDING"
    assert after["changed_at"] > before["changed_at"]
    assert after["remote_updated_at"] == after["changed_at"]
    [candidate] = sandbox.get("/ats/candidates", ids=before["candidate_id"])["results"]
    [nested] = [entry for entry in candidate["applications"] if entry["id"] == before["id"]]
    assert nested["current_stage"] == {key: after["current_stage"][key] for key in nested["current_stage"]}
    [stage] = [stage for stage in sandbox.stored("application-stages") if stage["id"] == target]
    assert next(iter(after["remote_data"].values()))["stageName"] == stage["name"]


def test_filters_and_updated_after_see_a_move(sandbox: Ats) -> None:
    before = pick(sandbox)
    [known] = sandbox.stored("candidates", id=before["candidate_id"])
    target = other_stage(sandbox, before)
    move(sandbox, before["id"], target)
    since = read(sandbox, before["id"])["changed_at"]

    def ids(path: str, **query: Any) -> list[str]:
        return [record["id"] for record in sandbox.get(path, **query)["results"]]

    assert before["id"] in ids("/ats/applications", current_stage_ids=target)
    assert before["id"] not in ids("/ats/applications", current_stage_ids=before["current_stage_id"])
    assert ids("/ats/applications", updated_after=since) == [before["id"]]
    assert ids("/ats/candidates", updated_after=since) == [before["candidate_id"]]
    [candidate] = sandbox.get("/ats/candidates", ids=before["candidate_id"])["results"]
    assert candidate["changed_at"] == known["changed_at"]


def test_the_stored_record_keeps_its_way_and_the_remote_fields(sandbox: Ats) -> None:
    before = pick(sandbox)
    first, second = other_stage(sandbox, before, 0), other_stage(sandbox, before)
    others = {"greenhouse": {"post_headers": {"On-Behalf-Of": "7"}}}
    move(sandbox, before["id"], first, remote_fields={"sandbox": {"step": 7}, **others})
    move(sandbox, before["id"], second)
    [stored] = sandbox.stored("applications", id=before["id"])
    assert [(step["from_stage_id"], step["to_stage_id"]) for step in stored["history"]] == [
        (before["current_stage_id"], first),
        (first, second),
    ]
    assert stored["history"][0]["remote_fields"] == {"sandbox": {"step": 7}}
    assert stored["history"][1]["at"] == stored["changed_at"]


def test_a_move_to_where_it_is_changes_nothing(sandbox: Ats) -> None:
    before = pick(sandbox)
    assert move(sandbox, before["id"], before["current_stage_id"]).status_code == 200
    assert sandbox.stored("applications", id=before["id"]) == [before]


@pytest.mark.parametrize("outcome", ["DECLINED", "HIRED"])
def test_a_closed_application_is_open_again_after_a_move(sandbox: Ats, outcome: str) -> None:
    before = pick(sandbox, outcome=outcome)
    assert move(sandbox, before["id"], other_stage(sandbox, before)).status_code == 200
    after = read(sandbox, before["id"])
    assert (after["outcome"], after["rejected_at"], after["rejection_reason_name"]) == ("PENDING", None, None)


def test_an_accepted_offer_is_open_again_after_a_move(sandbox: Ats) -> None:
    before = pick(sandbox, outcome="HIRED")
    offers = [offer for offer in sandbox.stored("offers") if offer["application_id"] == before["id"]]
    assert [offer["status"] for offer in offers] == ["ACCEPTED"]
    move(sandbox, before["id"], other_stage(sandbox, before))
    [shown] = sandbox.get("/ats/offers", ids=offers[0]["id"])["results"]
    assert shown["status"] == "SENT"
    assert next(iter(shown["remote_data"].values()))["offerStatus"] == "sent"


def test_a_declined_application_is_open_again_in_its_own_stage(sandbox: Ats) -> None:
    before = pick(sandbox, outcome="DECLINED")
    assert move(sandbox, before["id"], before["current_stage_id"]).status_code == 200
    assert read(sandbox, before["id"])["outcome"] == "PENDING"


def test_a_stage_that_does_not_exist_is_refused(sandbox: Ats) -> None:
    applied = pick(sandbox)
    [gone] = [stage for stage in sandbox.stored("application-stages") if stage["id"] == other_stage(sandbox, applied)]
    for wrong in ("nowhere", "", f"remote:{gone['remote_id']}"):
        status, code, message = error(move(sandbox, applied["id"], wrong))
        assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
        assert message.startswith("$.stage_id: ")
    assert sandbox.stored("applications", id=applied["id"]) == [applied]


def test_a_stage_of_another_job_is_refused_by_the_tool(sandbox: Ats) -> None:
    applied = pick(sandbox)
    own = stages(sandbox, applied)
    foreign = next(stage["id"] for stage in sandbox.stored("application-stages") if stage["id"] not in own)
    status, code, message = error(move(sandbox, applied["id"], foreign))
    assert (status, code) == (400, "REMOTE.INPUT_INVALID")
    assert "stage not found" in message


def test_any_stage_will_do_where_no_job_has_its_own(ats: Callable[[str], Ats]) -> None:
    carerix = ats("carerix")
    applied = pick(carerix)
    own = stages(carerix, applied)
    foreign = next(stage["id"] for stage in carerix.stored("application-stages") if stage["id"] not in own)
    assert move(carerix, applied["id"], foreign).status_code == 200
    assert read(carerix, applied["id"])["current_stage_id"] == foreign


def test_applications_that_are_not_there_are_not_found(sandbox: Ats) -> None:
    deleted = sandbox.request("GET", "/v1/ats/applications", params={"include_deleted": "true", "page_size": 250})
    gone = [entry["id"] for entry in deleted.json()["data"]["results"] if entry["remote_deleted_at"] is not None]
    for id in ("nowhere", gone[0]):
        assert error(move(sandbox, id, "any"))[:2] == (404, "PLATFORM.INPUT_INVALID")
        assert error(reject(sandbox, id, "any"))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_a_stage_can_be_listed_and_refused(acme_hire: Callable[[], Ats]) -> None:
    ats = acme_hire()
    applied = pick(ats)
    refused = move(ats, applied["id"], stages(ats, applied)[2])
    assert error(refused) == (400, "REMOTE.INPUT_INVALID", "That stage is closed to you")
    assert "refused_stages" in refused.headers["x-mock-explanation"]


def test_a_move_can_make_a_new_application(acme_hire: Callable[[], Ats]) -> None:
    ats = acme_hire()
    before = pick(ats)
    target = other_stage(ats, before)
    assert move(ats, before["id"], target).json()["data"] == {}
    closed = read(ats, before["id"])
    assert (closed["outcome"], closed["current_stage_id"]) == (None, before["current_stage_id"])
    [made] = ats.stored("applications", moved_from=before["id"])
    shown = read(ats, made["id"])
    assert (shown["outcome"], shown["current_stage_id"]) == ("PENDING", target)
    assert (shown["job_id"], shown["candidate_id"]) == (before["job_id"], before["candidate_id"])
    assert shown["remote_url"].endswith(shown["remote_id"])
    assert shown["interviews"] == []
    [candidate] = ats.get("/ats/candidates", ids=before["candidate_id"])["results"]
    assert {before["id"], made["id"]} <= {entry["id"] for entry in candidate["applications"]}

    again = move(ats, before["id"], target)
    assert error(again)[:2] == (400, "ATS.APPLICATION_ALREADY_EXISTS")
    assert error(reject(ats, before["id"], reason(ats)["id"]))[:2] == (400, "REMOTE.INPUT_INVALID")
    assert move(ats, made["id"], other_stage(ats, shown)).status_code == 200


def test_a_rejection_is_seen_wherever_the_application_is(sandbox: Ats) -> None:
    before, why = pick(sandbox), reason(sandbox)
    answer = reject(sandbox, before["id"], why["id"], note="Not now.", remote_fields={"sandbox": {"mail": False}})
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "data": {}, "warnings": []})
    after = read(sandbox, before["id"])
    assert (after["outcome"], after["rejection_reason_name"]) == ("DECLINED", why["name"])
    assert after["rejected_at"] == after["changed_at"] == after["remote_updated_at"]
    assert after["current_stage_id"] == before["current_stage_id"]
    assert next(iter(after["remote_data"].values()))["currentStatus"] == "DECLINED"
    declined = sandbox.get("/ats/applications", outcomes="DECLINED", updated_after=after["changed_at"])["results"]
    assert [found["id"] for found in declined] == [before["id"]]
    [candidate] = sandbox.get("/ats/candidates", ids=before["candidate_id"])["results"]
    [nested] = [entry for entry in candidate["applications"] if entry["id"] == before["id"]]
    assert (nested["outcome"], nested["rejected_at"]) == ("DECLINED", after["rejected_at"])
    [note] = sandbox.stored("notes", application_id=before["id"])
    assert (note["content"], note["about"]) == ("Not now.", "rejection")
    assert note["remote_fields"] == {"sandbox": {"mail": False}}


def test_a_rejection_needs_no_note(sandbox: Ats) -> None:
    applied = pick(sandbox)
    assert reject(sandbox, applied["id"], reason(sandbox)["id"]).status_code == 200
    assert sandbox.stored("notes", application_id=applied["id"]) == []


def test_a_reason_that_does_not_exist_is_refused(sandbox: Ats) -> None:
    applied = pick(sandbox)
    status, code, message = error(reject(sandbox, applied["id"], "nothing", note="Never kept."))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith("$.rejection_reason_id: ")
    assert sandbox.stored("notes") == []


@pytest.mark.parametrize("outcome", ["DECLINED", "HIRED"])
def test_only_open_applications_can_be_rejected(sandbox: Ats, outcome: str) -> None:
    applied = pick(sandbox, outcome=outcome)
    refused = reject(sandbox, applied["id"], reason(sandbox)["id"], note="Never kept.")
    assert error(refused)[:2] == (400, "REMOTE.INPUT_INVALID")
    assert sandbox.stored("notes") == []
    assert sandbox.stored("applications", id=applied["id"]) == [applied]


@pytest.mark.parametrize(
    ("method", "what", "body"),
    [("PUT", "stage", {}), ("PUT", "stage", {"stage_id": 7}), ("POST", "reject", {"note": "x"})],
)
def test_bodies_are_checked_by_the_description(sandbox: Ats, method: str, what: str, body: Any) -> None:
    answer = sandbox.request(method, f"/v1/ats/applications/{pick(sandbox)['id']}/{what}", body)
    assert error(answer)[:2] == (400, "PLATFORM.INPUT_INVALID")


def test_sdk_moves_rejects_and_annotates(sdk: Callable[[str, str], Kombo]) -> None:
    kombo = sdk("sandbox", "ATS")
    page = kombo.ats.get_applications(outcomes=["PENDING"])
    assert page is not None
    application = page.result.data.results[0]
    jobs = kombo.ats.get_jobs(ids=[str(application.job_id)])
    assert jobs is not None
    stage = next(one for one in jobs.result.data.results[0].stages if one.id != application.current_stage_id)
    moved = kombo.ats.move_application_to_stage(application_id=application.id, stage_id=stage.id)
    assert moved.data is not None
    noted = kombo.ats.add_application_note(
        application_id=application.id, content="Speaks three languages.", content_type="PLAIN_TEXT"
    )
    assert noted.warnings == []
    linked = kombo.ats.add_application_result_link(
        application_id=application.id, label="Test result", url="https://www.example.com/results/17"
    )
    assert linked.warnings == []
    candidate_id = str(application.candidate_id)
    for act in (kombo.ats.add_candidate_tag, kombo.ats.remove_candidate_tag):
        assert act(candidate_id=candidate_id, tag={"name": "Speaks Finnish"}).warnings == []
    reasons = kombo.ats.get_rejection_reasons()
    assert reasons is not None
    kombo.ats.reject_application(
        application_id=application.id, rejection_reason_id=reasons.result.data.results[0].id, note="Not now."
    )
    page = kombo.ats.get_applications(ids=[application.id])
    assert page is not None
    [after] = page.result.data.results
    assert (after.outcome, after.current_stage_id) == ("DECLINED", stage.id)
