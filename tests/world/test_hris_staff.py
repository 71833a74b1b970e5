"""Employees: their life with the company, their contracts and the values that are hard to handle."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from tests.world.hris_world import MARKETS, TODAY, World, day_of, plan, values

# The vendor turns addresses that do not look like this into null.
EMAIL = re.compile(r"^(?!\.)(?!.*\.\.)([\w'+-.]*)[\w+-]@([\da-z][\da-z-]*\.)+[a-z]{2,}$", re.ASCII)
RESERVED = re.compile(r"@example\.(com|org|net)$")
MIDNIGHT = re.compile(r"^\d{4}-\d{2}-\d{2}T00:00:00\.000Z$")


@pytest.fixture(scope="module", params=MARKETS, ids="+".join)
def world(request: pytest.FixtureRequest) -> World:
    return World.of(plan(60, request.param))


@pytest.fixture(scope="module")
def large() -> World:
    return World.of(plan(600, MARKETS[1]))


def test_an_employee_lives_and_is_paid_where_the_place_of_work_is(world: World) -> None:
    currencies = {
        "DE": "EUR",
        "AT": "EUR",
        "US": "USD",
        "GB": "GBP",
        "FR": "EUR",
        "PL": "PLN",
        "SE": "SEK",
        "NO": "NOK",
    }
    currencies |= {"DK": "DKK", "CH": "CHF", "IT": "EUR"}
    for employee in world.by_model["hris_employees"]:
        address = world.get("hris_locations", employee.fields["work_location_id"]).fields["address"]
        home = employee.fields["home_address"]
        if address is None or home is None:
            continue
        assert home["country"] == address["country"]
        for contract in world.owned("hris_employments", employee):
            assert contract.fields["pay_currency"] in (None, currencies[home["country"]])


def test_addresses_are_valid_reserved_and_unique_at_work(large: World, world: World) -> None:
    for employees in (large.by_model["hris_employees"], world.by_model["hris_employees"]):
        for key in ("work_email", "personal_email"):
            for email in filter(None, (employee.fields[key] for employee in employees)):
                assert EMAIL.match(email), email
                assert RESERVED.search(email)
        work = [employee.fields["work_email"] for employee in employees if employee.fields["work_email"]]
        assert len(set(work)) == len(work)


def test_employee_dates_are_midnights_in_order(world: World) -> None:
    for employee in world.by_model["hris_employees"]:
        fields = employee.fields
        born, start, end = fields["date_of_birth"], fields["start_date"], fields["termination_date"]
        assert all(MIDNIGHT.match(date) for date in (born, start, end) if date is not None)
        assert born is None or day_of(born) + 17 * 365 <= day_of(start)
        assert end is None or start < end
        assert fields["remote_created_at"] < TODAY
        effective = [record.fields["effective_date"] for record in world.owned("hris_employments", employee)]
        real = [
            record.fields["effective_date"]
            for record in world.owned("hris_employments", employee)
            if record.deleted_at == employee.deleted_at
        ]
        assert effective == sorted(effective)
        assert start in effective
        assert 1 <= len(set(real)) <= 3
        assert end is None or real[-1] < end


def test_the_status_follows_from_the_dates(large: World) -> None:
    by_status: dict[str, list[Any]] = defaultdict(list)
    for employee in large.by_model["hris_employees"]:
        by_status[employee.fields["employment_status"]].append(employee.fields)

    assert set(by_status) == {"ACTIVE", "PENDING", "INACTIVE", "LEAVE", "Garden leave"}
    assert all(fields["start_date"] > TODAY for fields in by_status["PENDING"])
    assert all(fields["work_email"] is None for fields in by_status["PENDING"])
    assert all(fields["termination_date"] < TODAY for fields in by_status["INACTIVE"])
    active = by_status["ACTIVE"]
    assert all(fields["termination_date"] is None or fields["termination_date"] > TODAY for fields in active)
    assert any(fields["termination_date"] is not None for fields in active)


def test_somebody_is_on_leave_right_now(world: World) -> None:
    away = [person for person in world.by_model["hris_employees"] if person.fields["employment_status"] == "LEAVE"]

    assert away
    for employee in away:
        absences = world.owned("hris_absences", employee)
        assert any(
            absence.fields["start_date"] < TODAY[:10] < absence.fields["end_date"]
            and absence.fields["status"] == "APPROVED"
            for absence in absences
        )


def test_somebody_came_back_in_each_of_two_ways(world: World) -> None:
    employees = world.by_model["hris_employees"]
    rehired = [
        employee
        for employee in employees
        if world.owned("hris_employments", employee)[0].fields["effective_date"] < employee.fields["start_date"]
    ]
    by_person = defaultdict(list)
    for employee in employees:
        by_person[employee.fields["display_full_name"], employee.fields["date_of_birth"]].append(employee.fields)
    twice = [records for records in by_person.values() if len(records) > 1]

    assert rehired
    assert twice
    for former, new in twice:
        assert (former["ssn"], former["personal_email"]) == (new["ssn"], new["personal_email"])
        assert former["work_email"] is None or former["work_email"] != new["work_email"]
        assert former["termination_date"] < new["start_date"]
        assert (former["employment_status"], new["employment_status"]) == ("INACTIVE", "ACTIVE")


def test_somebody_has_two_contracts_at_once(world: World) -> None:
    doubled = []
    for employee in world.live("hris_employees"):
        contracts = world.owned("hris_employments", employee, deleted=False)
        if len({contract.fields["effective_date"] for contract in contracts}) < len(contracts):
            doubled.append(employee.fields["employment_type"])

    assert "PART_TIME" in doubled


def test_the_last_contract_says_what_the_employee_does(large: World) -> None:
    for employee in large.live("hris_employees"):
        contracts = large.owned("hris_employments", employee, deleted=False)
        assert employee.fields["job_title"] in {contract.fields["job_title"] for contract in contracts[-2:]}
        assert employee.fields["employment_type"] in {contract.fields["employment_type"] for contract in contracts[-2:]}


def test_hard_values_are_there(world: World) -> None:
    employees = world.by_model["hris_employees"]
    names = " ".join(employee.fields["display_full_name"] or "" for employee in employees)
    births = {date for date in values(employees, "date_of_birth") if date}

    assert {"NON_BINARY", "diverse"} <= values(employees, "gender")
    assert None in values(employees, "work_email")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in names)
    assert any("\u0590" <= letter <= "\u06ff" for letter in names)
    assert any(ord(letter) > 0xFFFF for letter in names)
    assert any("-02-29T" in date for date in births)
    assert any(date < "1970" for date in births)
    assert any(len(employee.fields["last_name"] or "") > 200 for employee in employees)


def test_pay_fits_the_market_and_has_decimals_somewhere(large: World) -> None:
    contracts = large.by_model["hris_employments"]
    yearly = [c.fields["pay_rate"] for c in contracts if c.fields["pay_period"] == "YEAR"]
    hourly = [c.fields["pay_rate"] for c in contracts if c.fields["pay_period"] == "HOUR"]

    assert all(5_000 < rate < 900_000 for rate in yearly)
    assert all(8 < rate < 200 for rate in hourly)
    assert any(rate != int(rate) for rate in hourly)
    assert {"USD", "GBP", None} == values(contracts, "pay_currency")


def test_numbers_of_people_are_none_that_an_authority_gives(world: World) -> None:
    never = {"DE": "99 ", "AT": "0", "US": "9", "GB": "QQ", "FR": "9", "CH": "755.", "IT": ""}
    for employee in world.by_model["hris_employees"]:
        place = world.get("hris_locations", employee.fields["work_location_id"]).fields["address"]
        ssn = employee.fields["ssn"]
        if ssn is not None and place is not None:
            assert ssn.startswith(never.get(place["country"], ""))
