"""Absences: asked for or entered, and taken back."""

from __future__ import annotations

from typing import Any

from mockserver.api.absence_inputs import check_span, check_type, each_day, span_fields
from mockserver.api.balances import APPROVED, REQUESTED, balance_for, give_back, take
from mockserver.api.call import Call, handles
from mockserver.api.drafts import blank
from mockserver.api.employees import employee_in_body
from mockserver.api.references import passed_on, unknown
from mockserver.api.required_inputs import check_required_inputs
from mockserver.instants import format_instant
from mockserver.state.records import Record, Records

MODEL, TYPES = "hris_absences", "hris_absence_types"


@handles("PostHrisAbsences")
def create_absence(call: Call) -> Any:
    """Enter an absence of a type that the employee may take, and give it; overlapping ones are taken as they come."""
    check_required_inputs(call)
    check_span(call)
    rules = call.view.coverage.rules
    with call.write() as records:
        employee = employee_in_body(call, records)
        kind = _type(call, records)
        check_type(call, kind, balance_for(call, records, employee["id"], kind["id"]))
        approved = rules.created_absences == "approved"
        fields = {
            **blank(call, MODEL),
            **span_fields(call, kind),
            "employee_id": employee["id"],
            "approver_id": employee["manager_id"],
            "type_id": kind["id"],
            "status": APPROVED if approved else call.body.get("status", REQUESTED),
            "employee_note": call.body["employee_note"],
            "remote_created_at": format_instant(records.now),
            "remote_fields": passed_on(call),
            "created_by_api": True,
        }
        made = []
        for part in [fields] if rules.absences_by_day is None else each_day(fields, rules.absences_by_day):
            balance = balance_for(call, records, employee["id"], kind["id"])
            made.append(records.insert(MODEL, {**part, "taken": take(call, records, balance, part)}))
        return call.answer(records, MODEL, made[0])


@handles("DeleteHrisAbsencesAbsenceId")
def delete_absence(call: Call) -> Any:
    """Take an absence back and give it as it is then; what it took from a balance is there again."""
    with call.write() as records:
        absence = call.find(records, MODEL, "absence_id")
        give_back(call, records, absence)
        records.update(MODEL, absence["id"], {"status": "DELETED", "deleted_with": passed_on(call)})
        return call.answer(records, MODEL, records.delete(MODEL, absence["id"]))


def _type(call: Call, records: Records) -> Record:
    """Give the live type of absence that the body names; `remote:` is not documented for types."""
    given = call.body["absence_type_id"]
    kind = records.get(TYPES, given)
    if kind is None or kind["remote_deleted_at"] is not None:
        raise unknown(call, TYPES, given, "$.absence_type_id")
    return kind
