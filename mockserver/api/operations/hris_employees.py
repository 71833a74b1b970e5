"""Employees: created, changed, and given files."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.drafts import blank
from mockserver.api.employee_inputs import check_phones, first_of_the_tool, given_fields
from mockserver.api.employees import MODEL, employee_in_path
from mockserver.api.required_inputs import check_required_inputs
from mockserver.api.uploads import Upload, receive, stored_file
from mockserver.errors import EmployeeAlreadyExists, InputInvalid, RemoteInputInvalid
from mockserver.instants import format_instant, midnight
from mockserver.state.records import Record, Records
from mockserver.state.transaction import Transaction

EMPLOYMENTS = "hris_employments"
DOCUMENTS = "hris_employee_documents"
_EMAILS = ("work_email", "personal_email")


@handles("PostHrisEmployees")
def create_employee(call: Call) -> Any:
    """Add an employee, with a contract when a title or a first day is given; refuse somebody whom the tool has."""
    check_required_inputs(call)
    check_phones(call)
    rules = call.view.coverage.rules
    with call.write() as records:
        draft = blank(call, MODEL)
        given = given_fields(call, records, draft)
        if rules.employee_email == "personal":
            given["personal_email"] = given.pop("work_email", None)
        _refuse_known(records, given)
        fields = {**draft, **first_of_the_tool(call, records), **given}
        fields |= {"remote_created_at": format_instant(records.now), "created_by_api": True}
        if rules.created_employees == "prehire":
            fields["prehire"] = "new"
        employee = records.insert(MODEL, fields)
        _keep_contract(call, records, employee)
        return call.answer(records, MODEL, employee)


@handles("PatchHrisEmployeesEmployeeId")
def update_employee(call: Call) -> Any:
    """Change what is given and leave the rest; the current contract follows the title."""
    check_required_inputs(call)
    check_phones(call)
    with call.write() as records:
        before = employee_in_path(call, records)
        changes = given_fields(call, records, before)
        if call.view.coverage.rules.remote_employees is None:
            new = {name: value for name, value in changes.items() if value != before.get(name)}
            _refuse_known(records, new, but=before["id"])
        else:
            changes["written_by_api"] = True  # what a push of files takes along
        employee = records.update(MODEL, before["id"], changes)
        if {"job_title", "start_date"} & call.body.keys():
            _keep_contract(call, records, employee)
        return call.answer(records, MODEL, employee)


@handles("PostHrisEmployeesEmployeeIdAttachments")
def add_employee_attachment(call: Call) -> Any:
    """Store a file of an employee; only the control API shows it, as the real endpoint was never opened."""
    upload = _upload(call)
    with call.write() as records:
        employee = call.find(records, MODEL, "employee_id")
        fields = {
            "employee_id": employee["id"],
            "inputs": {name: value for name, value in call.body.items() if name != "attachment"},
            "remote_created_at": format_instant(records.now),
            **(stored_file(call, upload) if upload else {}),
        }
        records.insert(DOCUMENTS, fields)
    return {}


def _refuse_known(records: Records, fields: dict[str, Any], but: str | None = None) -> None:
    """Refuse an address that a live employee has at work or in private, whoever wrote it with which capitals."""
    for address in [fields[name] for name in _EMAILS if fields.get(name)]:
        for name in _EMAILS:
            others = [found for found in records.where(MODEL, name, [address.casefold()]) if found["id"] != but]
            if others:
                raise EmployeeAlreadyExists(
                    f"An employee with the e-mail address {address} exists already.",
                    explanation=f"{address} is the {name} of the employee {others[0]['id']}",
                )


def _keep_contract(call: Call, records: Transaction, employee: Record) -> None:
    """Let the latest contract carry the employee's title; make the first one once there is something to say."""
    contracts = records.where(EMPLOYMENTS, "employee_id", [employee["id"]])
    if contracts:
        if "job_title" in call.body:
            latest = max(contracts, key=lambda contract: contract["effective_date"] or "")
            records.update(EMPLOYMENTS, latest["id"], {"job_title": employee["job_title"]})
    elif employee["job_title"] or employee["start_date"]:
        fields = {
            **blank(call, EMPLOYMENTS),
            "employee_id": employee["id"],
            "job_title": employee["job_title"],
            "effective_date": employee["start_date"] or format_instant(midnight(records.now)),
            "created_by_api": True,
        }
        records.insert(EMPLOYMENTS, fields)


def _upload(call: Call) -> Upload | None:
    file = call.body.get("attachment") or {}
    if "data" in file and "data_url" in file:
        raise InputInvalid("$.attachment: give either data or data_url, not both.")
    upload = receive(call, {"name": "attachment", **file}, "$.attachment") if file else None
    # The answer has no place for warnings.
    call.explanations.extend(call.warnings)
    most = call.view.coverage.rules.employee_document_max_bytes
    if upload is not None and most is not None and len(upload.content) > most:
        raise RemoteInputInvalid(
            f"$.attachment: the tool takes files of at most {most} bytes.",
            explanation=f"the connector's rule employee_document_max_bytes is {most}; got {len(upload.content)}",
        )
    return upload
