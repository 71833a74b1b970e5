"""Kinds of rules that change what records hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from mockserver.api.reading import Change, Reading
from mockserver.ids import ALPHABET
from mockserver.instants import DAY, format_instant, midnight
from mockserver.state.records import Condition, Record, Records
from mockserver.state.terms import NULL_TERM

# A third of all ids end with one of these.
_WITHHELD = ALPHABET[::3]
_NOT_WITHHELD = Condition("id", "not_ending", tuple(_WITHHELD))
_EMPLOYEES, _STATUS = "hris_employees", "employment_status"


def raw_only_addresses(reading: Reading) -> None:
    """Addresses hold no more than the line that the tool has."""
    for place in reading.rules.raw_only_addresses:
        model, _, key = place.partition(".")
        reading.change(model, _each(partial(_raw_only, key)))


def sometimes_null(reading: Reading) -> None:
    """A value is withheld for a third of all records, always the same ones."""
    for place in reading.rules.sometimes_null:
        model, _, key = place.partition(".")
        reading.change(model, _each(partial(_withheld, key)))
        reading.translate(model, key, lambda _, condition: (condition, _NOT_WITHHELD))


def employment_type_from_hours(reading: Reading) -> None:
    """Full time begins at so many hours a week; without hours nothing is known."""
    if reading.rules.employment_type_from_hours is not None:
        reading.change(_EMPLOYEES, _each(partial(_type_from_hours, reading.rules.employment_type_from_hours)))


def employment_status_from_dates(reading: Reading) -> None:
    """Whether somebody is employed follows from the first and the last day; the last one counts as employed."""
    if reading.rules.employment_status_from_dates:
        reading.by_day = True
        reading.change(_EMPLOYEES, _status_from_dates)
        reading.translate(_EMPLOYEES, _STATUS, _ids_by_status)


def mapped_values(reading: Reading) -> None:
    """Values by the words of the tool; equality is translated back, other comparisons see what is stored."""
    for place, words in reading.rules.mapped_values.items():
        model, _, key = place.partition(".")
        reading.change(model, _each(partial(_mapped, key, words)))
        reading.translate(model, key, partial(_unmapped, words))


def answer_question_type(reading: Reading) -> None:
    """Answers to screening questions whose type nobody knows are shown as they are."""
    if reading.rules.answer_question_type is not None:
        reading.change("ats_applications", _each(_untyped_answers))


def job_location(reading: Reading) -> None:
    """A job has a location while an advert of it is published."""
    if reading.rules.job_location == "while_published":
        reading.change("ats_jobs", _published_location)


# Read in this order, so that words are mapped last, whatever the values come from.
VALUES = (
    raw_only_addresses,
    sometimes_null,
    employment_type_from_hours,
    employment_status_from_dates,
    mapped_values,
    answer_question_type,
    job_location,
)


def _each(change: Callable[[Record], Record]) -> Change:
    return lambda _, batch: [change(record) for record in batch]


def _raw_only(key: str, record: Record) -> Record:
    address = record.get(key)
    if address is None:
        return record
    parts = (address.get(part) for part in ("street_1", "zip_code", "city", "state", "country"))
    raw = address.get("raw") or ", ".join(part for part in parts if part) or None
    return {**record, key: {**dict.fromkeys(address), "raw": raw}}


def _withheld(key: str, record: Record) -> Record:
    return {**record, key: None} if record["id"][-1] in _WITHHELD else record


def _type_from_hours(full: float, record: Record) -> Record:
    hours = record.get("weekly_hours")
    inferred = None if hours is None else "FULL_TIME" if hours >= full else "PART_TIME"
    return {**record, "employment_type": inferred}


def _status_from_dates(records: Records, batch: Sequence[Record]) -> Sequence[Record]:
    today = format_instant(midnight(records.now))
    return [{**record, _STATUS: _status(record, today)} for record in batch]


def _status(record: Record, today: str) -> str:
    start, end = record.get("start_date"), record.get("termination_date")
    if start is not None and start > today:
        return "PENDING"
    return "INACTIVE" if end is not None and end < today else "ACTIVE"


def _ids_by_status(records: Records, condition: Condition) -> Sequence[Condition]:
    today = midnight(records.now)
    tomorrow = Condition("start_date", "at_least", (format_instant(today + DAY),))
    yesterday = Condition("termination_date", "at_most", (format_instant(today - DAY),))
    pending = set(records.ids(_EMPLOYEES, (tomorrow,)))
    others = {"PENDING": pending, "INACTIVE": set(records.ids(_EMPLOYEES, (yesterday,))) - pending}
    if "ACTIVE" in condition.values:
        unwanted = [ids for status, ids in others.items() if status not in condition.values]
        return (Condition("id", "none_of", tuple(set().union(*unwanted))),)
    wanted = [ids for status, ids in others.items() if status in condition.values]
    return (Condition("id", "equals", tuple(set().union(*wanted))),)


def _mapped(key: str, words: Mapping[str, str | None], record: Record) -> Record:
    value = record.get(key)
    return {**record, key: words[value]} if isinstance(value, str) and value in words else record


def _unmapped(words: Mapping[str, str | None], _: Records, condition: Condition) -> Sequence[Condition]:
    if condition.match != "equals":
        return (condition,)
    unchanged = [value for value in condition.values if value not in words]
    shown_so = [word for word, shown in words.items() if (NULL_TERM if shown is None else shown) in condition.values]
    return (Condition(condition.path, "equals", (*unchanged, *shown_so)),)


def _untyped_answers(record: Record) -> Record:
    answers = [
        {
            "question": {**entry["question"], "type": "UNKNOWN"},
            "answer": {"raw": next(iter(entry["answer"].values()), None)},
        }
        for entry in record.get("screening_question_answers") or ()
    ]
    return {**record, "screening_question_answers": answers}


def _published_location(records: Records, batch: Sequence[Record]) -> Sequence[Record]:
    postings = records.where("ats_job_postings", "job_id", [record["id"] for record in batch])
    published = {posting["job_id"] for posting in postings if posting.get("status") == "ACTIVE"}
    return [record if record["id"] in published else {**record, "location": None} for record in batch]
