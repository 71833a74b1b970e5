"""HRIS and assessment: lives of employees, absences, orders, several integrations of one customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.scenarios_of_users.customer import Customer, refusal, touched


def status(customer: Customer, id: str) -> str:
    """Give the employment status as the SDK reads it."""
    [shown] = customer.kombo.hris.get_employees(ids=[id]).result.data.results
    return str(shown.employment_status)


def test_47_the_life_of_an_employee(hris: Customer) -> None:
    hired = hris.happens("employee_hired", first_name="Frida", last_name="Okafor", start_date="2025-06-10")
    id = touched(hired, "hris_employees", "created")
    assert status(hris, id) == "PENDING"
    hris.advance("P9D")
    assert status(hris, id) == "ACTIVE"
    hris.happens("employee_goes_on_leave", employee_id=id, end_date="2025-12-31")
    assert status(hris, id) == "LEAVE"
    hris.advance("P10D")
    hris.happens("employee_returns", employee_id=id)
    assert status(hris, id) == "ACTIVE"
    before = hris.one("employees", id)["groups"]
    hris.happens("employee_changes_department", employee_id=id)
    assert hris.one("employees", id)["groups"] != before
    hris.happens("employee_terminates", employee_id=id, termination_date="2025-07-31")
    assert status(hris, id) == "ACTIVE"
    hris.happens("termination_withdrawn", employee_id=id)
    assert hris.one("employees", id)["termination_date"] is None
    hris.happens("employee_terminates", employee_id=id, termination_date="2025-07-31")
    hris.advance("P60D")
    assert status(hris, id) == "INACTIVE"
    hris.happens("employee_rehired", employee_id=id)
    assert status(hris, id) == "ACTIVE"


def test_48_absences(hris: Customer, connect: Callable[..., Customer]) -> None:
    kinds = hris.read("absence-types")
    assert {one["unit"] for one in kinds} >= {"DAYS"}
    vacation = next(one for one in kinds if one["half_days_supported"])
    employee = next(one["id"] for one in hris.read("employees") if one["employment_status"] == "ACTIVE")
    made = hris.kombo.hris.create_absence(
        employee_id=employee,
        absence_type_id=vacation["id"],
        start_date="2025-09-01",
        end_date="2025-09-02",
        end_half_day=True,
        employee_note=None,
    ).data
    assert (str(made.status), made.amount, made.end_half_day) == ("REQUESTED", 1.5, True)
    hris.happens("absence_approved", absence_id=made.id)
    assert hris.one("absences", made.id)["status"] == "APPROVED"
    asked = hris.happens(
        "absence_requested", employee_id=employee, absence_type_id=vacation["id"], start_date="2025-10-06",
        end_date="2025-10-07",
    )  # fmt: skip
    hris.happens("absence_declined", absence_id=touched(asked, "hris_absences", "created"))
    assert hris.one("absences", touched(asked, "hris_absences", "created"))["status"] == "DECLINED"
    balances = hris.kombo.hris.get_time_off_balances(employee_id=employee).result.data.results
    assert vacation["id"] in {one.type_id for one in balances}
    hris.kombo.hris.delete_absence(absence_id=made.id)
    assert hris.one("absences", made.id)["remote_deleted_at"] is not None
    lacking = connect("ukgpro", "HRIS").kombo.hris
    day: Any = {"start_date": "2025-09-01", "end_date": "2025-09-01", "employee_note": None}
    code = refusal(lambda: lacking.create_absence(employee_id="a", absence_type_id="b", **day))
    assert code == "INTEGRATION.ACTION_NOT_AVAILABLE"


def package(id: str) -> Any:
    return {"id": id, "type": "SKILLS_TEST", "name": f"Test {id}", "description": "A test"}


def test_49_an_assessment_from_order_to_result(connect: Callable[..., Customer], receiver: Any) -> None:
    tool = connect("sandbox", "ASSESSMENT")
    kombo = tool.kombo.assessment
    tool.listen(receiver)
    kombo.set_packages(packages=[package("a"), package("b")])
    assert [one.id for one in kombo.get_packages(request={}).data.packages] == ["a", "b"]
    told = tool.happens("assessment_order", package_id="b", candidate={"email": "frida@example.com"})
    webhook = receiver.wait_for(1)[0].event
    assert (webhook["type"], webhook["data"]["id"]) == ("assessment:order-received", told["order"]["id"])
    kombo.update_order_result(
        assessment_order_id=told["order"]["id"], status="COMPLETED", result_url="https://example.com/r",
        completed_at="2025-06-02T09:00:00Z",
    )  # fmt: skip
    shown = kombo.get_assessment_orders(ids=[told["order"]["id"]]).result.data.results
    assert [str(one.status) for one in shown] == ["COMPLETED"]
    receiver.answer(422, body=b'{"message": "No such package"}')
    refused = tool.happens("assessment_order", package_id="a")["order"]["id"]
    tool.ask("GET", "/webhooks/deliveries", wait=5, count=2)
    assert [str(one.status) for one in kombo.get_assessment_orders(ids=[refused]).result.data.results] == ["REJECTED"]
    cancelled = tool.happens("assessment_order")["order"]["id"]
    tool.happens("assessment_order_cancelled", order_id=cancelled)
    [gone] = kombo.get_assessment_orders(ids=[cancelled]).result.data.results
    assert str(gone.status) == "CANCELLED"
    late = refusal(
        lambda: kombo.update_order_result(
            assessment_order_id=cancelled, status="COMPLETED", result_url="https://example.com/r"
        )
    )
    assert late is not None


def test_50_several_integrations_of_one_customer(
    ats: Customer, hris: Customer, connect: Callable[..., Customer]
) -> None:
    lever = connect("lever")
    mail = "same.person@example.com"
    for tool in (ats, lever):
        tool.happens("candidate_applies", email=mail, first_name="Same", last_name="Person")
    hris.happens("employee_hired", work_email=mail, first_name="Same", last_name="Person")
    [one] = ats.kombo.ats.get_candidates(email=mail).result.data.results
    [other] = lever.kombo.ats.get_candidates(email=mail).result.data.results
    [employee] = hris.kombo.hris.get_employees(work_emails=[mail]).result.data.results
    assert len({one.id, other.id, employee.id}) == 3
    ats.happens("record_deleted", model="candidates", id=one.id)
    assert lever.one("candidates", other.id)["remote_deleted_at"] is None
    assert lever.read("candidates", ids=one.id) == []
