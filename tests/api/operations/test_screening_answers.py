"""Answers to screening questions: every format, what depends on other answers, and what reads show."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.operations.ats_client import Ats, error, file, person, warnings

Tools = Callable[[str], Ats]
Answer = Callable[[dict[str, Any]], Any]


def questions(tool: Ats) -> dict[str, dict[str, Any]]:
    """Give a free question of every format that the job with the longest form asks, by format."""
    entries = {entry["question_id"]: entry for entry in form(tool)["screening_questions"]}
    found: dict[str, dict[str, Any]] = {}
    for question in tool.stored("screening-questions"):
        entry = entries.get(question["id"])
        if entry and entry["precondition_question_id"] is None:
            found.setdefault(question["format"]["type"], question)
    return found


def form(tool: Ats) -> dict[str, Any]:
    """Give the open job with the longest form."""
    jobs = [job for job in tool.stored("jobs") if job["status"] == "OPEN"]
    return max(jobs, key=lambda job: len(job["screening_questions"]))


def asked(question: dict[str, Any], *, required: bool = True, after: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the entry of a question in a job's form."""
    enabler = {"precondition_question_id": after and after["id"], "precondition_options": None}
    return {"question_id": question["id"], "index": 0, "required": required, **enabler}


def answer(tool: Ats, *answers: tuple[str, Any], **parts: Any) -> Any:
    """Apply for the job with the longest form."""
    given = [{"question_id": id, "answer": value} for id, value in answers]
    return tool.apply(form(tool)["id"], screening_question_answers=given, **parts)


def options(question: dict[str, Any]) -> list[str]:
    return [option["id"] for option in question["format"]["options"]]


GOOD: list[tuple[str, Answer, Answer]] = [
    ("TEXT", lambda _: "Because.", lambda _: {"content": "Because."}),
    (
        "SINGLE_SELECT",
        lambda question: options(question)[1],
        lambda question: {"choice": question["format"]["options"][1]["name"]},
    ),
    (
        "MULTI_SELECT",
        lambda question: [options(question)[1], options(question)[0], options(question)[1]],
        lambda question: {"choices": [question["format"]["options"][place]["name"] for place in (1, 0)]},
    ),
    ("MULTI_SELECT", lambda _: [], lambda _: {"choices": []}),
    ("BOOLEAN", lambda _: False, lambda _: {"checked": False}),
    ("NUMBER", lambda question: question["format"]["max"], lambda question: {"number": question["format"]["max"]}),
    ("DATE", lambda _: "2025-09-01", lambda _: {"date": "2025-09-01T00:00:00.000Z"}),
    ("DATE", lambda _: "2025-09-01T10:00:00.5Z", lambda _: {"date": "2025-09-01T10:00:00.500Z"}),
]


@pytest.mark.parametrize(("kind", "given", "shown"), GOOD, ids=lambda value: value if isinstance(value, str) else "")
def test_an_answer_is_shown_in_the_form_of_its_question(sandbox: Ats, kind: str, given: Answer, shown: Answer) -> None:
    question = questions(sandbox)[kind]
    response = answer(sandbox, (question["id"], given(question)))
    assert warnings(response) == []
    made = response.json()["data"]
    head = {"remote_id": question["remote_id"], "title": question["title"], "type": kind}
    assert made["screening_question_answers"] == [{"question": head, "answer": shown(question)}]
    [read] = sandbox.get("/ats/applications", ids=made["id"])["results"]
    assert read["screening_question_answers"] == made["screening_question_answers"]
    [stored] = sandbox.stored("applications", id=made["id"])
    assert stored["submitted_answers"] == [{"question_id": question["id"], "answer": given(question)}]


WRONG: list[tuple[str, Answer, str]] = [
    ("TEXT", lambda _: 5, "a text"),
    ("TEXT", lambda _: True, "a text"),
    ("SINGLE_SELECT", lambda question: [options(question)[0]], "the id of one of the question's options"),
    ("SINGLE_SELECT", lambda question: question["format"]["options"][0]["name"], "the id of one of the question's"),
    ("MULTI_SELECT", lambda question: options(question)[0], "a list of ids of the question's options"),
    ("MULTI_SELECT", lambda question: [options(question)[0], "other"], "the id of one of the question's options"),
    ("BOOLEAN", lambda _: "true", "true or false"),
    ("BOOLEAN", lambda _: 1, "true or false"),
    ("NUMBER", lambda _: "5", "a number"),
    ("NUMBER", lambda _: True, "a number"),
    ("NUMBER", lambda question: question["format"]["max"] + 1, "at most"),
    ("NUMBER", lambda question: question["format"]["min"] - 1, "at least"),
    ("DATE", lambda _: "tomorrow", "a date"),
    ("DATE", lambda _: "2025-13-01", "a date"),
    ("DATE", lambda _: 20250901, "a date"),
    ("FILE", lambda _: "cv.pdf", "a file"),
]


