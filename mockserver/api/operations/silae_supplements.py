"""Payroll supplements: single entries in an employee's next payroll."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.days import plain_day
from mockserver.api.employees import employee_in_path
from mockserver.api.remote_access import check_access
from mockserver.errors import InputInvalid
from mockserver.instants import format_instant

SUPPLEMENTS = "silae_payroll_supplements"
_VALUES = ("element_amount", "element_string")


@handles("PostCustomSilaeEmployeesEmployeeIdPayrollSupplements")
def write_payroll_supplement(call: Call) -> Any:
    """Store a supplement of an employee, whose value is either a number or a text."""
    check_access(call.integration, call.operation.error_class)
    body = call.body
    if len(body.keys() & set(_VALUES)) != 1:
        raise InputInvalid(f"$: give exactly one of {' and '.join(_VALUES)}.")
    effective = plain_day(body["effective_date"], "$.effective_date")
    with call.write() as records:
        employee = employee_in_path(call, records)
        records.insert(
            SUPPLEMENTS,
            {
                "employee_id": employee["id"],
                "supplement_code": body["supplement_code"],
                "effective_date": effective,
                **{name: body.get(name) for name in _VALUES},
                "remote_created_at": format_instant(records.now),
            },
        )
    return {}
