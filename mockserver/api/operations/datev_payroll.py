"""What single employees get paid, and raw files for the payroll program."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.datev_files import check_file
from mockserver.api.days import plain_day
from mockserver.api.employees import employee_in_path
from mockserver.api.operations.datev_pushes import GENERAL, PAYROLL, keep_push
from mockserver.errors import InputInvalid
from mockserver.instants import format_instant
from mockserver.state.transaction import Transaction

PAYROLLS, COMPENSATIONS = "datev_payrolls", "datev_compensations"
_TYPES = {"STAMMDATEN": GENERAL, "BEWEGUNGSDATEN": PAYROLL}


@handles("PostCustomDatevPassthrough")
def hand_on(call: Call) -> Any:
    """Take a raw file whose form is right; it is listed among the pushes."""
    body = call.body
    month = plain_day(body["accounting_month"], "$.accounting_month")
    check_file(body["file_content"], body["target_system"], body["file_type"])
    with call.write() as records:
        details = {"accounting_month": month, "target_system": body["target_system"], "raw": True}
        keep_push(call, records, _TYPES[body["file_type"]], [(body["file_name"], body["file_content"])], details)
    return {}


@handles("PutCustomDatevEmployeesEmployeeIdPreparePayroll")
def prepare_payroll(call: Call) -> Any:
    """Enter what an employee is paid in a month, in place of what was entered for that month before."""
    body = call.body
    day = plain_day(body["payroll_run"]["date"], "$.payroll_run.date")
    with call.write() as records:
        employee = employee_in_path(call, records)
        fields = {
            "employee_id": employee["id"],
            "date": day,
            "month": day[:7],
            "hourly_payments": body["hourly_payments"],
            "fixed_payments": body["fixed_payments"],
            "custom_lodas": body.get("custom_lodas", []),
        }
        entered = records.where(PAYROLLS, "employee_id", [employee["id"]])
        before = next((payroll for payroll in entered if payroll["month"] == fields["month"]), None)
        if before is None:
            records.insert(PAYROLLS, {**fields, "remote_created_at": format_instant(records.now)})
        else:
            records.update(PAYROLLS, before["id"], fields)
    return {}


@handles("PutCustomDatevEmployeesEmployeeIdCompensations")
def set_compensations(call: Call) -> Any:
    """Set what an employee earns from a day on; what held on that day before ends there."""
    body = call.body
    day = plain_day(body["effective_date"], "$.effective_date")
    often = Counter(compensation["period"] for compensation in body["compensations"])
    if twice := next((period for period, number in often.items() if number > 1), None):
        raise InputInvalid(f"$.compensations: at most one per period, and {twice} is there {often[twice]} times.")
    with call.write() as records:
        employee = employee_in_path(call, records)
        _end_others(records, employee["id"], day)
        for compensation in body["compensations"]:
            records.insert(
                COMPENSATIONS,
                {
                    "employee_id": employee["id"],
                    "effective_date": day,
                    "end_date": None,
                    "amount": compensation["amount"],
                    "currency": compensation["currency"],
                    "period": compensation["period"],
                    "lohnart": compensation.get("lohnart"),
                    "remote_created_at": format_instant(records.now),
                },
            )
    return {}


def _end_others(records: Transaction, employee_id: str, day: str) -> None:
    """End what is valid on a day (vendor's page on the integration); what starts that very day is replaced."""
    for known in records.where(COMPENSATIONS, "employee_id", [employee_id]):
        if known["effective_date"] == day:
            records.delete(COMPENSATIONS, known["id"])
        elif known["effective_date"] < day and (known["end_date"] is None or known["end_date"] > day):
            records.update(COMPENSATIONS, known["id"], {"end_date": day})
