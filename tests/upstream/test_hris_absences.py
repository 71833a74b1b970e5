"""Absences and their balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.upstream.customer import Customer, Server, changed

# Connectors with kinds of rules that no real one of ours has.
EXTRA = Path(__file__).parents[1] / "connectors" / "extra"
WEEK = {"start_date": "2025-07-07", "end_date": "2025-07-11"}


@pytest.fixture
def request_of(hris: Customer) -> dict[str, Any]:
    """A week of vacation of somebody who has days left."""
    vacation = next(one for one in hris.stored("absence-types") if one["half_days_supported"])
    balance = next(
        one
        for one in hris.stored("time-off-balances", type_id=vacation["id"])
        if one["balance"] and one["balance"] >= 9
    )
    told = hris.happens("absence_requested", employee_id=balance["employee_id"], absence_type_id=vacation["id"], **WEEK)
    return {"id": changed(told, "hris_absences", "created")[0], "balance": balance, "told": told}


def balance_of(hris: Customer, id: str) -> tuple[float, float]:
    [balance] = hris.stored("time-off-balances", id=id)
    return balance["balance"], balance["used"]


def test_a_request_keeps_days_back(hris: Customer, request_of: dict[str, Any]) -> None:
    absence, before = hris.one("absences", request_of["id"]), request_of["balance"]
    assert (absence["status"], absence["amount"], absence["unit"]) == ("REQUESTED", 5, "DAYS")
    assert absence["remote_created_at"] == request_of["told"]["at"]
    assert balance_of(hris, before["id"]) == (before["balance"] - 5, before["used"])


def test_an_approval_counts_as_used(hris: Customer, request_of: dict[str, Any]) -> None:
    told = hris.happens("absence_approved", absence_id=request_of["id"])

    absence, before = hris.one("absences", request_of["id"]), request_of["balance"]
    assert (absence["status"], absence["remote_updated_at"]) == ("APPROVED", told["at"])
    assert balance_of(hris, before["id"]) == (before["balance"] - 5, before["used"] + 5)


@pytest.mark.parametrize(("event", "status"), [("absence_declined", "DECLINED"), ("absence_cancelled", "CANCELLED")])
def test_what_was_kept_back_is_there_again(hris: Customer, request_of: dict[str, Any], event: str, status: str) -> None:
    hris.happens(event, absence_id=request_of["id"])

    before = request_of["balance"]
    assert hris.one("absences", request_of["id"])["status"] == status
    assert balance_of(hris, before["id"]) == (before["balance"], before["used"])


def test_an_approved_absence_can_be_taken_back(hris: Customer, request_of: dict[str, Any]) -> None:
    hris.happens("absence_approved", absence_id=request_of["id"])
    hris.happens("absence_cancelled", absence_id=request_of["id"])

    before = request_of["balance"]
    assert balance_of(hris, before["id"]) == (before["balance"], before["used"])


def test_half_days_count_half(hris: Customer, request_of: dict[str, Any]) -> None:
    who = {"employee_id": request_of["balance"]["employee_id"], "absence_type_id": request_of["balance"]["type_id"]}

    told = hris.happens(
        "absence_requested", start_date="2025-09-01", start_half_day=True, employee_note="Dentist", **who
    )

    [absence] = told["records"]["hris_absences"]
    assert (absence["amount"], absence["end_date"], absence["employee_note"]) == (0.5, "2025-09-01", "Dentist")
    both = {"start_half_day": True, "end_half_day": True}
    assert "both start and end" in hris.refuses("absence_requested", start_date="2025-09-02", **both, **who)


def test_days_are_chosen_that_are_free_and_left(hris: Customer) -> None:
    for _ in range(12):
        told = hris.happens("absence_requested")
        [absence] = told["records"]["hris_absences"]
        [balance] = told["records"]["hris_time_off_balances"]
        assert absence["start_date"] > "2025-06-02"
        assert absence["amount"] >= 1
        assert balance["balance"] >= 0


def test_seeded_requests_are_decided_too(hris: Customer) -> None:
    for event in ("absence_approved", "absence_declined", "absence_cancelled") * 4:
        hris.happens(event)


def test_a_decision_is_made_once(hris: Customer, request_of: dict[str, Any]) -> None:
    hris.happens("absence_declined", absence_id=request_of["id"])
    id = request_of["id"]
    assert hris.refuses("absence_approved", absence_id=id) == f"$.absence_id: {id} is no requested absence."
    assert hris.refuses("absence_cancelled", absence_id=id).endswith("is no absence that is still ahead.")


def test_bad_days_are_refused(hris: Customer, request_of: dict[str, Any]) -> None:
    who = {"employee_id": request_of["balance"]["employee_id"], "absence_type_id": request_of["balance"]["type_id"]}
    assert hris.refuses("absence_requested", start_date="2025-09-02", end_date="2025-09-01", **who) == (
        "$.end_date must not lie before start_date."
    )
    assert hris.refuses("absence_requested", start_date="2025-02-30", **who).startswith("$.start_date must be a date")
    assert hris.refuses("absence_requested", absence_type_id="nobody").startswith("$.absence_type_id: there is no")


def test_other_connectors_keep_absences_in_their_way(server: Server) -> None:
    customer = server.connect("hrworks", "HRIS")
    for event in ("absence_requested", "absence_approved", "absence_requested", "absence_declined"):
        customer.happens(event)


def test_absences_are_kept_by_day_where_the_tool_does_so() -> None:
    server = Server(connectors=EXTRA)
    customer = server.connect("paycor", "HRIS")
    absences = customer.happens("absence_requested", start_date="2025-07-10", end_date="2025-07-14")["records"]
    kept = [(one["start_date"], one["end_date"], one["amount"], one["unit"]) for one in absences["hris_absences"]]
    assert kept == [(day, day, 8, "HOURS") for day in ("2025-07-10", "2025-07-11", "2025-07-14")]
    for event in ("absence_approved", "absence_declined", "employee_hired", "employee_goes_on_leave"):
        customer.happens(event)
    [away] = customer.stored("employees", employment_status="LEAVE")[-1:]
    customer.happens("employee_returns", employee_id=away["id"])
    customer.happens("days", count=10)
    ahead = [one for one in customer.stored("absences", employee_id=away["id"], status="APPROVED") if one.get("leave")]
    assert ahead == []
    server.close()
