"""Answers: what an applicant answered to a job's screening questions, checked by the format of each question.

An unknown question, one that asks nothing, and one that is not shown after the other answers are warnings; an answer of
the wrong kind is refused. What is kept is the form that reads show, and the answers as they were sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mockserver.api.answer_formats import UNANSWERABLE, shown_answer
from mockserver.api.call import Call
from mockserver.api.uploads import Upload, receive, stored_file
from mockserver.errors import InputInvalid, RemoteInputInvalid
from mockserver.state.records import Record, Records

PLACE = "$.screening_question_answers"
# What says in which cases a question is shown; a tool whose page does not list it shows every question.
_JOIN, _PRECONDITION = "ats_join_jobs_screening_questions", "precondition_question_id"


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer of the body: where it stands, to which question, and the value or the file that was given."""

    place: str
    question_id: str
    value: Any


@dataclass(slots=True)
class Answers:
    """What becomes of the answers: read form, sent form, and files that are no answers but attachments."""

    shown: list[dict[str, Any]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)

    def fields(self, call: Call, before: Mapping[str, Any] | None = None) -> dict[str, list[Any]]:
        """Give the fields of the record that keeps the answers, together with those that it has from before.

        A question that is answered again has the new answer. Call it inside a transaction: it keeps files.
        """
        sent = [{"question_id": answer.question_id, "answer": _stored(call, answer.value)} for answer in self.sent]
        before = before or {}
        return {
            "screening_question_answers": _merged(
                before.get("screening_question_answers"), self.shown, lambda entry: entry["question"]["remote_id"]
            ),
            "submitted_answers": _merged(before.get("submitted_answers"), sent, lambda entry: entry["question_id"]),
        }


def sent_answers(call: Call) -> list[Sent]:
    """Give the answers of the body, their files received; call it before the transaction."""
    found: dict[str, Sent] = {}
    for index, entry in enumerate(call.body.get("screening_question_answers") or ()):
        if "question_id" not in entry or "answer" not in entry:
            continue  # the connector takes no answers, which a warning says
        place, value = f"{PLACE}[{index}]", entry["answer"]
        if isinstance(value, dict):
            value = receive(call, value, f"{place}.answer")
        if entry["question_id"] in found:
            raise InputInvalid(f"{place}.question_id: this question is answered twice.")
        found[entry["question_id"]] = Sent(place, entry["question_id"], value)
    return list(found.values())


def check_answers(call: Call, records: Records, job: Record, sent: list[Sent]) -> Answers:
    """Give what is kept of the answers for a job.

    InputInvalid for an answer that does not fit the format of its question; RemoteInputInvalid for a missing one
    where the connector's rules enforce required answers.
    """
    form = _Form(call, records, job, {answer.question_id: answer for answer in sent})
    rules = call.view.coverage.rules
    answers = Answers()
    for answer in sent:
        question = form.questions.get(answer.question_id)
        if question is None:
            call.warnings.append(f"{answer.place}: the job asks no question {answer.question_id[:100]!r}; ignored.")
            continue
        shown = shown_answer(question, answer.value, f"{answer.place}.answer")
        reason = form.unanswerable(question)
        if reason:
            call.warnings.append(f"{answer.place}: {reason}; ignored.")
        elif isinstance(answer.value, Upload) and rules.file_answers == "attachment":
            answers.files.append(answer.value)
        else:
            answers.sent.append(answer)
            answers.shown += [shown] if shown else []
    if rules.required_answers == "enforced":
        form.check_required()
    return answers


@dataclass
class _Form:
    """The questions of a job, and which of them the given answers make visible."""

    call: Call
    records: Records
    job: Record
    given: Mapping[str, Sent]

    @cached_property
    def questions(self) -> dict[str, Record]:
        """The live questions of the job by id."""
        found = self.records.many("ats_screening_questions", self._entries)
        return {id: record for id, record in found.items() if record["remote_deleted_at"] is None}

    def unanswerable(self, question: Record) -> str | None:
        """Tell why an answer to a question is not kept, None if it is."""
        kind = (question["format"] or {}).get("type")
        if kind in UNANSWERABLE:
            return f"questions of the type {kind} are not submitted to the tool"
        return None if self._visible(question["id"]) else "the question is not shown after the other answers"

    def check_required(self) -> None:
        """Refuse a form in which a required question that is shown has no answer."""
        for id, entry in self._entries.items():
            question = self.questions.get(id)
            if entry.get("required") and question and id not in self.given and not self.unanswerable(question):
                raise RemoteInputInvalid(
                    f"{PLACE}: the question {question['title']!r} needs an answer.",
                    explanation=f"question {id} is required, and the connector's rule required_answers is enforced",
                )

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        return {entry["question_id"]: entry for entry in self.job.get("screening_questions") or ()}

    @cached_property
    def _conditional(self) -> bool:
        return self.call.view.coverage.covers(_JOIN, _PRECONDITION)

    def _visible(self, id: str, seen: frozenset[str] = frozenset()) -> bool:
        entry = self._entries[id]
        enabler = entry.get(_PRECONDITION)
        if not self._conditional or enabler not in self.questions or enabler in seen:
            return True
        if enabler not in self.given or not self._visible(enabler, seen | {id}):
            return False
        value, options = self.given[enabler].value, entry.get("precondition_options")
        chosen = value if isinstance(value, list) else [value]
        return not options or any(option in options for option in chosen)


def _stored(call: Call, value: Any) -> Any:
    return stored_file(call, value) if isinstance(value, Upload) else value


def _merged(before: list[Any] | None, added: list[Any], question: Callable[[Any], str]) -> list[Any]:
    return list({question(entry): entry for entry in (*(before or ()), *added)}.values())
