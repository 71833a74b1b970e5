"""Absences as one record per day."""

from __future__ import annotations

from typing import Any

from mockserver.connectors.rules import AbsencesByDay
from mockserver.world import Plan, Seeded
from mockserver.world.by_day import by_day

PLAN = Plan("tool:1", 1, "tool", "HRIS", ("en_US",), 1, 0)
RULE = AbsencesByDay(hours_per_day=8, days_back=365)


def absence(**fields: Any) -> Seeded:
    known = {"start_half_day": False, "end_half_day": False, "unit": "DAYS", "amount": 1.0, "employee_id": "e"}
    return Seeded("hris_absences", PLAN.record_id("7"), "7", 10, 20, None, {**known, **fields})


def test_a_longer_absence_becomes_its_working_days() -> None:
    # From a Thursday to a Tuesday, with the afternoon of the last day still worked.
    long = absence(start_date="2025-05-29", end_date="2025-06-03", amount=3.5, end_half_day=True)
    made = list(by_day(PLAN, [long], RULE))
    days = ["2025-05-29", "2025-05-30", "2025-06-02", "2025-06-03"]
    assert [record.fields["start_date"] for record in made] == days
    assert all(record.fields["end_date"] == record.fields["start_date"] for record in made)
    assert {(record.fields["amount"], record.fields["unit"]) for record in made} == {(7.0, "HOURS")}
    assert not any(record.fields["end_half_day"] for record in made)
    assert [record.remote_id for record in made] == ["7-1", "7-2", "7-3", "7-4"]
    assert [record.id for record in made] == [PLAN.record_id(str(record.remote_id)) for record in made]
    assert {record[3:6] for record in made} == {long[3:6]}


def test_a_single_day_stays_one_record_and_half_of_it_a_half() -> None:
    half = absence(start_date="2025-05-29", end_date="2025-05-29", amount=0.5, start_half_day=True)
    [made] = by_day(PLAN, [half], RULE)
    assert (made.id, made.fields["amount"], made.fields["start_half_day"]) == (half.id, 4.0, True)


def test_a_weekend_is_not_lost() -> None:
    weekend = absence(start_date="2025-05-31", end_date="2025-06-01", amount=None, unit=None)
    [made] = by_day(PLAN, [weekend], RULE)
    assert (made.fields["start_date"], made.fields["amount"], made.fields["unit"]) == ("2025-05-31", None, None)


def test_types_and_balances_count_hours_too_and_the_rest_stays() -> None:
    kind = Seeded("hris_absence_types", "a", "1", 1, 1, None, {"unit": "DAYS"})
    fields = {"balance": 2.5, "balance_unit": "DAYS", "used": 3, "used_unit": "HOURS"}
    balance = Seeded("hris_time_off_balances", "b", "2", 1, 1, None, fields)
    employee = Seeded("hris_employees", "c", "3", 1, 1, None, {"unit": "DAYS"})
    made = list(by_day(PLAN, [kind, balance, employee], RULE))
    assert made[0].fields == {"unit": "HOURS"}
    assert made[1].fields == {"balance": 20.0, "balance_unit": "HOURS", "used": 3, "used_unit": "HOURS"}
    assert made[2] is employee
