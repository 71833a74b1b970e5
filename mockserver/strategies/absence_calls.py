"""Absences: bodies with which an employee asks for one, and bodies that the tool must refuse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.strategies import values
from mockserver.strategies.breaking import Breakage, bad, break_schema, choices
from mockserver.strategies.call import BadCall, Call
from mockserver.strategies.facts import Facts, facts
from mockserver.strategies.inputs import Inputs

Record = Mapping[str, Any]

_CATEGORY = "HRIS"
_CREATE = "PostHrisAbsences"
_FIRST, _LAST = date(2024, 1, 1), date(2026, 12, 31)
_LONGEST_DAYS = 20
_UNKNOWN_ID = "1" * 24


def absences(
    tool: str, employee: Record | None = None, absence_type: Record | None = None, **options: Any
) -> SearchStrategy[Call]:
    """Give calls that ask for an absence of a type that the employee may take, in a way that the connector takes whole.

    Employee and type are records of the API; without them it is anybody and any type of which something is left.
    `options` are those of the server, such as `seed=7`. ConfigurationError if the connector cannot do it.
    """
    return st.deferred(lambda: _valid(facts(tool, _CATEGORY, options), employee, absence_type))


def bad_absences(
    tool: str, employee: Record | None = None, absence_type: Record | None = None, **options: Any
) -> SearchStrategy[BadCall]:
    """Give calls that ask for an absence and are refused, for one of many reasons."""
    return st.deferred(lambda: _invalid(facts(tool, _CATEGORY, options), employee, absence_type))


@st.composite
def _valid(draw: DrawFn, known: Facts, employee: Record | None, kind: Record | None) -> Call:
    operation = known.operation(_CREATE)
    inputs = Inputs(known.coverage, str(operation.action))
    who, what = draw(st.sampled_from(_possible(known, employee, kind)))
    length = draw(st.integers(0, _LONGEST_DAYS))
    first = draw(st.dates(_FIRST, _LAST - timedelta(length)))
    body: dict[str, Any] = {
        "employee_id": who,
        "absence_type_id": what["id"],
        "start_date": first.isoformat(),
        "end_date": (first + timedelta(length)).isoformat(),
        "employee_note": draw(st.none() | values.texts),
    }
    further = {
        "status": st.sampled_from(["REQUESTED", "APPROVED"]).map(lambda word: {"status": word}),
        "amount": _amounts(known, what),
        "start_half_day": _half_days(known, what, length),
        "start_time": _times(what, length),
    }
    for name, parts in further.items():
        if parts is not None and inputs.taken(name) and draw(st.booleans()):
            body |= {key: value for key, value in draw(parts).items() if inputs.taken(key)}
    return Call(operation.method, operation.path, body)


def _possible(known: Facts, employee: Record | None, kind: Record | None) -> list[tuple[str, Record]]:
    """Give the employees with the types of absence of which something is left for them."""
    people = [employee] if employee else known.stored("hris_employees")
    kinds = known.stored("hris_absence_types")
    chosen = [each for each in kinds if kind is None or each["id"] == kind["id"]]
    balances = known.stored("hris_time_off_balances") if known.coverage.has_model("hris_time_off_balances") else []
    used_up = {
        (each["employee_id"], each["type_id"])
        for each in balances
        if each["balance"] is not None and each["balance"] <= 0
    }
    return [(who["id"], what) for who in people for what in chosen if (who["id"], what["id"]) not in used_up]


def _amounts(known: Facts, kind: Record) -> SearchStrategy[dict[str, Any]] | None:
    units = ["HOURS", "DAYS"]
    if known.coverage.rules.absences_by_day is None and kind["unit"] is not None:
        units = [kind["unit"]]
    amounts = st.integers(0, 80) | st.floats(0, 80).map(lambda amount: round(amount, 2))
    return st.fixed_dictionaries({"amount": amounts, "unit": st.sampled_from(units)})


def _half_days(known: Facts, kind: Record, length: int) -> SearchStrategy[dict[str, Any]] | None:
    if kind["half_days_supported"] is False or (known.coverage.rules.absences_by_day is not None and length):
        return None
    halves = [{"start_half_day": True}, {"end_half_day": True}, {"start_half_day": False, "end_half_day": False}]
    return st.sampled_from([*halves, {"start_half_day": True, "end_half_day": True}] if length else halves)


def _times(kind: Record, length: int) -> SearchStrategy[dict[str, Any]] | None:
    if kind["exact_times_supported"] is False or length:
        return None
    minutes = st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True).map(sorted)
    return minutes.map(lambda found: {"start_time": _clock(found[0]), "end_time": _clock(found[1])})


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def _invalid(draw: DrawFn, known: Facts, employee: Record | None, kind: Record | None) -> BadCall:
    choice = draw(choices)
    call = draw(_valid(known, employee, kind))
    return bad(call, _breakages(known, call), choice)


def _breakages(known: Facts, call: Call) -> list[Breakage]:
    """Give all that can be made wrong with a valid call."""
    operation = known.operation(_CREATE)
    inputs = Inputs(known.coverage, str(operation.action))
    found = break_schema(operation.body_schema or {}, call.body)
    found += [
        Breakage(("employee_id",), _UNKNOWN_ID, "nobody has the id in employee_id"),
        Breakage(("absence_type_id",), _UNKNOWN_ID, "no type has the id in absence_type_id"),
        Breakage(("end_date",), "1999-12-31", "it ends before it starts"),
        Breakage(("start_date",), "2025-02-30", "start_date is no day of the calendar"),
    ]
    if inputs.taken("amount") and "unit" not in call.body:
        found.append(Breakage(("amount",), 1, "amount is given without unit"))
    if inputs.taken("start_time") and "end_time" not in call.body:
        found.append(Breakage(("start_time",), "09:00", "start_time is given without end_time"))
    return found
