"""Formats of screening questions: for each kind, what an answer must be and how reads show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.api.uploads import Upload
from mockserver.description.formats import read_instant
from mockserver.errors import InputInvalid
from mockserver.instants import format_instant
from mockserver.state.records import Record

Format = Mapping[str, Any]
Shown = dict[str, Any]

# A text to read, a kind that the unified model does not know, a question without a format.
UNANSWERABLE = frozenset({"INFORMATION", "UNKNOWN", None})


def shown_answer(question: Record, value: Any, place: str) -> Shown | None:
    """Give an answer as reads show it, None if they never do; InputInvalid names the place and what is expected."""
    form: Format = question["format"] or {}
    read = _READERS.get(str(form.get("type")))
    answer = read(form, value, place) if read else None
    if answer is None:
        return None
    head = {"remote_id": question["remote_id"], "title": question["title"] or "", "type": form["type"]}
    return {"question": head, "answer": answer}


def _text(form: Format, value: Any, place: str) -> Shown:
    _expect(isinstance(value, str), place, "a text")
    longest = form.get("max_length")
    _expect(longest is None or len(value) <= longest, place, f"a text of at most {longest} characters")
    return {"content": value}


def _choice(form: Format, value: Any, place: str) -> Shown:
    _expect(isinstance(value, str), place, "the id of one of the question's options")
    return {"choice": _option(form, value, place)}


def _choices(form: Format, value: Any, place: str) -> Shown:
    _expect(isinstance(value, list), place, "a list of ids of the question's options")
    return {"choices": [_option(form, id, f"{place}[{index}]") for index, id in enumerate(dict.fromkeys(value))]}


def _checked(_: Format, value: Any, place: str) -> Shown:
    _expect(isinstance(value, bool), place, "true or false")
    return {"checked": value}


def _number(form: Format, value: Any, place: str) -> Shown:
    _expect(isinstance(value, (int, float)) and not isinstance(value, bool), place, "a number")
    lowest, highest = form.get("min"), form.get("max")
    _expect(lowest is None or value >= lowest, place, f"at least {lowest}")
    _expect(highest is None or value <= highest, place, f"at most {highest}")
    return {"number": value}


def _date(_: Format, value: Any, place: str) -> Shown:
    instant = read_instant(value) if isinstance(value, str) else None
    if instant is None:
        raise _wrong(place, "a date or an instant such as 2025-06-02")
    return {"date": format_instant(instant)}


def _file(form: Format, value: Any, place: str) -> None:
    """Check a file; reads do not show any."""
    if not isinstance(value, Upload):
        raise _wrong(place, "a file with name, content_type and data")
    accepted, largest = form.get("accepted_mime_types"), form.get("max_file_size_bytes")
    _expect(not accepted or value.content_type in accepted, place, f"a file of the type {' or '.join(accepted or ())}")
    _expect(largest is None or len(value.content) <= largest, place, f"a file of at most {largest} bytes")


_READERS: Mapping[str, Callable[[Format, Any, str], Shown | None]] = {
    "TEXT": _text,
    "SINGLE_SELECT": _choice,
    "MULTI_SELECT": _choices,
    "BOOLEAN": _checked,
    "NUMBER": _number,
    "DATE": _date,
    "FILE": _file,
}


def _option(form: Format, id: str, place: str) -> str:
    names = {option["id"]: str(option["name"]) for option in form.get("options") or ()}
    if id not in names:
        some = ", ".join(f"{known} ({name})" for known, name in list(names.items())[:10])
        raise InputInvalid(
            f"{place} must be the id of one of the question's options, not {id[:100]!r}.",
            explanation=f"{place}: {id[:100]!r} is none of the options {some}",
        )
    return names[id]


def _expect(fits: bool, place: str, wanted: str) -> None:
    if not fits:
        raise _wrong(place, wanted)


def _wrong(place: str, wanted: str) -> InputInvalid:
    return InputInvalid(f"{place} must be {wanted}.")
