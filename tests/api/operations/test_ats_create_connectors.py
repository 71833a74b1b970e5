"""What single connectors do differently on creating; each kind of rule that creating knows once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.api.call import HANDLERS, Call
from tests.api.operations.ats_client import Ats, error, file, person, warnings

Tools = Callable[[str], Ats]


def create(tool: Ats, action: str, **parts: Any) -> Any:
    """Call one of the two create actions."""
    if action == "ats_create_application":
        return tool.apply(**parts)
    return tool.post("/ats/candidates", {"candidate": person(), "application": {"job_id": tool.job()["id"]}, **parts})


BOTH = pytest.mark.parametrize("action", ["ats_create_application", "ats_create_candidate"])


@BOTH
@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([], "min_amount is 1"),
        ([file(), file("second.txt")], "max_amount is 1"),
        ([file(), file("letter.txt", type="COVER_LETTER")], "COVER_LETTER are not accepted: is_supported is false"),
        ([file(), file("other.txt", type="OTHER")], "OTHER are not accepted: is_supported is false"),
        ([file("letter.txt", type="COVER_LETTER")], "min_amount is 1"),
    ],
)
def test_careerplug_takes_exactly_one_cv(ats: Tools, action: str, files: list[Any], rule: str) -> None:
    tool = ats("careerplug")
    before = tool.counts()
    status, code, message = error(answer := create(tool, action, attachments=files))
    assert (status, code) == (400, "REMOTE.INPUT_INVALID")
    assert rule in message
    assert f"GET /ats/actions/{action}" in answer.headers["X-Mock-Explanation"]
    assert tool.counts() == before


@BOTH
def test_careerplug_without_attachments_at_all_is_refused_too(ats: Tools, action: str) -> None:
    assert error(create(ats("careerplug"), action))[1] == "REMOTE.INPUT_INVALID"


@BOTH
def test_careerplug_keeps_the_one_cv(ats: Tools, action: str) -> None:
    tool = ats("careerplug")
    assert warnings(create(tool, action, attachments=[file("mine.txt")])) == []
    stored = tool.stored("attachments")[-1]
    assert (stored["file_name"], stored["type"], stored["created_by_api"]) == ("mine.txt", "CV", True)
    assert stored["application_id"] == tool.stored("applications")[-1]["id"]


def test_careerplug_ignores_the_inputs_that_it_does_not_take_and_says_so(ats: Tools) -> None:
    tool = ats("careerplug")
    links = [{"url": "https://example.com/a"}, {"url": "https://example.com/b", "unknown": 1}]
    who = person(gender="FEMALE", location={"country": "US", "state": "OR"}, social_links=links)
    other: dict[str, Any] = {"gdpr_consent": {"given": True}, "remote_fields": {"greenhouse": {}}, "unknown": 1}
    answer = tool.apply(candidate=who, attachments=[file()], **other)
    ignored = ["candidate.location.state", "candidate.gender", "candidate.social_links.url", "gdpr_consent.given"]
    assert sorted(text.partition(" ")[0] for text in warnings(answer)) == sorted(ignored)
    stored = tool.stored("candidates")[-1]
    assert not {"gender", "gdpr_consent"} & stored.keys()
    assert (stored["location"]["country"], stored["location"]["state"]) == ("US", None)
    assert stored["social_media"] == []


@pytest.mark.parametrize("tool", ["erecruiter", "hrworks"])
def test_files_of_an_application_land_on_the_candidate(ats: Tools, tool: str) -> None:
    opened = ats(tool)
    made = opened.apply(attachments=[file()]).json()["data"]
    [stored] = opened.stored("attachments", candidate_id=made["candidate_id"])
    assert stored["application_id"] is None


def test_hrworks_knows_no_type_of_attachment(ats: Tools) -> None:
    tool = ats("hrworks")
    answer = tool.apply(attachments=[file()])
    assert warnings(answer) == ["attachments.type is not supported by this integration and was ignored."]
    assert tool.stored("attachments")[-1]["type"] == "OTHER"


def test_erecruiter_takes_no_content_type_so_the_name_tells(ats: Tools) -> None:
    tool = ats("erecruiter")
    answer = tool.apply(attachments=[file("cv.PDF"), file("cv")])
    assert warnings(answer) == ["attachments.content_type is not supported by this integration and was ignored."]
    types = [stored["content_type"] for stored in tool.stored("attachments")[-2:]]
    assert types == ["application/pdf", "application/octet-stream"]


def test_ukgpro_ignores_the_stage(ats: Tools) -> None:
    tool = ats("ukgpro")
    job = tool.job()
    first, *_, last = [stage["stage_id"] for stage in job["stages"]]
    answer = tool.apply(job["id"], stage_id=last)
    assert warnings(answer) == ["stage_id is not supported by this integration and was ignored."]
    assert answer.json()["data"]["current_stage_id"] == first
    body = {"candidate": person(), "application": {"job_id": job["id"], "stage_id": last}}
    assert warnings(tool.post("/ats/candidates", body))[0].startswith("application.stage_id ")


def test_a_stage_that_is_ignored_need_not_exist(ats: Tools) -> None:
    assert ats("ukgpro").apply(stage_id="unknown").status_code == 200


def test_teamtailor_keeps_links_to_one_network_only(ats: Tools) -> None:
    tool = ats("teamtailor")
    links = ["https://twitter.com/frida", "https://de.linkedin.com/in/frida", "https://notlinkedin.com/in/frida"]
    answer = tool.apply(candidate=person(social_links=[{"url": link} for link in links]))
    assert [text.partition(":")[0] for text in warnings(answer)] == [
        "candidate.social_links[0]",
        "candidate.social_links[2]",
    ]
    assert [entry["link"] for entry in tool.stored("candidates")[-1]["social_media"]] == [links[1]]


def test_required_inputs_are_insisted_on(ats: Tools) -> None:
    tool = ats("strictats")
    job, before = tool.job(lambda job: job["status"] == "OPEN" and not job["screening_questions"]), tool.counts()
    pdf = file("cv.pdf", content_type="application/pdf")
    for who in (person(), person(phone_number="")):
        answer = tool.apply(job["id"], candidate=who, attachments=[pdf])
        assert error(answer) == (400, "REMOTE.INPUT_INVALID", "candidate.phone_number: the tool insists on it.")
        assert "required_inputs" in answer.headers["X-Mock-Explanation"]
    assert tool.counts() == before
    assert tool.apply(job["id"], candidate=person(phone_number="+44 20"), attachments=[pdf]).status_code == 200


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([file("a.pdf", content_type="text/plain")], "accepted_mime_types of CV are application/pdf"),
        ([file("a.pdf", b"x" * 2049, content_type="application/pdf")], "max_file_size_bytes of CV is 2048"),
        ([file("a.pdf", b"x" * 2000, content_type="application/pdf")] * 3, "max_amount is 2"),
        (
            [
                file("a.pdf", b"x" * 2000, content_type="application/PDF"),
                file("b.txt", b"x" * 2097, type="COVER_LETTER"),
            ],
            "total_size_bytes is 4096",
        ),
    ],
)
def test_files_keep_to_size_number_and_kind(ats: Tools, files: list[Any], rule: str) -> None:
    tool = ats("strictats")
    job = tool.job(lambda job: job["status"] == "OPEN" and not job["screening_questions"])
    status, code, message = error(tool.apply(job["id"], candidate=person(phone_number="+44"), attachments=files))
    assert (status, code) == (400, "REMOTE.INPUT_INVALID")
    assert rule in message


def test_what_the_api_refuses_comes_before_what_the_tool_refuses(ats: Tools) -> None:
    tool = ats("careerplug")
    assert error(tool.apply("unknown"))[0] == 404
    tool.edit("ats_jobs", tool.job()["id"], status="CLOSED")
    closed = tool.job(lambda job: job["status"] == "CLOSED")
    assert error(tool.apply(closed["id"]))[1] == "ATS.JOB_CLOSED"


def test_creating_is_slow_where_a_rule_and_the_settings_say_so(ats: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    operation = "PostAtsJobsJobIdApplications"
    create = HANDLERS[operation]

    def watched(call: Call) -> Any:
        seen.append(call.delay_ms)
        return create(call)

    monkeypatch.setitem(HANDLERS, operation, watched)
    for tool, latency in (("hrworks", None), ("hrworks", 80), ("sandbox", 80)):
        opened = ats(tool)
        opened.change(settings={"latency_ms": latency})
        opened.apply()
    assert seen == [0, 80, 0]
