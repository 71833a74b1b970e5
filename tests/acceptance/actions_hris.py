"""What can be written to HR systems, assessments, and payroll."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.acceptance.actions import (
    Action,
    Place,
    Values,
    Variant,
    always,
    either,
    file,
    kept_as_sent,
    kept_file,
    live,
    of,
)
from tests.acceptance.described import Tool

_people = count(1)


def _employing(tool: Tool) -> Values:
    return {
        "first_name": "Mara",
        "last_name": "Lindqvist",
        "work_email": f"mara.{next(_people)}@example.com",
        "gender": "NON_BINARY",
        "job_title": "Beekeeper",
        "home_address.street_1": "12 Sample Street",
        "home_address.street_2": "c/o Okafor",
        "home_address.city": "Smallville",
        "home_address.state": "Somewhere",
        "home_address.zip_code": "00017",
        "home_address.country": "IS",
        "date_of_birth": "1986-01-17",
        "mobile_phone_number": "+1-202-555-0143",
        "home_phone_number": "+1-202-555-0144",
        "nationality": "IS",
        "start_date": "2025-05-05",
        **_named(tool, legal_entity_id="legal-entities", location_id="locations"),
    }


def _named(tool: Tool, **models: str) -> Values:
    """Give the id of the last live record of a model; no tool takes that one by itself."""
    return {name: [one["id"] for one in tool.stored(model) if _lives(one)][-1] for name, model in models.items()}


def _lives(record: dict[str, Any]) -> bool:
    return record["remote_deleted_at"] is None


def _changing(tool: Tool) -> Values:
    employees = [one for one in tool.stored("employees") if _lives(one)]
    more = {"ssn": "555-32-6395", "tax_id": "12 345 678 901", "marital_status": "MARRIED"}
    id = employees[0]["id"] if employees else "remote:4711"
    return {"employee_id": id, **_employing(tool), **more, "termination_date": "2027-05-20"}


def _absent(tool: Tool) -> Values:
    """Give an absence of a type that allows everything, or says nothing about it."""
    kind = next(
        one
        for one in tool.stored("absence-types")
        if _lives(one)
        and one["unit"] in (None, "DAYS")
        and one["half_days_supported"] is not False
        and one["exact_times_supported"] is not False
    )
    employees = [one for one in tool.stored("employees") if _lives(one)]
    return {
        "employee_id": employees[0]["id"] if employees else "remote:4711",
        "absence_type_id": kind["id"],
        "status": "REQUESTED",
        "start_date": "2025-06-10",
        "end_date": "2025-06-11",
        "start_half_day": True,
        "end_half_day": True,
        "amount": 1.25,
        "unit": "DAYS",
        "employee_note": "At the bees.",
        "start_time": "09:30:00",
        "end_time": "16:00:00",
    }


def _made_absence(tool: Tool) -> Values:
    action = HRIS["Create absence"]
    values = {name: value for name, value in action.values(tool).items() if name not in TIMES}
    return {"absence_id": tool.call("POST", action.path, action.body(values))["id"]}


def _day(sent: Any) -> str:
    return f"{sent}T00:00:00.000Z"


HALF_DAYS = frozenset({"start_half_day", "end_half_day"})
TIMES = frozenset({"start_time", "end_time"})
EMPLOYING = {
    **kept_as_sent(
        "employees", "first_name", "last_name", "gender", "job_title", "mobile_phone_number",
        "nationality", "legal_entity_id", "home_address.street_1", "home_address.street_2", "home_address.city",
        "home_address.state", "home_address.zip_code", "home_address.country",
        shown="Employees",
    ),
    **{name: Place(("employees",), name, f"Employees.{name}", _day) for name in ("date_of_birth", "start_date")},
    "work_email": Place(("employees",), "work_email", "Employees.work_email", elsewhere="personal_email"),
    "home_phone_number": Place(("employees",), "home_phone_number"),
    "location_id": Place(("employees",), "work_location_id", "Employees.work_location_id"),
}  # fmt: skip
ABSENT = {
    **kept_as_sent(
        "absences", "employee_id", "status", "start_date", "end_date", "start_half_day", "end_half_day", "amount",
        "unit", "employee_note", "start_time", "end_time",
        shown="Absences",
    ),
    "absence_type_id": Place(("absences",), "type_id", "Absences.type_id"),
}  # fmt: skip

HRIS = {
    "Create employee": Action("hris_create_employee", "POST", "/hris/employees", _employing, EMPLOYING),
    "Update employee": Action(
        "hris_update_employee",
        "PATCH",
        "/hris/employees/{employee_id}",
        _changing,
        {
            **EMPLOYING,
            **kept_as_sent("employees", "ssn", "tax_id", "marital_status", shown="Employees"),
            "termination_date": Place(("employees",), "termination_date", "Employees.termination_date", _day),
        },
        in_path=("employee_id",),
    ),
    "Add attachment to employee": Action(
        "hris_add_employee_attachment",
        "POST",
        "/hris/employees/{employee_id}/attachments",
        of("employee_id", "employees", lambda _: file("attachment", "name", "content_type", "data", "data_url")),
        kept_file("attachment", "employee-documents", typed=False),
        in_path=("employee_id",),
        variants=either("attachment"),
    ),
    "Create absence": Action(
        "hris_create_absence", "POST", "/hris/absences", _absent, ABSENT, variants=(Variant(TIMES), Variant(HALF_DAYS))
    ),
    "Delete absence": Action(
        "hris_delete_absence",
        "DELETE",
        "/hris/absences/{absence_id}",
        _made_absence,
        in_path=("absence_id",),
        done=lambda tool, values, _: not _lives(tool.stored_one("absences", values["absence_id"])),
    ),
    "Compare provisioned users": Action(
        "hris_provisioning_diff",
        "POST",
        "/hris/provisioning-groups/default/diff",
        lambda _: {
            "provisioned_users.origin_id": "17",
            "provisioned_users.email": "gone@example.com",
            "options.employee_fields": ["id", "first_name"],
        },
        done=lambda _, values, data: (
            data["users"]["to_deprovision"] == [{"origin_id": "17", "email": "gone@example.com"}]
            and all(one["employee"].keys() == {"id", "first_name"} for one in data["users"]["to_provision"])
        ),
    ),
    "Create provisioning setup link": Action(
        "hris_create_provisioning_setup_link",
        "POST",
        "/hris/provisioning-groups/default/setup-links",
        always(language="de"),
        done=lambda tool, _, data: data["url"].startswith(tool.server.url),
    ),
}
REMOTE = {"employee_id": "remote:4711"}
CUSTOM = {
    "Write raw DATEV file": Action(
        "datev_passthrough",
        "POST",
        "/custom/datev/passthrough",
        always(
            file_content="[Allgemein]\nZiel=LODAS\n[Satzbeschreibung]\n",
            accounting_month="2025-06-01",
            target_system="LODAS",
            file_type="STAMMDATEN",
            file_name="staff.txt",
        ),
        {
            "file_content": Place(("data-pushes",), "upload_jobs.file"),
            "file_name": Place(("data-pushes",), "upload_jobs.file_name"),
            "file_type": Place(("data-pushes",), "type", value=lambda _: "GENERAL"),
            **kept_as_sent("data-pushes", "accounting_month", "target_system"),
        },
    ),
    "Prepare DATEV payroll": Action(
        "datev_prepare_payroll",
        "PUT",
        "/custom/datev/employees/{employee_id}/prepare-payroll",
        always(
            **REMOTE,
            payroll_run__date="2025-05-17",
            hourly_payments__hours=14.5,
            hourly_payments__lohnart=200,
            fixed_payments__amount=560,
            fixed_payments__lohnart=100,
            custom_lodas__amount=8,
            custom_lodas__lohnart=300,
            custom_lodas__bearbeitungsschluessel=4,
        ),
        {
            "payroll_run.date": Place(("payrolls",), "date"),
            **kept_as_sent(
                "payrolls", "hourly_payments.hours", "hourly_payments.lohnart", "fixed_payments.amount",
                "fixed_payments.lohnart", "custom_lodas.amount", "custom_lodas.lohnart",
                "custom_lodas.bearbeitungsschluessel",
            ),
        },
        in_path=("employee_id",),
    ),
    "Set DATEV compensations": Action(
        "datev_set_compensations",
        "PUT",
        "/custom/datev/employees/{employee_id}/compensations",
        always(
            **REMOTE,
            effective_date="2025-07-01",
            compensations__amount=4500,
            compensations__currency="EUR",
            compensations__period="MONTH",
            compensations__lohnart=200,
        ),
        {
            "effective_date": Place(("compensations",), "effective_date"),
            **{
                f"compensations.{name}": Place(("compensations",), name)
                for name in ("amount", "currency", "period", "lohnart")
            },
        },
        in_path=("employee_id",),
    ),
    "Push general data to DATEV": Action(
        "datev_push_general_data", "POST", "/custom/datev/push-data/general", always()
    ),
    "Push payroll data to DATEV": Action(
        "datev_push_payroll_data", "POST", "/custom/datev/push-data/payroll", always(payroll_month="2025-05-01")
    ),
    "Read DATEV data pushes": Action("datev_read_data_pushes", "GET", "/custom/datev/data-pushes", always()),
    "Write payroll supplement": Action(
        "silae_write_payroll_supplement",
        "POST",
        "/custom/silae/employees/{employee_id}/payroll-supplements",
        of("employee_id", "employees", always(
            supplement_code="200", effective_date="2025-06-14", element_amount=6, element_string="six"
        )),
        kept_as_sent("payroll-supplements", "supplement_code", "effective_date", "element_amount", "element_string"),
        in_path=("employee_id",),
        variants=(Variant(frozenset({"element_string"})), Variant(frozenset({"element_amount"}))),
    ),
}  # fmt: skip


def _open_order(tool: Tool) -> Values:
    return {"assessment_order_id": live(tool, "orders", status="OPEN")["id"]}


_RESULT = {
    "status": "COMPLETED",
    "result_url": "https://www.example.com/results/17",
    "completed_at": "2025-06-01T08:00:00.000Z",
    "score": 87,
    "max_score": 100,
    "attributes.type": "SUB_RESULT",
    "attributes.id": "seams",
    "attributes.label": "Seams",
    "attributes.score.value": 17,
    "attributes.score.max": 20,
    "attributes.status": "COMPLETED",
    "attributes.value": "High",
    "attributes.field": "level",
}
_PARTS = {"attributes.id", "attributes.score.value", "attributes.score.max", "attributes.status"}
_URL, _DATA = "attachments.data_url", "attachments.data"
ASSESSMENT = {
    "Set packages": Action(
        "assessment_set_packages",
        "PUT",
        "/assessment/packages",
        always(
            packages__id="17", packages__type="SKILLS_TEST", packages__name="Welding", packages__description="Seams"
        ),
        {
            "packages.id": Place(("packages",), "package_id", "Packages.id"),
            **{
                f"packages.{name}": Place(("packages",), name, f"Packages.{name}")
                for name in ("type", "name", "description")
            },
        },
    ),
    "Update order result": Action(
        "assessment_update_order_result",
        "PUT",
        "/assessment/orders/{assessment_order_id}/result",
        lambda tool: {
            **_open_order(tool),
            **_RESULT,
            **file("attachments", "name", "content_type", "data", "data_url"),
        },
        {
            **kept_as_sent("orders", *_RESULT, under="result."),
            **kept_file("attachments", "result-attachments", typed=False),
        },
        in_path=("assessment_order_id",),
        variants=(
            Variant(frozenset({"attributes.value", "attributes.field", _URL})),
            Variant(frozenset({*_PARTS, "attributes.field", _DATA}), {"attributes.type": "TEXT"}),
            Variant(frozenset({*_PARTS, "attributes.type", "attributes.label", _DATA})),
        ),
    ),
}
