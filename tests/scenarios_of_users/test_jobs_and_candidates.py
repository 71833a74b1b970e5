"""Jobs and candidates: lives of jobs, stages and outcomes, applications, questions, files, what some tools have."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.scenarios_of_users.customer import Answer, Customer, refusal, touched

PERSON = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida.okafor@example.com"}


def apply(customer: Customer, job: str, **parts: Any) -> Any:
    """Create an application with the SDK and give it."""
    person = {**PERSON, **parts.pop("candidate", {})}
    return customer.kombo.ats.create_application(job_id=job, candidate=person, **parts).data


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_25_a_job_lives_while_a_candidate_applies(ats: Customer) -> None:
    job = touched(ats.happens("job_opens", name="Glassblower"), "ats_jobs", "created")
    assert apply(ats, job)
    ats.happens("job_changes", job_id=job, name="Senior glassblower")
    [shown] = ats.kombo.ats.get_jobs(ids=[job]).result.data.results
    assert (shown.name, shown.status) == ("Senior glassblower", "OPEN")
    late = {"email_address": "late@example.com"}
    for status in ("CLOSED", "ARCHIVED"):
        ats.happens("job_closes", job_id=job, status=status)
        assert refusal(lambda: apply(ats, job, candidate=late)) == "ATS.JOB_CLOSED"
        ats.happens("job_reopens", job_id=job)
    assert apply(ats, job, candidate=late)
    ats.happens("record_deleted", model="jobs", id=job)
    gone = {"email_address": "later@example.com"}
    assert refusal(lambda: apply(ats, job, candidate=gone)) == "ATS.JOB_CLOSED"


def test_26_stages_belong_to_jobs_and_change(ats: Customer) -> None:
    application = ats.first("applications", outcome="PENDING")
    moved = ats.happens("application_moves_stage", application_id=application["id"])
    [shown] = ats.kombo.ats.get_applications(ids=[application["id"]]).result.data.results
    assert shown.current_stage_id != application["current_stage_id"]
    assert {entry["what"] for entry in moved["changed"] if entry["model"] == "ats_applications"} == {"updated"}
    own = {stage["id"] for stage in ats.one("jobs", application["job_id"])["stages"]}
    foreign = next(
        stage["id"] for job in ats.read("jobs") for stage in job["stages"] if stage["id"] not in own
    )  # fmt: skip
    move = ats.kombo.ats.move_application_to_stage
    assert refusal(lambda: move(application_id=application["id"], stage_id=foreign)) == "REMOTE.INPUT_INVALID"
    stage = shown.current_stage_id
    ats.happens("stage_renamed", stage_id=stage, name="Coffee")
    assert ats.one("applications", application["id"])["current_stage"]["name"] == "Coffee"
    ats.happens("stage_removed", stage_id=stage)
    assert ats.one("applications", application["id"])["current_stage_id"] != stage
    assert refusal(lambda: move(application_id=application["id"], stage_id=stage)) == "PLATFORM.INPUT_INVALID"


def test_27_outcomes_come_and_go(ats: Customer) -> None:
    id = touched(ats.happens("candidate_applies"), "ats_applications", "created")

    def outcome_of(*outcomes: str) -> str:
        results = ats.kombo.ats.get_applications(outcomes=list(outcomes), page_size=250).result.data.results
        return next(str(one.outcome) for one in results if one.id == id)

    assert outcome_of("PENDING") == "PENDING"
    ats.happens("candidate_hired", application_id=id)
    assert outcome_of("HIRED") == "HIRED"
    ats.happens("application_reopens", application_id=id)
    assert outcome_of("PENDING", "DECLINED") == "PENDING"
    ats.happens("candidate_rejected", application_id=id, reason="Position filled")
    assert outcome_of("DECLINED", "HIRED") == "DECLINED"
    ats.happens("application_reopens", application_id=id)
    ats.happens("candidate_withdraws", application_id=id)
    assert outcome_of("DECLINED") == "DECLINED"


def test_28_rejections_and_their_reasons(ats: Customer, connect: Callable[..., Customer]) -> None:
    open_ones = [one["id"] for one in ats.read("applications", outcomes="PENDING")]
    reject = ats.kombo.ats.reject_application
    unknown = "M3un8qUbreE1iDjyLM89hL7j"
    assert refusal(lambda: reject(application_id=open_ones[0], rejection_reason_id=unknown)) == "PLATFORM.INPUT_INVALID"
    reason = ats.kombo.ats.get_rejection_reasons().result.data.results[0]
    reject(application_id=open_ones[0], rejection_reason_id=reason.id, note="Thank you")
    shown = ats.one("applications", open_ones[0])
    assert (shown["outcome"], shown["rejection_reason_name"]) == ("DECLINED", reason.name)
    assert refusal(lambda: reject(application_id=open_ones[0], rejection_reason_id=reason.id)) == "REMOTE.INPUT_INVALID"
    lacking = connect("careerplug").kombo.ats
    assert refusal(lacking.get_rejection_reasons) == "INTEGRATION.MODEL_NOT_AVAILABLE"
    theirs = lacking.get_applications().result.data.results[0].id
    rejected = refusal(lambda: lacking.reject_application(application_id=theirs, rejection_reason_id=reason.id))
    assert rejected == "INTEGRATION.ACTION_NOT_AVAILABLE"


def test_29_somebody_known_applies_again(ats: Customer) -> None:
    known = next(one for one in ats.read("candidates") if one["source"] and one["email_addresses"])
    mail = known["email_addresses"][0]["email_address"]
    job = touched(ats.happens("job_opens"), "ats_jobs", "created")
    # The SDK warns of `source`: the vendor will drop it.
    body = {"candidate": {**PERSON, "email_address": mail.upper()}, "source": {"name": "Our board"}}
    made = ats.api.post(f"/ats/jobs/{job}/applications", json=body).json()["data"]
    assert made["candidate_id"] == known["id"]
    assert ats.one("candidates", known["id"])["source"] == known["source"]
    again = refusal(lambda: apply(ats, job, candidate={"email_address": mail}))
    assert again == "ATS.APPLICATION_ALREADY_EXISTS"


def good_answer(question: Answer) -> Any:
    """Give an answer that fits the format of a question."""
    form = question["format"]
    options = [option["id"] for option in form.get("options") or ()]
    texts = {"EMAIL": "a@example.com", "URL": "https://example.com/a"}
    return {
        "TEXT": texts.get(form.get("display_type"), "Yes"),
        "NUMBER": form.get("max") or 1,
        "BOOLEAN": True,
        "DATE": "2025-07-01T00:00:00.000Z",
        "SINGLE_SELECT": options[0] if options else None,
        "MULTI_SELECT": options[:1],
        "FILE": {"name": "a.pdf", "content_type": "application/pdf", "data": b64encode(b"%PDF-1.4").decode()},
    }[form["type"]]


BAD: dict[str, Any] = {"TEXT": 5, "NUMBER": "many", "BOOLEAN": "yes", "SINGLE_SELECT": "nowhere", "MULTI_SELECT": ["x"]}


def test_30_questions_of_every_format(ats: Customer) -> None:
    jobs = ats.read("jobs", statuses="OPEN")
    formats = {question["format"]["type"] for job in jobs for question in job["screening_questions"]}
    assert formats == {
        "TEXT", "NUMBER", "BOOLEAN", "DATE", "SINGLE_SELECT", "MULTI_SELECT", "FILE", "INFORMATION", "UNKNOWN",
    }  # fmt: skip
    assert any(
        len(question["format"].get("options") or ()) > 50 for job in jobs for question in job["screening_questions"]
    )
    job = max(jobs, key=lambda one: len({question["format"]["type"] for question in one["screening_questions"]}))
    asked = [one for one in job["screening_questions"] if one["precondition_question_id"] is None]
    asked = [one for one in asked if one["format"]["type"] not in ("INFORMATION", "UNKNOWN")]
    answers = [{"question_id": one["id"], "answer": good_answer(one)} for one in asked]
    made = apply(ats, job["id"], screening_question_answers=answers)
    kept = {one["question"]["title"] for one in ats.one("applications", made.id)["screening_question_answers"]}
    assert kept == {one["title"] for one in asked if one["format"]["type"] != "FILE"}
    for question in asked:
        bad = BAD.get(question["format"]["type"])
        if bad is not None:
            body = {
                "candidate": {**PERSON, "email_address": "other@example.com"},
                "screening_question_answers": [{"question_id": question["id"], "answer": bad}],
            }
            assert code(ats.api.post(f"/ats/jobs/{job['id']}/applications", json=body)) == (
                400,
                "PLATFORM.INPUT_INVALID",
            )


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        ({}, 200, None),
        ({"name": "Lebenslauf – Zoë.pdf"}, 200, None),
        ({"data": "no base64!"}, 400, "PLATFORM.INPUT_INVALID"),
        ({"data": ""}, 400, "PLATFORM.INPUT_INVALID"),
        ({"data": None, "data_url": "http://localhost:1/cv.pdf"}, 200, None),
    ],
)
def test_31_files(ats: Customer, change: dict[str, Any], status: int, expected: str | None) -> None:
    file = {"name": "cv.pdf", "content_type": "application/pdf", "data": b64encode(b"%PDF").decode(), "type": "CV"}
    given = {key: value for key, value in {**file, **change}.items() if value is not None}
    job = ats.first("jobs", status="OPEN")["id"]
    answer = ats.api.post(f"/ats/jobs/{job}/applications", json={"candidate": PERSON, "attachments": [given]})
    assert (answer.status_code, answer.json().get("error", {}).get("code")) == (status, expected)
    if expected is None:
        candidate = answer.json()["data"]["candidate_id"]
        kept = ats.kombo.ats.get_candidate_attachments(candidate_id=candidate).data.results
        assert [one.file_name for one in kept] == [given["name"]]


def test_31_a_tool_restricts_files(connect: Callable[..., Customer]) -> None:
    tool = connect("careerplug")
    job = tool.first("jobs", status="OPEN")["id"]
    file = {"name": "cv.pdf", "content_type": "application/pdf", "data": b64encode(b"%PDF").decode(), "type": "CV"}
    for files in ([], [file, file], [file, {**file, "type": "OTHER"}], [{**file, "type": "COVER_LETTER"}]):
        body = {"candidate": PERSON, "attachments": files}
        assert tool.api.post(f"/ats/jobs/{job}/applications", json=body).status_code == 400, files
    body = {"candidate": PERSON, "attachments": [file]}
    assert tool.api.post(f"/ats/jobs/{job}/applications", json=body).status_code == 200


def test_32_consent_tags_notes_interviews_and_offers(ats: Customer) -> None:
    consent: Any = {"expires_at": "2027-01-01T00:00:00Z", "given": True}
    made = apply(ats, ats.first("jobs", status="OPEN")["id"], gdpr_consent=consent)
    records = f"/integrations/{ats.integration_id}/records"
    assert ats.ask("GET", f"{records}/applications/{made.id}")["gdpr_consent"]
    ats.kombo.ats.add_candidate_tag(candidate_id=made.candidate_id, tag={"name": "Bees"})
    ats.kombo.ats.add_application_note(application_id=made.id, content="Called", content_type="PLAIN_TEXT")
    ats.happens("interview_set", application_id=made.id, starting_at="2025-06-05T09:30:00Z")
    [interview] = [
        one for one in ats.kombo.ats.get_interviews(page_size=250).result.data.results if one.application_id == made.id
    ]
    ats.happens("interview_cancelled", interview_id=interview.id)
    ats.happens("candidate_hired", application_id=made.id)
    [candidate] = ats.kombo.ats.get_candidates(ids=[made.candidate_id]).result.data.results
    assert [tag.name for tag in candidate.tags] == ["Bees"]
    offers = ats.kombo.ats.get_offers(page_size=250).result.data.results
    assert [str(one.status) for one in offers if one.application_id == made.id] == ["ACCEPTED"]
    notes = ats.ask("GET", f"{records}/ats_notes")["records"]
    assert "Called" in {one["content"] for one in notes}
