"""Employees: bodies with which a connector creates one, and bodies that it must refuse."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.strategies import values
from mockserver.strategies.breaking import Breakage, bad, break_schema, choices
from mockserver.strategies.call import BadCall, Call
from mockserver.strategies.facts import Facts, facts
from mockserver.strategies.inputs import Inputs
from mockserver.strategies.schemas import following

_CATEGORY = "HRIS"
_CREATE = "PostHrisEmployees"
_PHONES = ("mobile_phone_number", "home_phone_number")
# What names something else, and the list in which that can be found.
_NAMED = {"legal_entity_id": "/hris/legal-entities", "location_id": "/hris/locations"}
_UNKNOWN_ID = "1" * 24


def employees(tool: str, **options: Any) -> SearchStrategy[Call]:
    """Give calls that create an employee in a way that the connector takes whole.

    `options` are those of the server that they are meant for, such as `seed=7`. ConfigurationError if the connector
    cannot do it.
    """
    return st.deferred(lambda: _valid(facts(tool, _CATEGORY, options)))


def bad_employees(tool: str, **options: Any) -> SearchStrategy[BadCall]:
    """Give calls that create an employee and are refused, for one of many reasons."""
    return st.deferred(lambda: _invalid(facts(tool, _CATEGORY, options)))


@st.composite
def _valid(draw: DrawFn, known: Facts) -> Call:
    operation = known.operation(_CREATE)
    inputs = Inputs(known.coverage, str(operation.action))
    body = draw(following(inputs.schema(operation.body_schema or {}), fills=_fills(known)))
    return Call(operation.method, operation.path, body)


def _fills(known: Facts) -> dict[str, SearchStrategy[Any] | None]:
    rule = known.coverage.rules.employee_phone
    phones = values.phone_numbers
    if rule is not None:
        phones = st.one_of([st.from_regex(pattern, fullmatch=True) for pattern in rule.patterns])
    found: dict[str, SearchStrategy[Any] | None] = dict.fromkeys(_PHONES, phones)
    for name, path in _NAMED.items():
        there = [record["id"] for record in known.listed(path)]
        found[name] = st.sampled_from(there) if there else None
    return found


@st.composite
def _invalid(draw: DrawFn, known: Facts) -> BadCall:
    choice = draw(choices)
    call = draw(_valid(known))
    return bad(call, _breakages(known, call), choice)


def _breakages(known: Facts, call: Call) -> list[Breakage]:
    """Give all that can be made wrong with a valid call."""
    operation = known.operation(_CREATE)
    inputs = Inputs(known.coverage, str(operation.action))
    found = break_schema(operation.body_schema or {}, call.body)
    if inputs.taken("start_date"):
        found.append(Breakage(("start_date",), "2025-02-30", "start_date is no day of the calendar"))
    found += [Breakage((name,), _UNKNOWN_ID, f"nothing has the id in {name}") for name in _NAMED if inputs.taken(name)]
    if known.coverage.rules.employee_phone is not None:
        found += [Breakage((name,), "call me", f"{name} is no phone number") for name in _PHONES if inputs.taken(name)]
    if inputs.taken("work_email"):
        taken = [each["work_email"] for each in known.stored("hris_employees") if each["work_email"]]
        found += [Breakage(("work_email",), email, "somebody has this address already") for email in taken[:3]]
    return found
