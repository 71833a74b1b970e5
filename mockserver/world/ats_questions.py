"""Screening questions of every format, how jobs ask them, and what applicants answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from mockserver.instants import DAY, format_instant
from mockserver.world.company import Company
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded
from mockserver.world.texts import shared

# Formats without an answer on the reading side: files are never read back, information asks nothing.
_NEVER_ANSWERED = ("FILE", "INFORMATION")
_SAMPLES = 8


class Question(NamedTuple):
    """A question, what enables it, and sample answers as (value that enables others, answer in the API's form)."""

    id: str
    key: str
    kind: str
    required: bool
    enabler: str | None
    enabling: tuple[Any, ...]
    enabling_ids: tuple[Any, ...]
    samples: tuple[tuple[Any, dict[str, Any]], ...]
    head: dict[str, Any]


def questions(company: Company, known: list[Question]) -> Iterator[Seeded]:
    """Give the questions that the company's jobs share, and put what jobs need of them into `known`."""
    plan, remote = company.plan, company.remote
    rng = plan.rng("questions")
    choices: dict[str, dict[str, str]] = {}
    for number, entry in zip(remote.numbers("questions"), company.texts["questions"], strict=False):
        remote_id = str(number)
        options = [
            {"id": plan.record_id(f"{remote_id}-{place}"), "remote_id": f"{remote_id}-{place}", "name": name}
            for place, name in enumerate(_option_names(entry), 1)
        ]
        choices[entry["key"]] = {option["name"]: option["id"] for option in options}
        known.append(_question(company, remote_id, entry, choices, rng))
        since = plan.anchor - int(430 + rng.random() * 500) * DAY
        changed = synced(working_time(since, rng.random), plan.anchor, rng.random)
        fields = {
            "title": entry["title"],
            "description": entry.get("description"),
            "format": _format(entry, options),
            "category": entry.get("category"),
        }
        yield Seeded("ats_screening_questions", known[-1].id, remote_id, changed, changed, None, fields)


def asked(known: Sequence[Question], wanted: int, rng: Random) -> list[Question]:
    """Choose about so many questions for a job, in their usual order and with the questions that enable them."""
    if wanted >= len(known):
        return list(known)
    by_key = {question.key: question for question in known}
    chosen = {known[int(rng.random() * len(known))].key for _ in range(wanted)}
    chosen |= {str(by_key[key].enabler) for key in chosen if by_key[key].enabler}
    return [question for question in known if question.key in chosen]


def joined(chosen: Sequence[Question]) -> list[dict[str, Any]]:
    """Give the entries of a job's `screening_questions` for the chosen ones."""
    ids = {question.key: question.id for question in chosen}
    return [
        {
            "question_id": question.id,
            "index": index,
            "required": question.required,
            "precondition_question_id": ids[question.enabler] if question.enabler else None,
            "precondition_options": list(question.enabling_ids) if question.enabler else None,
        }
        for index, question in enumerate(chosen)
    ]


def answers(chosen: Sequence[Question], created: int, rng: Random) -> list[dict[str, Any]]:
    """Answer a job's questions as an applicant of that instant would: all required ones, most of the others."""
    random = rng.random
    given: dict[str, Any] = {}
    found: list[dict[str, Any]] = []
    for question in chosen:
        if question.enabler and given.get(question.enabler) not in question.enabling:
            continue
        if question.kind == "DATE":
            start = (created // DAY + 14 + int(random() * 100)) * DAY
            found.append({"question": question.head, "answer": {"date": format_instant(start)}})
        elif question.samples and (question.required or random() < 0.7):
            value, answer = question.samples[int(random() * len(question.samples))]
            given[question.key] = value
            found.append(answer)
    return found


def _question(
    company: Company, remote_id: str, entry: dict[str, Any], choices: dict[str, dict[str, str]], rng: Random
) -> Question:
    when = entry.get("when") or {"question": None, "options": []}
    ids = [choices[when["question"]].get(option, option) for option in when["options"]]
    head = {"remote_id": remote_id, "title": entry["title"], "type": entry["type"]}
    return Question(
        id=company.plan.record_id(remote_id),
        key=entry["key"],
        kind=entry["type"],
        required=entry.get("required", False),
        enabler=when["question"],
        enabling=tuple(when["options"]),
        enabling_ids=tuple(ids),
        samples=tuple((value, {"question": head, "answer": answer}) for value, answer in _samples(entry, rng)),
        head=head,
    )


def _option_names(entry: dict[str, Any]) -> list[str]:
    options = entry.get("options", [])
    if isinstance(options, str):
        return [f"+{code}" for code in shared()[options]]
    return list(options)


def _format(entry: dict[str, Any], options: list[dict[str, str]]) -> dict[str, Any]:
    """Give the format object; a format has only keys of its own, by which clients tell them apart."""
    kind = entry["type"]
    own: dict[str, dict[str, Any]] = {
        "TEXT": {"display_type": entry.get("display"), "max_length": entry.get("max_length")},
        "NUMBER": {"display_type": entry.get("display"), "min": entry.get("min"), "max": entry.get("max")},
        "SINGLE_SELECT": {"display_type": entry.get("display"), "options": options},
        "MULTI_SELECT": {"options": options},
        "FILE": {"accepted_mime_types": entry.get("mime_types"), "max_file_size_bytes": entry.get("max_size")},
        "UNKNOWN": {"raw_question": entry.get("raw")},
    }
    return {"type": kind, **own.get(kind, {})}


def _samples(entry: dict[str, Any], rng: Random) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Give a handful of answers; single choices that enable other questions stay reachable because all are offered."""
    kind = entry["type"]
    if kind in _NEVER_ANSWERED or kind == "DATE":
        return
    if kind == "BOOLEAN":
        yield from ((checked, {"checked": checked}) for checked in (True, True, True, False))
    elif kind == "SINGLE_SELECT":
        names = _option_names(entry)
        few = names if len(names) <= _SAMPLES else [names[int(rng.random() * len(names))] for _ in range(_SAMPLES)]
        yield from ((name, {"choice": name}) for name in few)
    elif kind == "MULTI_SELECT":
        names = _option_names(entry)
        for _ in range(_SAMPLES):
            picked = sorted({int(rng.random() * len(names)) for _ in range(3)})
            yield None, {"choices": [names[place] for place in picked]}
    elif kind == "NUMBER":
        low, high, decimals = entry["min"], entry["max"], entry.get("decimals", 0)
        for _ in range(_SAMPLES):
            # A product: most people are nearer to the lower end.
            number = round(low + rng.random() * rng.random() * (high - low), decimals)
            yield None, {"number": number if decimals else int(number)}
    else:
        field = "content" if kind == "TEXT" else "raw"
        yield from ((None, {field: text}) for text in entry["answers"])
