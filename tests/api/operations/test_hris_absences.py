"""Absences: entered and taken back, with what they do to balances and what their type allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.operations.ats_client import Application, Ats, error, warnings
from tests.api.operations.hris_client import absence, balance, connected, data, employee, first, kind, refused

NOW = "2025-06-02T09:00:00.000Z"


@pytest.fixture
def sandbox(ats_application: Application) -> Ats:
    return connected(ats_application, "sandbox")


def vacation(tool: Ats) -> dict[str, Any]:
    return kind(tool, "DAYS", half_days=True, exact_times=False)


def flexitime(tool: Ats) -> dict[str, Any]:
    return kind(tool, "HOURS", half_days=False, exact_times=True)


def somebody_with(tool: Ats, type_id: str, fits: Callable[[float], bool] = lambda left: left > 5) -> str:
    """Give the id of an employee whose balance for a type fits."""
    found = tool.stored("time-off-balances", type_id=type_id)
    return next(str(one["employee_id"]) for one in found if one["balance"] is not None and fits(one["balance"]))


def test_a_created_absence_is_there_with_everything_that_was_given(sandbox: Ats) -> None:
    body = absence(sandbox, amount=1.5, unit="DAYS", start_half_day=True, employee_note="Visiting the coast")
    answer = sandbox.post("/hris/absences", body)
    assert warnings(answer) == []
    made = data(answer)
    assert "type" not in made
    wanted = {key: body[key] for key in ("employee_id", "start_date", "end_date", "amount", "unit", "employee_note")}
    assert {key: made[key] for key in wanted} == wanted
    assert (made["status"], made["type_id"]) == ("REQUESTED", body["absence_type_id"])
    assert (made["start_half_day"], made["end_half_day"], made["start_time"]) == (True, False, None)
    assert (made["remote_created_at"], made["changed_at"]) == (NOW, NOW)
    [read] = sandbox.get("/hris/absences", ids=made["id"])["results"]
    assert {key: read[key] for key in made} == made
    assert read["type"]["id"] == body["absence_type_id"]
    found = sandbox.get("/hris/absences", employee_id=body["employee_id"], date_from="2025-06-11", updated_after=NOW)
    assert made["id"] in [one["id"] for one in found["results"]]


def test_a_created_absence_has_the_keys_of_a_seeded_one(sandbox: Ats) -> None:
    made = data(sandbox.post("/hris/absences", absence(sandbox)))
    [stored] = sandbox.stored("absences", id=made["id"])
    assert first(sandbox, "absences").keys() - stored.keys() == set()


@pytest.mark.parametrize(
    ("start", "end", "sent", "amount"),
    [
        ("2025-06-06", "2025-06-10", {}, 3.0),
        ("2025-06-06T08:00:00Z", "2025-06-10T23:59:59.999Z", {}, 3.0),
        ("2025-06-10", "2025-06-11", {"start_half_day": True, "end_half_day": True}, 1.0),
        ("2025-06-10", "2025-06-10", {"end_half_day": True}, 0.5),
        ("2025-06-07", "2025-06-08", {}, 0.0),
    ],
)
def test_days_are_counted_in_weekdays(sandbox: Ats, start: str, end: str, sent: dict[str, Any], amount: float) -> None:
    type_id = vacation(sandbox)["id"]
    body = absence(
        sandbox,
        employee_id=somebody_with(sandbox, type_id),
        absence_type_id=type_id,
        start_date=start,
        end_date=end,
        **sent,
    )
    made = data(sandbox.post("/hris/absences", body))
    assert (made["amount"], made["unit"], made["start_date"], made["end_date"]) == (
        amount,
        "DAYS",
        start[:10],
        end[:10],
    )


def test_hours_are_counted_from_times_and_times_are_normalised(sandbox: Ats) -> None:
    type_id = flexitime(sandbox)["id"]
    body = absence(
        sandbox,
        employee_id=somebody_with(sandbox, type_id),
        absence_type_id=type_id,
        end_date="2025-06-10",
        start_time="8:5",
        end_time="12:35:30",
    )
    made = data(sandbox.post("/hris/absences", body))
    assert (made["start_time"], made["end_time"]) == ("08:05:00", "12:35:30")
    assert (made["amount"], made["unit"]) == (4.51, "HOURS")


def test_overlapping_absences_are_taken_as_they_come(sandbox: Ats) -> None:
    made = [data(sandbox.post("/hris/absences", absence(sandbox)))["id"] for _ in range(2)]
    assert made[0] != made[1]


def test_remote_ids_of_employees_are_looked_up(sandbox: Ats) -> None:
    known = first(sandbox, "employees")
    body = absence(sandbox, employee_id=f"remote:{known['remote_id']}")
    assert data(sandbox.post("/hris/absences", body))["employee_id"] == known["id"]


@pytest.mark.parametrize(("status", "used"), [("REQUESTED", 0.0), ("APPROVED", 2.0)])
def test_balances_move_and_move_back(sandbox: Ats, status: str, used: float) -> None:
    type_id = vacation(sandbox)["id"]
    person = somebody_with(sandbox, type_id)
    before = balance(sandbox, person, type_id)
    changed_at = first(sandbox, "employees", id=person)["changed_at"]
    body = absence(sandbox, employee_id=person, absence_type_id=type_id, status=status)
    made = data(sandbox.post("/hris/absences", body))
    during = balance(sandbox, person, type_id)
    assert (during["balance"], during["used"]) == (before["balance"] - 2, before["used"] + used)
    # The employee shows it without having changed.
    [shown] = sandbox.get("/hris/employees", ids=person, updated_after=NOW)["results"]
    assert (shown["changed_at"], during["changed_at"]) == (changed_at, NOW)
    data(sandbox.request("DELETE", f"/v1/hris/absences/{made['id']}", {}))
    after = balance(sandbox, person, type_id)
    assert (after["balance"], after["used"]) == (before["balance"], before["used"])


def test_a_type_of_which_nothing_is_left_cannot_be_requested(sandbox: Ats) -> None:
    type_id = flexitime(sandbox)["id"]
    person = somebody_with(sandbox, type_id)
    sandbox.edit("hris_time_off_balances", balance(sandbox, person, type_id)["id"], balance=0.0)
    before = len(sandbox.stored("absences"))
    answer = sandbox.post("/hris/absences", absence(sandbox, employee_id=person, absence_type_id=type_id))
    refused(answer, "REMOTE.INPUT_INVALID", "$.absence_type_id")
    assert len(sandbox.stored("absences")) == before


def test_without_balances_every_type_can_be_requested(ats_application: Application) -> None:
    tool = connected(ats_application, "silae")
    type_id = flexitime(tool)["id"]
    person = somebody_with(tool, type_id)
    before = balance(tool, person, type_id)
    tool.edit("hris_time_off_balances", before["id"], balance=0.0)
    body = absence(tool, employee_id=person, absence_type_id=type_id)
    assert data(tool.post("/hris/absences", body))["amount"] == 16
    assert balance(tool, person, type_id)["balance"] == 0.0


def test_a_new_employee_without_balances_can_take_everything(sandbox: Ats) -> None:
    person = data(sandbox.post("/hris/employees", employee()))["id"]
    data(sandbox.post("/hris/absences", absence(sandbox, employee_id=person, absence_type_id=vacation(sandbox)["id"])))


@pytest.mark.parametrize("body", [None, {}, {"remote_fields": {"adpworkforcenow": {"employment_id": "7"}}}])
def test_deleting_answers_the_absence_as_it_is_then(sandbox: Ats, body: Any) -> None:
    made = data(sandbox.post("/hris/absences", absence(sandbox)))
    gone = data(sandbox.request("DELETE", f"/v1/hris/absences/{made['id']}", body))
    assert (gone["id"], gone["status"]) == (made["id"], "DELETED")
    assert gone["remote_deleted_at"] == gone["changed_at"] == "2025-06-02T09:00:00.001Z"
    assert sandbox.get("/hris/absences", ids=made["id"])["results"] == []
    [read] = sandbox.get("/hris/absences", ids=made["id"], include_deleted="true")["results"]
    assert {key: read[key] for key in gone} == gone
    assert error(sandbox.request("DELETE", f"/v1/hris/absences/{made['id']}", {}))[0] == 404


def test_deleting_a_seeded_absence_gives_back_what_was_approved_this_year(sandbox: Ats) -> None:
    type_id = vacation(sandbox)["id"]
    taken = next(
        one for one in sandbox.stored("absences", type_id=type_id, status="APPROVED") if one["start_date"] > "2025"
    )
    before = balance(sandbox, taken["employee_id"], type_id)
    data(sandbox.request("DELETE", f"/v1/hris/absences/{taken['id']}", {}))
    after = balance(sandbox, taken["employee_id"], type_id)
    assert after["balance"] == before["balance"] + taken["amount"]
    assert after["used"] == before["used"] - taken["amount"]


@pytest.mark.parametrize("id", ["11111111111111111111111a", "remote:1", "x" * 300])
def test_an_unknown_absence_is_not_found(sandbox: Ats, id: str) -> None:
    assert error(sandbox.request("DELETE", f"/v1/hris/absences/{id}", {}))[:2] == (404, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize("key", ["employee_id", "absence_type_id", "start_date", "end_date", "employee_note"])
def test_required_keys_are_required(sandbox: Ats, key: str) -> None:
    body = absence(sandbox)
    del body[key]
    answer = sandbox.post("/hris/absences", body)
    assert error(answer)[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert key in error(answer)[2]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"employee_id": "11111111111111111111111a"}, "$.employee_id"),
        ({"employee_id": "remote:no-such-number"}, "$.employee_id"),
        ({"absence_type_id": "11111111111111111111111a"}, "$.absence_type_id"),
        ({"absence_type_id": "remote:1"}, "$.absence_type_id"),
        ({"start_date": "2025-06-31"}, "$.start_date"),
        ({"end_date": "2025-06-09"}, "$.end_date"),
        ({"status": "DECLINED"}, "$.status"),
        ({"amount": 2}, "$"),
        ({"unit": "DAYS"}, "$"),
        ({"amount": -1, "unit": "DAYS"}, "$.amount"),
        ({"amount": "2", "unit": "DAYS"}, "$.amount"),
        ({"start_time": "08:30"}, "$"),
        ({"end_time": "08:30"}, "$"),
        ({"start_time": "24:00", "end_time": "25:00"}, "$."),
        ({"start_time": "08:30", "end_time": "08:30:00", "end_date": "2025-06-10"}, "$.end_time"),
        ({"start_half_day": True, "end_half_day": True, "end_date": "2025-06-10"}, "$.end_half_day"),
        ({"start_half_day": "yes"}, "$.start_half_day"),
        ({"employee_note": 7}, "$.employee_note"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(sandbox: Ats, wrong: dict[str, Any], place: str) -> None:
    before = len(sandbox.stored("absences"))
    refused(sandbox.post("/hris/absences", {**absence(sandbox), **wrong}), "PLATFORM.INPUT_INVALID", place)
    assert len(sandbox.stored("absences")) == before


def test_deleted_types_and_employees_are_unknown(sandbox: Ats) -> None:
    gone = next(one for one in sandbox.stored("absence-types") if one["remote_deleted_at"])
    answer = sandbox.post("/hris/absences", absence(sandbox, absence_type_id=gone["id"]))
    refused(answer, "PLATFORM.INPUT_INVALID", "$.absence_type_id")
    left = next(one for one in sandbox.stored("employees") if one["remote_deleted_at"])
    answer = sandbox.post("/hris/absences", absence(sandbox, employee_id=left["id"]))
    refused(answer, "PLATFORM.INPUT_INVALID", "$.employee_id")


@pytest.mark.parametrize(
    ("unit", "half_days", "exact_times", "sent", "place"),
    [
        ("HOURS", False, True, {"start_half_day": True}, "$.start_half_day"),
        ("HOURS", False, True, {"end_half_day": True}, "$.end_half_day"),
        ("DAYS", True, False, {"start_time": "08:00", "end_time": "09:00"}, "$.start_time"),
        ("DAYS", True, False, {"amount": 8, "unit": "HOURS"}, "$.unit"),
    ],
)
def test_what_a_type_does_not_allow_is_refused(
    sandbox: Ats, unit: str, half_days: bool, exact_times: bool, sent: dict[str, Any], place: str
) -> None:
    type_id = kind(sandbox, unit, half_days=half_days, exact_times=exact_times)["id"]
    body = absence(sandbox, employee_id=somebody_with(sandbox, type_id), absence_type_id=type_id, **sent)
    refused(sandbox.post("/hris/absences", body), "REMOTE.INPUT_INVALID", place)


# ── rules ────────────────────────────────────────────────────────────────────


def test_created_absences_approved_at_once(ats_application: Application) -> None:
    tool = connected(ats_application, "strictats")
    made = data(tool.post("/hris/absences", absence(tool, status="REQUESTED")))
    assert made["status"] == "APPROVED"


def test_absences_by_day_are_one_record_per_working_day(ats_application: Application) -> None:
    tool = connected(ats_application, "paycor")
    body = absence(tool, start_date="2025-06-06", end_date="2025-06-10", amount=3, unit="DAYS")
    made = data(tool.post("/hris/absences", body))
    stored = [one for one in tool.stored("absences") if one.get("created_by_api")]
    days = [(one["start_date"], one["end_date"], one["amount"], one["unit"]) for one in stored]
    assert days == [(day, day, 8.0, "HOURS") for day in ("2025-06-06", "2025-06-09", "2025-06-10")]
    assert (made["id"], made["start_date"], made["amount"]) == (stored[0]["id"], "2025-06-06", 8.0)


@pytest.mark.parametrize(
    ("sent", "amount"),
    [({}, 8.0), ({"end_half_day": True}, 4.0), ({"start_time": "09:00", "end_time": "11:30"}, 2.5)],
)
def test_absences_by_day_of_a_single_day(ats_application: Application, sent: dict[str, Any], amount: float) -> None:
    tool = connected(ats_application, "paycor")
    for one in tool.stored("absence-types"):
        tool.edit("hris_absence_types", one["id"], half_days_supported=None, exact_times_supported=None)
    made = data(tool.post("/hris/absences", absence(tool, end_date="2025-06-10", **sent)))
    assert made["amount"] == amount


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"start_half_day": True}, "$.start_half_day"),
        ({"start_time": "09:00", "end_time": "11:30"}, "$.start_time"),
        ({"end_date": "9999-12-31"}, "$.end_date"),
    ],
)
def test_absences_by_day_take_half_days_and_times_for_one_day_only(
    ats_application: Application, sent: dict[str, Any], place: str
) -> None:
    tool = connected(ats_application, "paycor")
    refused(tool.post("/hris/absences", absence(tool, **sent)), "REMOTE.INPUT_INVALID", place)


def test_absences_by_day_out_of_reach_are_not_shown(ats_application: Application) -> None:
    tool = connected(ats_application, "paycor")
    made = data(tool.post("/hris/absences", absence(tool, start_date="2024-05-06", end_date="2024-05-07")))
    assert tool.get("/hris/absences", ids=made["id"])["results"] == []


def test_remote_employees_need_not_be_known(ats_application: Application) -> None:
    tool = connected(ats_application, "datev")
    made = data(tool.post("/hris/absences", absence(tool, employee_id="remote:4711")))
    assert tool.stored("employees", remote_id="4711")[0]["id"] == made["employee_id"]
    refused(
        tool.post("/hris/absences", absence(tool, employee_id="remote:0")), "PLATFORM.INPUT_INVALID", "$.employee_id"
    )


# ── the official SDK ─────────────────────────────────────────────────────────


def test_the_sdk_creates_and_deletes(sdk: Callable[[str, str], Any]) -> None:
    kombo = sdk("sandbox", "HRIS")
    person = kombo.hris.get_employees(page_size=1).result.data.results[0]
    types = kombo.hris.get_absence_types().result.data.results
    training = next(one for one in types if one.unit is None)
    answer = kombo.hris.create_absence(
        employee_id=person.id,
        absence_type_id=training.id,
        start_date=datetime(2025, 6, 10, tzinfo=UTC),
        end_date=datetime(2025, 6, 11, tzinfo=UTC),
        employee_note="Two days away",
        start_time="9:00",
        end_time="17:30",
    )
    made = answer.data
    assert (made.employee_id, made.start_date, made.start_time) == (person.id, "2025-06-10", "09:00:00")
    gone = kombo.hris.delete_absence(absence_id=made.id).data
    assert (gone.id, gone.status) == (made.id, "DELETED")
    assert gone.remote_deleted_at is not None