@pytest.mark.parametrize(("kind", "given", "wanted"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_an_answer_of_the_wrong_kind_is_named_by_its_path(sandbox: Ats, kind: str, given: Answer, wanted: str) -> None:
    question, before = questions(sandbox)[kind], sandbox.counts()
    status, code, message = error(answer(sandbox, (question["id"], given(question))))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith("$.screening_question_answers[0].answer")
    assert wanted in message
    assert sandbox.counts() == before


def test_an_option_of_another_question_is_refused_with_those_that_there_are(sandbox: Ats) -> None:
    found = questions(sandbox)
    refusal = answer(sandbox, (found["SINGLE_SELECT"]["id"], options(found["MULTI_SELECT"])[0]))
    assert error(refusal)[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert options(found["SINGLE_SELECT"])[0] in refusal.headers["X-Mock-Explanation"]


def test_a_text_keeps_to_its_length(sandbox: Ats) -> None:
    question = questions(sandbox)["TEXT"]
    sandbox.edit("ats_screening_questions", question["id"], format={**question["format"], "max_length": 3})
    assert answer(sandbox, (question["id"], "äöü")).status_code == 200
    assert "at most 3 characters" in error(answer(sandbox, (question["id"], "four")))[2]


def test_an_unknown_question_is_a_warning(sandbox: Ats) -> None:
    asked = {entry["question_id"] for job in sandbox.stored("jobs") for entry in job["screening_questions"]}
    response = answer(sandbox, ("unknown", "a"))
    assert [text.partition(":")[0] for text in warnings(response)] == ["$.screening_question_answers[0]"]
    few = sandbox.job(lambda job: job["status"] == "OPEN" and len(job["screening_questions"]) < len(asked))
    other = next(id for id in asked if id not in {entry["question_id"] for entry in few["screening_questions"]})
    response = sandbox.apply(few["id"], screening_question_answers=[{"question_id": other, "answer": "of another job"}])
    assert len(warnings(response)) == 1
    assert response.json()["data"]["screening_question_answers"] == []


def test_a_question_answered_twice_is_refused(sandbox: Ats) -> None:
    id = questions(sandbox)["TEXT"]["id"]
    status, code, message = error(answer(sandbox, (id, "a"), (id, "b")))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith("$.screening_question_answers[1].question_id")


@pytest.mark.parametrize("kind", ["INFORMATION", "UNKNOWN"])
def test_what_asks_nothing_or_nobody_understands_is_a_warning(sandbox: Ats, kind: str) -> None:
    response = answer(sandbox, (questions(sandbox)[kind]["id"], "a"))
    [warning] = warnings(response)
    assert f"type {kind} are not submitted" in warning
    assert sandbox.stored("applications")[-1]["submitted_answers"] == []


def conditional(tool: Ats) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """Give a question that depends on another, that other one, and the answers that show it."""
    known = {question["id"]: question for question in tool.stored("screening-questions")}
    entry = next(entry for entry in form(tool)["screening_questions"] if entry["precondition_question_id"])
    return known[entry["question_id"]], known[entry["precondition_question_id"]], entry["precondition_options"]


def some_answer(question: dict[str, Any]) -> Any:
    return next(given(question) for kind, given, _ in GOOD if kind == question["format"]["type"])


def test_a_conditional_question_is_answered_when_it_is_shown(sandbox: Ats) -> None:
    question, enabler, enabling = conditional(sandbox)
    # The order of the answers does not matter.
    response = answer(sandbox, (question["id"], some_answer(question)), (enabler["id"], enabling[0]))
    assert warnings(response) == []
    assert len(response.json()["data"]["screening_question_answers"]) == 2


def test_an_answer_to_a_question_that_is_not_shown_is_a_warning(sandbox: Ats) -> None:
    question, enabler, enabling = conditional(sandbox)
    if enabler["format"]["type"] == "BOOLEAN":
        other: Any = not enabling[0]
    else:
        other = next(id for id in options(enabler) if id not in enabling)
    for given in ([], [(enabler["id"], other)]):
        response = answer(sandbox, (question["id"], some_answer(question)), *given)
        [warning] = warnings(response)
        assert "not shown after the other answers" in warning
        titles = [entry["question"]["title"] for entry in response.json()["data"]["screening_question_answers"]]
        assert titles == [enabler["title"]] * len(given)


def test_conditions_in_a_circle_hide_nothing_for_ever(sandbox: Ats) -> None:
    job, found = form(sandbox), questions(sandbox)
    text, number = found["TEXT"], found["NUMBER"]
    entries = [asked(text, after=number), asked(number, after=text)]
    sandbox.edit("ats_jobs", job["id"], screening_questions=entries)
    given = [{"question_id": question["id"], "answer": some_answer(question)} for question in (text, number)]
    assert warnings(sandbox.apply(job["id"], screening_question_answers=given)) == []


PDF = {"name": "ref.pdf", "content_type": "application/pdf", "data": b64encode(b"%PDF").decode()}


def test_a_file_is_kept_as_the_answer_that_no_read_shows(sandbox: Ats) -> None:
    question = questions(sandbox)["FILE"]
    response = answer(sandbox, (question["id"], PDF))
    assert warnings(response) == []
    made = response.json()["data"]
    assert made["screening_question_answers"] == []
    [stored] = sandbox.stored("applications", id=made["id"])
    [kept] = stored["submitted_answers"]
    assert (kept["answer"]["file_name"], kept["answer"]["size_bytes"]) == ("ref.pdf", 4)
    assert sandbox.stored("attachments", application_id=made["id"]) == []


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [
        ({"accepted_mime_types": ["image/png"]}, "a file of the type image/png"),
        ({"accepted_mime_types": None, "max_file_size_bytes": 3}, "a file of at most 3 bytes"),
    ],
)
def test_a_file_keeps_to_the_format(sandbox: Ats, limits: dict[str, Any], wanted: str) -> None:
    question = questions(sandbox)["FILE"]
    sandbox.edit("ats_screening_questions", question["id"], format={**question["format"], **limits})
    status, code, message = error(answer(sandbox, (question["id"], PDF)))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert wanted in message


def test_a_file_that_is_no_base64_is_named_by_its_path(sandbox: Ats) -> None:
    message = error(answer(sandbox, (questions(sandbox)["FILE"]["id"], {**PDF, "data": "*"})))[2]
    assert message.startswith("$.screening_question_answers[0].answer.data must be base64")


def test_a_missing_required_answer_is_accepted_by_default(sandbox: Ats) -> None:
    assert any(entry["required"] for entry in form(sandbox)["screening_questions"])
    assert warnings(answer(sandbox)) == []


def test_required_answers_can_be_enforced(ats: Tools) -> None:
    tool = ats("strictats")
    job, found = form(tool), questions(tool)
    text, number = found["TEXT"]["id"], found["NUMBER"]["id"]
    entries = [
        asked(found["TEXT"]),
        asked(found["NUMBER"], after=found["TEXT"]),
        asked(found["INFORMATION"]),
        asked(found["DATE"], required=False),
    ]
    tool.edit("ats_jobs", job["id"], screening_questions=entries)

    def apply(*answers: tuple[str, Any]) -> Any:
        given = [{"question_id": id, "answer": value} for id, value in answers]
        pdf = file("cv.pdf", content_type="application/pdf")
        who = person(phone_number="+44 20")
        return tool.apply(job["id"], candidate=who, attachments=[pdf], screening_question_answers=given)

    before = tool.counts()
    status, code, message = error(apply())
    assert (status, code) == (400, "REMOTE.INPUT_INVALID")
    assert found["TEXT"]["title"] in message
    assert found["NUMBER"]["title"] in error(apply((text, "a")))[2]
    assert tool.counts() == before
    assert apply((text, "a"), (number, some_answer(found["NUMBER"]))).status_code == 200


def test_file_answers_can_be_attachments_instead(ats: Tools) -> None:
    tool = ats("teamtailor")
    made = answer(tool, (questions(tool)["FILE"]["id"], PDF), attachments=[file()]).json()["data"]
    stored = tool.stored("attachments", candidate_id=made["candidate_id"])
    assert [(entry["file_name"], entry["type"]) for entry in stored] == [("cv.txt", "CV"), ("ref.pdf", "OTHER")]
    assert tool.stored("applications", id=made["id"])[0]["submitted_answers"] == []


def test_answers_can_be_kept_on_the_candidate(ats: Tools) -> None:
    tool = ats("bullhorn")
    found, who = questions(tool), person()
    text, number = found["TEXT"]["id"], found["NUMBER"]["id"]
    first = answer(tool, (text, "first"), candidate=who).json()["data"]
    assert first["screening_question_answers"] == []
    job = tool.job(lambda job: job["status"] == "OPEN" and job["id"] != first["job_id"])
    tool.edit("ats_jobs", job["id"], screening_questions=form(tool)["screening_questions"])
    value = some_answer(found["NUMBER"])
    given = [{"question_id": text, "answer": "second"}, {"question_id": number, "answer": value}]
    second = tool.apply(job["id"], candidate=who, screening_question_answers=given).json()["data"]
    assert second["candidate_id"] == first["candidate_id"]
    [candidate] = tool.stored("candidates", id=first["candidate_id"])
    answers = [entry["answer"] for entry in candidate["screening_question_answers"]]
    assert answers == [{"content": "second"}, {"number": value}]
    assert candidate["submitted_answers"] == given


def test_a_tool_that_takes_no_answers_ignores_them(ats: Tools) -> None:
    tool = ats("hrworks")
    given = [{"question_id": "any", "answer": True}]
    response = tool.apply(screening_question_answers=given)
    named = {text.partition(" ")[0] for text in warnings(response)}
    assert named == {"screening_question_answers.question_id", "screening_question_answers.answer"}
