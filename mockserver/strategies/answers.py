"""Answers to screening questions: of the right kind, for the questions that the other answers make visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.strategies import values
from mockserver.strategies.files import file

Format = Mapping[str, Any]
Question = Mapping[str, Any]

_LARGEST = 1_000


def answerable(question: Question) -> bool:
    """Tell whether a question, as the API shows it, takes an answer that reaches the tool."""
    form = question["format"]
    return form is not None and form["type"] in _MAKERS


def answer(form: Format) -> SearchStrategy[Any]:
    """Give answers of the kind that the format of a question wants."""
    return _MAKERS[form["type"]](form)


@st.composite
def answers(draw: DrawFn, questions: list[Question]) -> list[dict[str, Any]]:
    """Give answers to all required questions and some of the others, as far as they are shown to the applicant."""
    given: dict[str, Any] = {}
    for question in sorted(questions, key=lambda question: depth(question, questions)):
        if not answerable(question) or not is_shown(question, questions, given):
            continue
        if question["required"] or draw(st.booleans()):
            given[question["id"]] = draw(answer(question["format"]))
    return [{"question_id": id, "answer": value} for id, value in given.items()]


def is_shown(question: Question, questions: list[Question], given: Mapping[str, Any]) -> bool:
    """Tell whether the answers so far make a question visible."""
    enabler = question["precondition_question_id"]
    if enabler is None or enabler not in {other["id"] for other in questions}:
        return True
    if enabler not in given:
        return False
    chosen = given[enabler] if isinstance(given[enabler], list) else [given[enabler]]
    options = question["precondition_options"]
    return not options or any(value in options for value in chosen)


def depth(question: Question, questions: list[Question]) -> int:
    """Tell how many other questions have to be answered first."""
    by_id = {other["id"]: other for other in questions}
    steps, at = 0, question
    while (enabler := by_id.get(at["precondition_question_id"])) is not None and steps <= len(questions):
        steps, at = steps + 1, enabler
    return steps


def _text(form: Format) -> SearchStrategy[Any]:
    longest = form.get("max_length")
    return values.texts if longest is None else values.texts.filter(lambda text: len(text) <= longest)


def _choice(form: Format) -> SearchStrategy[Any]:
    return st.sampled_from([option["id"] for option in form["options"]])


def _choices(form: Format) -> SearchStrategy[Any]:
    return st.lists(_choice(form), min_size=1, unique=True)


def _number(form: Format) -> SearchStrategy[Any]:
    lowest, highest = form.get("min"), form.get("max")
    first = -_LARGEST if lowest is None else lowest
    last = first + 2 * _LARGEST if highest is None else highest
    # Bounds may be no whole numbers themselves.
    inside = st.floats(first, max(first, last)).map(lambda value: round(value, 2))
    return inside.filter(lambda value: first <= value <= last)


_MAKERS: Mapping[str, Callable[[Format], SearchStrategy[Any]]] = {
    "TEXT": _text,
    "SINGLE_SELECT": _choice,
    "MULTI_SELECT": _choices,
    "BOOLEAN": lambda _: st.booleans(),
    "NUMBER": _number,
    "DATE": lambda _: values.days(),
    "FILE": lambda form: file(form.get("accepted_mime_types")),
}
