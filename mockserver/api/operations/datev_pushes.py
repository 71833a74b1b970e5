"""Pushes: what was written so far, as files for the accountant, and the list of what was pushed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mockserver.api import datev_files as files
from mockserver.api.call import Call, handles
from mockserver.api.datev_files import german_day
from mockserver.api.days import months_before, plain_day
from mockserver.api.remote_access import status_of_tool
from mockserver.ids import base58
from mockserver.instants import format_date, format_instant
from mockserver.state.records import Record, Records
from mockserver.state.transaction import Transaction

PUSHES = "datev_data_pushes"
GENERAL, PAYROLL = "GENERAL", "PAYROLL"
_LISTED_MONTHS = 2
# Processing keys of LODAS: an amount of hours, an amount of money.
_HOURS_KEY, _AMOUNT_KEY = 1, 2

_Row = Sequence[Any]
_File = tuple[str, str]


@handles("GetCustomDatevDataPushes")
def data_pushes(call: Call) -> Any:
    """Give the pushes of the last two months by the environment's clock, oldest first."""
    since = format_instant(months_before(call.now, _LISTED_MONTHS))
    return {
        "data_pushes": [
            {name: push[name] for name in ("id", "type", "created_at", "upload_jobs")}
            for push in call.records.all(PUSHES)
            if push["created_at"] >= since
        ]
    }


@handles("PostCustomDatevPushDataGeneral")
def push_general_data(call: Call) -> Any:
    """Put the employees, compensations and absences that were written into files and give them."""
    with call.write() as records:
        today = format_date(call.now)
        tables = (
            (files.EMPLOYEES, _employees(records)),
            (files.COMPENSATIONS, _compensations(records, today)),
            (files.ABSENCES, _absences(records)),
        )
        return _push(call, records, GENERAL, [(table, list(rows)) for table, rows in tables], today)


@handles("PostCustomDatevPushDataPayroll")
def push_payroll_data(call: Call) -> Any:
    """Put what was prepared for a month into a file and give it."""
    day = plain_day(call.body["payroll_month"], "$.payroll_month")
    if not day.endswith("-01"):
        call.warnings.append(f"payroll_month is not the first day of a month; all of {day[:7]} was pushed.")
    with call.write() as records:
        return _push(call, records, PAYROLL, [(files.PAYMENTS, list(_payments(records, day[:7])))], day[:7])


def keep_push(
    call: Call, records: Transaction, kind: str, made: Sequence[_File], details: dict[str, Any] | None = None
) -> Record:
    """Keep a push with the files that belong to it; each is a job of its own, and fails if the tool lets nobody in."""
    refused = status_of_tool(call.integration) is not None
    if refused:
        call.warnings.append("The tool does not let the integration in, so the files could not be sent.")
    jobs = []
    for name, content in made:
        number = call.environment.count(f"uploads/{call.integration.id}")
        id = base58(f"{call.integration.id}/uploads/{number}")
        jobs.append({"id": id, "file_name": name, "state": "FAILED" if refused else "UPLOADED", "file": content})
    fields = {"type": kind, "created_at": format_instant(records.now), "upload_jobs": jobs, **(details or {})}
    return records.insert(PUSHES, fields)


def _push(
    call: Call, records: Transaction, kind: str, tables: Sequence[tuple[files.Table, list[_Row]]], of: str
) -> dict[str, Any]:
    made = [(f"lodas_{table.name}_{of}.txt", files.write(table, rows)) for table, rows in tables if rows]
    if made:
        keep_push(call, records, kind, made)
    else:
        call.warnings.append("Nothing has been written that could be pushed.")
    return {"files": [{"name": name, "content": content} for name, content in made]}


def _employees(records: Records) -> Iterator[_Row]:
    written = [*_true(records, "hris_employees", "created_by_api"), *_true(records, "hris_employees", "written_by_api")]
    for employee in {entry["id"]: entry for entry in written}.values():
        home = employee["home_address"] or {}
        yield (
            employee["remote_id"],
            employee["last_name"],
            employee["first_name"],
            german_day(employee["date_of_birth"]),
            employee["gender"],
            employee["marital_status"],
            employee["nationality"],
            home.get("street_1"),
            home.get("zip_code"),
            home.get("city"),
            home.get("country"),
            employee["ssn"],
            employee["tax_id"],
            german_day(employee["start_date"]),
            german_day(employee["termination_date"]),
            employee["job_title"],
        )


def _compensations(records: Records, today: str) -> Iterator[_Row]:
    entries = [entry for entry in records.all("datev_compensations") if (entry["end_date"] or today) >= today]
    numbers = _numbers(records, entries)
    for entry in entries:
        valid = (german_day(entry["effective_date"]), german_day(entry["end_date"]))
        yield numbers[entry["employee_id"]], *valid, entry["lohnart"], entry["amount"], entry["period"]


def _absences(records: Records) -> Iterator[_Row]:
    entries = _true(records, "hris_absences", "created_by_api")
    numbers = _numbers(records, entries)
    types = records.many("hris_absence_types", (entry["type_id"] for entry in entries))
    for entry in entries:
        span = (german_day(entry["start_date"]), german_day(entry["end_date"]))
        name = types[entry["type_id"]]["name"]
        yield numbers[entry["employee_id"]], *span, name, entry["amount"], entry["unit"], entry["status"]


def _payments(records: Records, month: str) -> Iterator[_Row]:
    entries = [entry for entry in records.all("datev_payrolls") if entry["month"] == month]
    numbers = _numbers(records, entries)
    for entry in entries:
        head = (german_day(f"{month}-01"), numbers[entry["employee_id"]])
        for payment in entry["hourly_payments"]:
            yield *head, payment["lohnart"], _HOURS_KEY, payment["hours"]
        for payment in entry["fixed_payments"]:
            yield *head, payment["lohnart"], _AMOUNT_KEY, payment["amount"]
        for payment in entry["custom_lodas"]:
            yield *head, payment["lohnart"], payment["bearbeitungsschluessel"], payment["amount"]


def _true(records: Records, model: str, mark: str) -> list[Record]:
    return records.where(model, mark, ["true"])


def _numbers(records: Records, entries: Sequence[Record]) -> dict[str, Any]:
    """Give the numbers of the employees of some entries, by id."""
    found = records.many("hris_employees", (entry["employee_id"] for entry in entries))
    return {id: employee["remote_id"] for id, employee in found.items()}
