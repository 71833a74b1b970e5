"""Answers that are refused: of the wrong kind, too long, out of range, or no option of the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.strategies.answers import Format, Question, answerable
from mockserver.strategies.breaking import Breakage

_ANSWERS = "screening_question_answers"
Wrong = Iterator[tuple[Any, str]]


def bad_answers(questions: list[Question], given: list[dict[str, Any]]) -> list[Breakage]:
    """Give what makes the answers of a body invalid; each question that takes answers has its own ways."""
    found = []
    for question in filter(answerable, questions):
        others = [answer for answer in given if answer["question_id"] != question["id"]]
        form = question["format"]
        for value, what in (*_WAYS[form["type"]](form), *_wrong_kind(form["type"])):
            entry = {"question_id": question["id"], "answer": value}
            reason = f"the answer to a {form['type']} question {what}"
            found.append(Breakage((_ANSWERS,), [*others, entry], reason))
    return found


def _wrong_kind(kind: str) -> Wrong:
    """Give answers that would do for other kinds of questions."""
    for wrong in (True, 5, "text", ["text"]):
        if type(wrong) not in _OWN[kind]:
            yield wrong, "is of another kind"


def _text(form: Format) -> Wrong:
    if form.get("max_length") is not None:
        yield "x" * (form["max_length"] + 1), "is too long"


def _choice(_: Format) -> Wrong:
    yield "no-such-option", "is none of its options"


def _choices(_: Format) -> Wrong:
    yield ["no-such-option"], "is none of its options"


def _number(form: Format) -> Wrong:
    if form.get("min") is not None:
        yield form["min"] - 1, "is too small"
    if form.get("max") is not None:
        yield form["max"] + 1, "is too large"


def _date(_: Format) -> Wrong:
    yield "2025-02-30", "is no day of the calendar"


def _file(_: Format) -> Wrong:
    yield {"name": "cv.pdf", "content_type": "application/pdf", "data": "not base64!"}, "is not base64"


_WAYS: Mapping[str, Callable[[Format], Wrong]] = {
    "TEXT": _text,
    "SINGLE_SELECT": _choice,
    "MULTI_SELECT": _choices,
    "BOOLEAN": lambda _: iter(()),
    "NUMBER": _number,
    "DATE": _date,
    "FILE": _file,
}
_OWN: Mapping[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "SINGLE_SELECT": (str,),
    "MULTI_SELECT": (list,),
    "BOOLEAN": (bool,),
    "NUMBER": (int, float),
    "DATE": (str,),
    "FILE": (dict,),
}
