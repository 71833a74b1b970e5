"""Employees leave, for good or for a while."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upstream.customer import Customer, changed


def active(hris: Customer, *, leads: bool = False) -> dict[str, Any]:
    managers = {one["manager_id"] for one in hris.stored("employees")}
    everybody = hris.stored("employees", employment_status="ACTIVE", termination_date=None)
    return next(one for one in everybody if (one["id"] in managers) is leads and one["manager_id"])


def test_an_employee_leaves_today(hris: Customer) -> None:
    told = hris.happens("employee_terminates")

    person = hris.one("employees", changed(told, "hris_employees")[0])
    assert (person["employment_status"], person["termination_date"]) == ("INACTIVE", "2025-06-02T00:00:00.000Z")
    assert person["remote_deleted_at"] is None
    assert person in hris.get("employees", employment_statuses="INACTIVE")


def test_who_reported_to_a_leaver_reports_to_the_one_above(hris: Customer) -> None:
    manager = active(hris, leads=True)
    team = hris.stored("employees", manager_id=manager["id"])

    hris.happens("employee_terminates", employee_id=manager["id"])

    assert {hris.one("employees", one["id"])["manager_id"] for one in team} == {manager["manager_id"]}


def test_a_last_day_that_is_ahead_comes_with_the_clock(hris: Customer) -> None:
    person = active(hris)
    hris.happens("employee_terminates", employee_id=person["id"], termination_date="2025-06-30")
    assert hris.one("employees", person["id"])["employment_status"] == "ACTIVE"

    hris.advance("P28D")  # the last day counts
    assert hris.one("employees", person["id"])["employment_status"] == "ACTIVE"
    hris.advance("P1D")
    assert hris.one("employees", person["id"])["employment_status"] == "INACTIVE"
    hris.check()


def test_a_termination_is_withdrawn(hris: Customer) -> None:
    person = active(hris)
    hris.happens("employee_terminates", employee_id=person["id"], termination_date="2025-06-30")

    hris.happens("termination_withdrawn", employee_id=person["id"])

    hris.advance("P40D")
    shown = hris.one("employees", person["id"])
    assert (shown["employment_status"], shown["termination_date"]) == ("ACTIVE", None)


def test_absences_behind_the_last_day_are_cancelled_and_their_days_are_back(hris: Customer) -> None:
    person = active(hris)
    vacation = next(one for one in hris.stored("absence-types") if one["half_days_supported"])
    [before] = hris.stored("time-off-balances", employee_id=person["id"], type_id=vacation["id"])
    hris.happens(
        "absence_requested",
        employee_id=person["id"],
        absence_type_id=vacation["id"],
        start_date="2025-08-04",
        end_date="2025-08-08",
        status="APPROVED",
    )

    hris.happens("employee_terminates", employee_id=person["id"], termination_date="2025-07-31")

    statuses = {
        one["status"] for one in hris.stored("absences", employee_id=person["id"]) if one["end_date"] > "2025-08"
    }
    assert statuses == {"CANCELLED"}
    [after] = hris.stored("time-off-balances", employee_id=person["id"], type_id=vacation["id"])
    assert after["used"] <= before["used"]


def test_nobody_leaves_before_the_first_day(hris: Customer) -> None:
    person = hris.stored("employees", employment_status="PENDING")[0]
    message = hris.refuses("employee_terminates", employee_id=person["id"])
    assert message == "$.termination_date must not lie before the first day of the employee."


def test_an_employee_goes_on_leave_and_returns(hris: Customer) -> None:
    person = active(hris)

    told = hris.happens("employee_goes_on_leave", employee_id=person["id"], end_date="2025-12-31")
    assert hris.one("employees", person["id"])["employment_status"] == "LEAVE"
    [absence] = changed(told, "hris_absences", "created")
    shown = hris.one("absences", absence)
    assert (shown["status"], shown["start_date"], shown["end_date"]) == ("APPROVED", "2025-06-02", "2025-12-31")
    assert shown["type"]["name"] == "Parental leave"

    hris.advance("P30D")
    hris.happens("employee_returns", employee_id=person["id"])
    assert hris.one("employees", person["id"])["employment_status"] == "ACTIVE"
    assert hris.one("absences", absence)["end_date"] == "2025-07-01"


def test_a_leave_begins_and_ends_with_the_clock(hris: Customer) -> None:
    person = active(hris)
    hris.happens("employee_goes_on_leave", employee_id=person["id"], start_date="2025-06-10", end_date="2025-06-20")
    statuses = []
    for _ in range(4):
        statuses.append(hris.one("employees", person["id"])["employment_status"])
        hris.advance("P8D")
    assert statuses == ["ACTIVE", "LEAVE", "LEAVE", "ACTIVE"]
    hris.check()


def test_dates_of_the_seeded_world_arrive_when_asked_for(hris: Customer) -> None:
    starting = hris.stored("employees", employment_status="PENDING")[0]
    leaving = next(one for one in hris.stored("employees", employment_status="ACTIVE") if one["termination_date"])
    assert changed(hris.happens("dates_arrive"), "hris_employees") == []

    hris.advance("P120D")
    told = hris.happens("dates_arrive")

    assert {starting["id"], leaving["id"]} <= set(changed(told, "hris_employees"))
    assert hris.one("employees", starting["id"])["employment_status"] == "ACTIVE"
    assert hris.one("employees", leaving["id"])["employment_status"] == "INACTIVE"


@pytest.mark.parametrize(
    ("event", "status", "words"),
    [
        ("employee_returns", "ACTIVE", "employee on leave"),
        ("employee_goes_on_leave", "INACTIVE", "active employee"),
        ("employee_terminates", "INACTIVE", "employee who could leave"),
    ],
)
def test_what_does_not_fit_is_refused(hris: Customer, event: str, status: str, words: str) -> None:
    person = hris.stored("employees", employment_status=status)[0]
    assert hris.refuses(event, employee_id=person["id"]) == f"$.employee_id: {person['id']} is no {words}."
