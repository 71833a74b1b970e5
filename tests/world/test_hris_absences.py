"""Absences and balances: their dates, amounts and statuses agree."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.world.hris_absences import after_working_days, weekday, working_days
from tests.world.hris_world import ANCHOR, MARKETS, World, day_of, plan, values

TODAY = "2025-06-02"
TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")
DAYS = st.integers(min_value=-40_000, max_value=60_000)


def is_weekday(day: int) -> bool:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day).weekday() < 5


@pytest.fixture(scope="module", params=[60, 600])
def world(request: pytest.FixtureRequest) -> World:
    return World.of(plan(request.param, MARKETS[0]))


@given(day=DAYS)
def test_weekday_is_the_day_itself_or_the_next_monday(day: int) -> None:
    found = weekday(day)

    assert is_weekday(found)
    assert found == day if is_weekday(day) else found - day in (1, 2)


@given(first=DAYS.map(weekday), count=st.integers(min_value=1, max_value=60))
def test_the_last_working_day_closes_the_count(first: int, count: int) -> None:
    last = after_working_days(first, count)

    assert is_weekday(last)
    assert working_days(first, last) == count == sum(is_weekday(day) for day in range(first, last + 1))


def test_used_is_what_was_approved_in_this_year_and_nothing_else(world: World) -> None:
    for employee in world.by_model["hris_employees"]:
        absences = world.owned("hris_absences", employee)
        for balance in world.owned("hris_time_off_balances", employee):
            counted = [
                absence.fields["amount"]
                for absence in absences
                if absence.fields["type_id"] == balance.fields["type_id"]
                and absence.fields["status"] == "APPROVED"
                and absence.fields["start_date"][:4] == TODAY[:4]
            ]
            assert balance.fields["used"] == sum(counted)
            assert (balance.fields["balance"] is None) == (balance.fields["balance_unit"] is None)


def test_everybody_has_a_vacation_balance_and_nobody_two_of_one_type(world: World) -> None:
    vacation = next(kind for kind in world.live("hris_absence_types") if kind.fields["name"] == "Urlaub")
    for employee in world.by_model["hris_employees"]:
        types = [balance.fields["type_id"] for balance in world.owned("hris_time_off_balances", employee)]
        assert vacation.id in types
        assert len(set(types)) == len(types)
    remaining = [
        b.fields["balance"] for b in world.live("hris_time_off_balances") if b.fields["type_id"] == vacation.id
    ]
    assert all(0 <= days <= 36 for days in remaining)
    assert any(days != int(days) for days in remaining)


def test_types_cover_days_hours_and_what_the_tool_does_not_say(world: World) -> None:
    rules = {
        (kind.fields["unit"], kind.fields["half_days_supported"], kind.fields["exact_times_supported"])
        for kind in world.live("hris_absence_types")
    }
    assert rules == {("DAYS", True, False), ("DAYS", False, False), ("HOURS", False, True), (None, None, None)}


def test_amounts_follow_from_dates_halves_and_times(world: World) -> None:
    kinds = {kind.id: kind.fields for kind in world.by_model["hris_absence_types"]}
    for absence in world.by_model["hris_absences"]:
        fields, kind = absence.fields, kinds[absence.fields["type_id"]]
        first, last = day_of(fields["start_date"]), day_of(fields["end_date"])
        assert first <= last
        assert fields["unit"] == kind["unit"]
        if kind["unit"] == "DAYS":
            halves = (fields["start_half_day"] + fields["end_half_day"]) / 2
            assert fields["amount"] == working_days(first, last) - halves > 0
            assert kind["half_days_supported"] or not halves
            assert fields["start_time"] is None is fields["end_time"]
        elif kind["unit"] == "HOURS":
            assert first == last
            assert all(TIME.match(fields[key]) for key in ("start_time", "end_time"))
            hours = [int(fields[key][:2]) + int(fields[key][3:5]) / 60 for key in ("start_time", "end_time")]
            assert fields["amount"] == hours[1] - hours[0] > 0
        else:
            assert fields["amount"] is None


def test_absences_lie_within_the_employment_and_are_reported_before_they_change(world: World) -> None:
    for employee in world.by_model["hris_employees"]:
        hired = world.owned("hris_employments", employee)[0].fields["effective_date"][:10]
        end = employee.fields["termination_date"] or "9999"
        for absence in world.owned("hris_absences", employee):
            fields = absence.fields
            assert hired < fields["start_date"]
            assert fields["end_date"] < end[:10] or fields["status"] == "REQUESTED"
            created, updated = fields["remote_created_at"], fields["remote_updated_at"]
            assert created < (updated or "9999")
            assert day_of(updated or created) * 86_400_000 <= absence.changed_at < ANCHOR
            assert fields["approver_id"] == employee.fields["manager_id"]


def test_approved_absences_of_one_employee_do_not_overlap(world: World) -> None:
    for employee in world.by_model["hris_employees"]:
        spans = sorted(
            (absence.fields["start_date"], absence.fields["end_date"])
            for absence in world.owned("hris_absences", employee)
            if absence.fields["status"] == "APPROVED"
        )
        assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_every_situation_occurs() -> None:
    world = World.of(plan(600, MARKETS[0]))
    absences = world.live("hris_absences")

    assert values(absences, "status") == {"REQUESTED", "APPROVED", "DECLINED", "CANCELLED", "In Prüfung"}
    assert values(world.by_model["hris_absences"], "status") > {"DELETED"}
    assert any(absence.fields["start_date"] > TODAY for absence in absences)
    assert any(absence.fields["end_date"] < TODAY for absence in absences)
    assert any(absence.fields["start_half_day"] for absence in absences)
    assert any(absence.fields["end_half_day"] for absence in absences)
    notes = values(absences, "employee_note")
    assert None in notes
    assert any(note and len(note) > 500 for note in notes)
    assert any(note and "<b>" in note for note in notes)


def test_somebody_asked_twice_for_the_same_days(world: World) -> None:
    asked = [absence for absence in world.by_model["hris_absences"] if absence.fields["status"] == "REQUESTED"]
    assert any(
        one.id != other.id
        and one.fields["employee_id"] == other.fields["employee_id"]
        and one.fields["start_date"] <= other.fields["start_date"] <= one.fields["end_date"]
        for one in asked
        for other in asked
    )
