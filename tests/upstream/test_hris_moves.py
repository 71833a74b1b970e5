"""Employees move within the company."""

from __future__ import annotations

from tests.upstream.customer import Customer, changed


def test_an_employee_changes_department(hris: Customer) -> None:
    told = hris.happens("employee_changes_department")

    person = hris.one("employees", changed(told, "hris_employees", "updated")[0])
    [contract] = told["records"]["hris_employments"]
    assert contract["job_title"] == person["job_title"]
    assert contract["effective_date"] == "2025-06-02T00:00:00.000Z"
    [department] = [group for group in person["groups"] if group["type"] == "DEPARTMENT"]
    [center] = [group for group in person["groups"] if group["type"] == "COST_CENTER"]
    assert center["name"].endswith(department["name"])
    assert person["changed_at"] == told["at"]


def test_an_employee_comes_to_a_certain_team_with_its_lead(hris: Customer) -> None:
    person = next(one for one in hris.stored("employees", employment_status="ACTIVE") if not leads(hris, one["id"]))
    team = next(group for group in hris.stored("groups", type="TEAM") if group["id"] not in person["group_ids"])

    told = hris.happens("employee_changes_department", employee_id=person["id"], group_id=team["id"])

    moved = hris.one("employees", person["id"])
    assert team["id"] in {group["id"] for group in moved["groups"]}
    assert moved["manager_id"] in {
        one["manager_id"]
        for one in hris.stored("employees")
        if team["id"] in one["group_ids"] and one["id"] != moved["id"]
    }
    assert changed(told, "hris_employees") == [person["id"]]


def leads(hris: Customer, id: str) -> bool:
    return bool(hris.stored("employees", manager_id=id))


def test_an_employee_gets_another_manager(hris: Customer) -> None:
    before = {one["id"]: one["manager_id"] for one in hris.stored("employees")}

    told = hris.happens("employee_changes_manager")

    person = hris.one("employees", changed(told, "hris_employees")[0])
    assert person["manager_id"] not in {None, before[person["id"]], person["id"]}
    assert person["manager"]["id"] == person["manager_id"]


def test_nobody_reports_in_circles(hris: Customer) -> None:
    person = next(one for one in hris.stored("employees") if one["manager_id"])

    message = hris.refuses("employee_changes_manager", employee_id=person["manager_id"], manager_id=person["id"])

    assert message == f"$.manager_id: {person['id']} reports to {person['manager_id']}, directly or not."


def test_a_change_of_a_manager_brings_up_who_reports_there(hris: Customer) -> None:
    manager = next(one for one in hris.stored("employees", employment_status="ACTIVE") if leads(hris, one["id"]))

    told = hris.happens("record_changed", model="employees", id=manager["id"], changes={"job_title": "Queen"})

    shown = {one["id"]: one for one in hris.get("employees", updated_after=told["at"])}
    assert shown.keys() == {manager["id"], *(one["id"] for one in hris.stored("employees", manager_id=manager["id"]))}
    assert [one["id"] for one in shown.values() if one["changed_at"] == told["at"]] == [manager["id"]]
