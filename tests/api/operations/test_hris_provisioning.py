"""The provisioning diff: every account in one of two lists, every employee without one in the third."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.operations.ats_client import Application, Ats, error
from tests.api.operations.hris_client import connected, data, employee, first, refused

PATH = "/hris/provisioning-groups/default/diff"
FIELDS = ["id", "remote_id", "first_name", "last_name", "groups", "avatar", "work_location_id", "legal_entity_id"]


@pytest.fixture
def sandbox(ats_application: Application) -> Ats:
    return connected(ats_application, "sandbox")


def diff(tool: Ats, *emails: str, fields: list[str] | None = None) -> Any:
    users = [{"origin_id": f"user-{number}", "email": email} for number, email in enumerate(emails)]
    body = {"provisioned_users": users, "options": {"employee_fields": ["id"] if fields is None else fields}}
    return data(tool.post(PATH, body))["users"]


def with_email(tool: Ats, **wanted: Any) -> dict[str, Any]:
    return next(
        one for one in tool.stored("employees", **wanted) if one["work_email"] and one["remote_deleted_at"] is None
    )


def test_accounts_and_employees_are_sorted_into_three_lists(sandbox: Ats) -> None:
    staff = [one for one in sandbox.stored("employees") if one["work_email"] and one["remote_deleted_at"] is None]
    working = [one for one in staff if one["employment_status"] != "INACTIVE"]
    left = with_email(sandbox, employment_status="INACTIVE")
    kept = working[3]
    users = diff(sandbox, kept["work_email"], left["work_email"], "stranger@example.com")
    assert users["already_provisioned"] == [
        {"origin_id": "user-0", "email": kept["work_email"], "employee": {"id": kept["id"]}}
    ]
    assert users["to_deprovision"] == [
        {"origin_id": "user-1", "email": left["work_email"]},
        {"origin_id": "user-2", "email": "stranger@example.com"},
    ]
    assert users["to_provision"] == [
        {"email": one["work_email"], "employee": {"id": one["id"]}} for one in working if one is not kept
    ]


def test_employees_that_are_switched_off_are_no_reason_to_close_accounts(sandbox: Ats) -> None:
    known = with_email(sandbox, employment_status="ACTIVE")
    sandbox.change(scopes={"models": {"hris_employees": "DISABLED"}})
    users = [{"origin_id": "1", "email": known["work_email"]}]
    answer = sandbox.post(PATH, {"provisioned_users": users, "options": {"employee_fields": []}})
    assert error(answer)[:2] == (403, "INTEGRATION.MODEL_DISABLED")


def test_addresses_are_compared_in_their_normal_form(sandbox: Ats) -> None:
    known = with_email(sandbox)
    sandbox.edit("hris_employees", known["id"], work_email=" \uff2dara.STRASSE@Example.com\t")
    users = diff(sandbox, "mara.strasse@EXAMPLE.com")
    assert [one["employee"]["id"] for one in users["already_provisioned"]] == [known["id"]]
    assert users["to_deprovision"] == []


def test_several_accounts_with_one_address_are_all_listed(sandbox: Ats) -> None:
    known = with_email(sandbox, employment_status="ACTIVE")
    users = diff(sandbox, known["work_email"], known["work_email"].upper())
    assert [one["origin_id"] for one in users["already_provisioned"]] == ["user-0", "user-1"]


def test_an_employee_holds_only_the_wanted_fields(sandbox: Ats) -> None:
    known = with_email(sandbox, employment_status="ACTIVE")
    [kept] = diff(sandbox, known["work_email"], fields=["groups", "last_name"])["already_provisioned"]
    assert kept["employee"].keys() == {"groups", "last_name"}
    assert [group["id"] for group in kept["employee"]["groups"]] == known["group_ids"]
    assert kept["employee"]["groups"][0].keys() == {"id", "remote_id", "name"}
    [kept] = diff(sandbox, known["work_email"], fields=[])["already_provisioned"]
    assert kept["employee"] == {}


def test_what_the_connector_does_not_cover_is_null(ats_application: Application) -> None:
    tool = connected(ats_application, "hrworks")
    known = with_email(tool, employment_status="ACTIVE")
    [kept] = diff(tool, known["work_email"], fields=FIELDS)["already_provisioned"]
    shown = kept["employee"]
    assert list(shown) == FIELDS
    # HR WORKS tells no legal entity.
    assert shown["legal_entity_id"] is None
    assert shown["work_location_id"] == known["work_location_id"]
    assert known["legal_entity_id"] is not None


def test_whoever_starts_later_or_is_away_should_have_an_account(sandbox: Ats) -> None:
    made = data(sandbox.post("/hris/employees", employee(start_date="2025-09-01")))
    away = first(sandbox, "employees", employment_status="LEAVE")
    ids = [one["employee"]["id"] for one in diff(sandbox)["to_provision"]]
    assert made["id"] in ids
    assert away["id"] in ids


def test_a_status_that_follows_from_dates_counts_as_it_is_shown(ats_application: Application) -> None:
    tool = connected(ats_application, "factorial")
    known = with_email(tool, employment_status="ACTIVE")
    tool.edit("hris_employees", known["id"], termination_date="2025-05-01T00:00:00.000Z")
    assert [one["origin_id"] for one in diff(tool, known["work_email"])["to_deprovision"]] == ["user-0"]


@pytest.mark.parametrize("group", ["other", "Default", "default%20"])
def test_there_is_only_the_default_group(sandbox: Ats, group: str) -> None:
    body = {"provisioned_users": [], "options": {"employee_fields": []}}
    answer = sandbox.post(f"/hris/provisioning-groups/{group}/diff", body)
    assert error(answer)[:2] == (404, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"options": {"employee_fields": []}}, "$"),
        ({"provisioned_users": [], "options": {}}, "$.options"),
        ({"provisioned_users": [{"origin_id": "1"}], "options": {"employee_fields": []}}, "$.provisioned_users[0]"),
        (
            {"provisioned_users": [{"origin_id": "1", "email": "mara"}], "options": {"employee_fields": []}},
            "$.provisioned_users[0].email",
        ),
        ({"provisioned_users": [], "options": {"employee_fields": ["salary"]}}, "$.options.employee_fields[0]"),
    ],
)
def test_bad_input_is_named(sandbox: Ats, body: dict[str, Any], place: str) -> None:
    refused(sandbox.post(PATH, body), "PLATFORM.INPUT_INVALID", place)
