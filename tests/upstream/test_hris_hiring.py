"""Employees come, and come back."""

from __future__ import annotations

import pytest

from tests.upstream.customer import Customer, Server, changed


def test_an_employee_is_hired_and_starts_today(hris: Customer) -> None:
    told = hris.happens("employee_hired")

    person = hris.one("employees", changed(told, "hris_employees", "created")[0])
    assert person["employment_status"] == "ACTIVE"
    assert person["start_date"] == "2025-06-02T00:00:00.000Z"
    assert person["remote_created_at"] == person["changed_at"] == told["at"]
    assert [contract["job_title"] for contract in person["employments"]] == [person["job_title"]]
    assert {balance["used"] for balance in person["time_off_balances"]} == {0}
    assert {group["type"] for group in person["groups"]} >= {"DEPARTMENT", "COST_CENTER"}
    assert person["manager"] is not None
    assert person["work_location"] is not None
    assert person["legal_entity"] is not None


def test_what_is_given_is_taken(hris: Customer) -> None:
    team = hris.stored("groups", type="TEAM")[0]
    location = hris.stored("locations")[1]
    manager = hris.stored("employees")[3]

    told = hris.happens(
        "employee_hired",
        first_name="Frida",
        last_name="Okafor",
        work_email="frida.okafor@example.com",
        job_title="Beekeeper",
        employment_type="PART_TIME",
        weekly_hours=20,
        group_id=team["id"],
        work_location_id=location["id"],
        manager_id=manager["id"],
    )

    person = hris.one("employees", changed(told, "hris_employees")[0])
    shown = {key: person[key] for key in ("display_full_name", "job_title", "employment_type", "weekly_hours")}
    assert shown == {
        "display_full_name": "Frida Okafor",
        "job_title": "Beekeeper",
        "employment_type": "PART_TIME",
        "weekly_hours": 20,
    }
    assert team["id"] in {group["id"] for group in person["groups"]}
    assert (person["work_location_id"], person["manager_id"]) == (location["id"], manager["id"])
    assert hris.get("employees", work_emails="FRIDA.OKAFOR@example.com") == [person]
    message = hris.refuses("employee_hired", work_email="frida.okafor@example.com")
    assert message == "$.work_email: an employee with the address frida.okafor@example.com exists already."


def test_who_starts_later_is_pending_until_the_clock_gets_there(hris: Customer) -> None:
    told = hris.happens("employee_hired", start_date="2025-07-01")
    id = changed(told, "hris_employees")[0]
    person = hris.one("employees", id)
    assert (person["employment_status"], person["work_email"], person["employee_number"]) == ("PENDING", None, None)
    assert person in hris.get("employees", employment_statuses="PENDING")

    hris.advance("P28D")
    assert hris.one("employees", id)["employment_status"] == "PENDING"
    hris.advance("P1D")

    person = hris.one("employees", id)
    assert person["employment_status"] == "ACTIVE"
    assert person["work_email"]
    assert person["employee_number"]
    assert person["changed_at"].startswith("2025-07-01T00:30")


@pytest.mark.parametrize("new_record", [False, True])
def test_somebody_is_hired_again(hris: Customer, new_record: bool) -> None:
    former = hris.stored("employees", employment_status="INACTIVE")[0]
    contracts = len(hris.stored("employments", employee_id=former["id"]))

    told = hris.happens("employee_rehired", employee_id=former["id"], new_record=new_record)

    [id] = changed(told, "hris_employees")
    person = hris.one("employees", id)
    assert (id == former["id"]) is not new_record
    assert (person["employment_status"], person["termination_date"]) == ("ACTIVE", None)
    assert person["start_date"] == "2025-06-02T00:00:00.000Z"
    assert (person["first_name"], person["date_of_birth"]) == (former["first_name"], former["date_of_birth"])
    assert len(person["employments"]) == (1 if new_record else contracts + 1)
    assert person["employments"][-1]["effective_date"] == person["start_date"]
    if new_record:
        assert hris.one("employees", former["id"])["employment_status"] == "INACTIVE"
        assert person["time_off_balances"]


def test_only_who_left_can_come_back(hris: Customer) -> None:
    person = hris.stored("employees", employment_status="ACTIVE")[0]
    message = hris.refuses("employee_rehired", employee_id=person["id"])
    assert message == f"$.employee_id: {person['id']} is no employee who has left."


def test_people_come_from_the_market_of_the_connector(server: Server) -> None:
    told = server.connect("hrworks", "HRIS").happens("employee_hired")

    [person] = told["records"]["hris_employees"]
    assert person["bank_accounts"][0]["iban"].startswith("DE")
