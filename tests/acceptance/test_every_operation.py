"""Every operation succeeds for at least one connector: through the official SDK where it has the method."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import mockserver.api.operations  # noqa: F401 - registers what acts on each operation
from mockserver.api.call import HANDLERS
from tests.acceptance.described import Tool, activation_token, description

FACTS = Path(__file__).parent.parent / "contract" / "facts"
CATALOGUE: dict[str, Any] = json.loads((FACTS / "catalogue.json").read_text())
SDK: dict[str, Any] = json.loads((FACTS / "sdk.json").read_text())

FILE = {"name": "cv.txt", "content_type": "text/plain", "data": b64encode(b"Hello").decode()}
PERSON = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida.okafor@example.com"}
LINK = {
    "label": "Test result",
    "url": "https://www.example.com/results/17",
    "details": {"custom_field_name_prefix": "Example:", "attributes": [{"key": "Score", "value": "97"}]},
}
PERIOD = {"start_date": "2025-06-10", "end_date": "2025-06-11", "employee_note": None}
DATEV_FILE = "[Allgemein]\nZiel=LODAS\nVersion_SST=1.0\nBeraterNr=1001\nMandantenNr=10\n[Satzbeschreibung]\n"


class Act(NamedTuple):
    """Who is asked, and with what: `path` gives the values in the path, `body` the rest."""

    tool: str = "sandbox"
    category: str = "ATS"
    path: Callable[[Tool], dict[str, str]] = lambda _: {}
    body: Callable[[Tool], dict[str, Any]] = lambda _: {}


def first(path: str, **wanted: Any) -> Callable[[Tool], dict[str, Any]]:
    """Look for the first record of a list that has these values."""

    def find(tool: Tool) -> dict[str, Any]:
        return next(one for one in tool.results(path) if all(one[key] == value for key, value in wanted.items()))

    return find


def ids(**lists: str) -> Callable[[Tool], dict[str, str]]:
    """Take the values in the path from the first records of lists: `ids(candidate_id="/ats/candidates")`."""
    return lambda tool: {name: first(path)(tool)["id"] for name, path in lists.items()}


def always(**values: Any) -> Callable[[Tool], dict[str, Any]]:
    return lambda _: values


open_job = first("/ats/jobs", status="OPEN")
APPLICATION = ids(application_id="/ats/applications")
CANDIDATE = ids(candidate_id="/ats/candidates")
EMPLOYEE = ids(employee_id="/hris/employees")


def other_stage(tool: Tool) -> dict[str, str]:
    application = first("/ats/applications", outcome="PENDING")(tool)
    job = first("/ats/jobs", id=application["job"]["id"])(tool)
    return {"stage_id": next(one["id"] for one in job["stages"] if one["id"] != application["current_stage"]["id"])}


def pending(tool: Tool) -> dict[str, str]:
    return {"application_id": first("/ats/applications", outcome="PENDING")(tool)["id"]}


def token(tool: Tool) -> dict[str, str]:
    return {"token": activation_token(tool)}


def absence(tool: Tool) -> dict[str, Any]:
    kinds = [one for one in tool.results("/hris/absence-types") if one["unit"] is None]
    employee = first("/hris/employees", employment_status="ACTIVE")(tool)
    return {"employee_id": employee["id"], "absence_type_id": kinds[0]["id"], **PERIOD}


def made_absence(tool: Tool) -> dict[str, str]:
    return {"absence_id": tool.call("POST", "/hris/absences", absence(tool))["id"]}


LISTS = {
    "ATS": (
        "applications", "candidates", "tags", "application-stages", "jobs", "users", "rejection-reasons", "interviews",
        "offers",
    ),
    "HRIS": (
        "employees", "teams", "groups", "employments", "locations", "absence-types", "time-off-balances", "absences",
        "legal-entities",
    ),
    "ASSESSMENT": ("packages", "orders", "orders/open"),
}  # fmt: skip
ATTACHMENT_ACTIONS = (
    "ats_create_application", "ats_create_candidate", "ats_add_application_attachment", "ats_add_candidate_attachment",
)  # fmt: skip
REMOTE_EMPLOYEE = always(employee_id="remote:4711")
COMPENSATION = {"amount": 4500, "currency": "EUR", "period": "MONTH", "lohnart": 200}
PAYROLL = {
    "payroll_run": {"date": "2025-05-17"},
    "hourly_payments": [{"hours": 14.5, "lohnart": 200}],
    "fixed_payments": [{"amount": 560, "lohnart": 100}],
    "custom_lodas": [{"amount": 8, "lohnart": 300, "bearbeitungsschluessel": 4}],
}


def datev_is_written(tool: Tool) -> dict[str, str]:
    """Write something that a push can take along."""
    tool.call("PATCH", "/hris/employees/remote:4711", {"first_name": "Mara", "work_email": "mara@example.com"})
    tool.call("PUT", "/custom/datev/employees/remote:4711/prepare-payroll", PAYROLL)
    return {}


ACTS = {
    **{
        f"GET /{category.lower()}/{name}": Act(category=category) for category, names in LISTS.items() for name in names
    },
    **{f"GET /ats/actions/{action}": Act() for action in ATTACHMENT_ACTIONS},
    "GET /check-api-key": Act(),
    "POST /force-sync": Act(body=always(type="FULL")),
    "POST /passthrough/{tool}/{api}": Act(
        "greenhouse", path=always(tool="greenhouse", api="harvest"), body=always(method="GET", path="/candidates")
    ),
    "GET /tools/{category}": Act(path=always(category="hris")),
    "GET /integrations/{integration_id}": Act(path=lambda tool: {"integration_id": tool.id}),
    "DELETE /integrations/{integration_id}": Act(path=lambda tool: {"integration_id": tool.id}),
    "POST /integrations/{integration_id}/relink": Act(
        path=lambda tool: {"integration_id": tool.id}, body=always(language="de")
    ),
    "POST /connect/create-link": Act(
        body=always(end_user_email="hr@example.com", end_user_organization_name="Example Works")
    ),
    "GET /connect/integration-by-token/{token}": Act(path=token),
    "POST /connect/activate-integration": Act(body=token),
    "POST /ats/candidates": Act(
        body=lambda tool: {"candidate": PERSON, "application": {"job_id": open_job(tool)["id"]}}
    ),
    "POST /ats/jobs/{job_id}/applications": Act(
        path=lambda tool: {"job_id": open_job(tool)["id"]},
        body=always(candidate=PERSON, attachments=[{**FILE, "type": "CV"}]),
    ),
    "PUT /ats/applications/{application_id}/stage": Act(path=pending, body=other_stage),
    "POST /ats/applications/{application_id}/reject": Act(
        path=pending,
        body=lambda tool: {"rejection_reason_id": first("/ats/rejection-reasons")(tool)["id"], "note": "Not now."},
    ),
    "POST /ats/applications/{application_id}/result-links": Act(path=APPLICATION, body=always(**LINK)),
    "POST /ats/applications/{application_id}/notes": Act(
        path=APPLICATION, body=always(content="A good talk.", content_type="PLAIN_TEXT")
    ),
    "GET /ats/applications/{application_id}/attachments": Act(path=APPLICATION),
    "POST /ats/applications/{application_id}/attachments": Act(
        path=APPLICATION, body=always(attachment={**FILE, "type": "CV"})
    ),
    "PATCH /ats/candidates/{candidate_id}": Act(path=CANDIDATE, body=always(phone_number="+1-202-555-0177")),
    "GET /ats/candidates/{candidate_id}/attachments": Act(path=CANDIDATE),
    "POST /ats/candidates/{candidate_id}/attachments": Act(
        path=CANDIDATE, body=always(attachment={**FILE, "type": "COVER_LETTER"})
    ),
    "POST /ats/candidates/{candidate_id}/result-links": Act(path=CANDIDATE, body=always(**LINK)),
    "POST /ats/candidates/{candidate_id}/tags": Act(path=CANDIDATE, body=always(tag={"name": "Speaks Finnish"})),
    "DELETE /ats/candidates/{candidate_id}/tags": Act(path=CANDIDATE, body=always(tag={"name": "Speaks Finnish"})),
    "POST /hris/employees": Act(
        category="HRIS",
        body=always(first_name="Mara", last_name="Lindqvist", work_email="mara@example.com", job_title="Welder"),
    ),
    "PATCH /hris/employees/{employee_id}": Act(
        category="HRIS", path=EMPLOYEE, body=always(work_email="new@example.com", job_title="Welder")
    ),
    "POST /hris/employees/{employee_id}/attachments": Act(category="HRIS", path=EMPLOYEE, body=always(attachment=FILE)),
    "POST /hris/absences": Act(category="HRIS", body=absence),
    "DELETE /hris/absences/{absence_id}": Act(category="HRIS", path=made_absence),
    "POST /hris/provisioning-groups/{group_id}/diff": Act(
        category="HRIS",
        path=always(group_id="default"),
        body=always(
            provisioned_users=[{"origin_id": "1", "email": "gone@example.com"}],
            options={"employee_fields": ["id", "first_name", "groups"]},
        ),
    ),
    "POST /hris/provisioning-groups/{group_id}/setup-links": Act(
        category="HRIS", path=always(group_id="default"), body=always(language="de")
    ),
    "PUT /assessment/packages": Act(
        category="ASSESSMENT",
        body=always(packages=[{"id": "17", "name": "Welding", "description": "Seams", "type": "SKILLS_TEST"}]),
    ),
    "PUT /assessment/orders/{assessment_order_id}/result": Act(
        category="ASSESSMENT",
        path=lambda tool: {"assessment_order_id": first("/assessment/orders/open")(tool)["id"]},
        body=always(
            status="COMPLETED",
            result_url="https://www.example.com/results/17",
            completed_at="2025-06-01T08:00:00.000Z",
            score=87,
            max_score=100,
            attributes=[{"type": "TEXT", "label": "Level", "value": "High"}],
            attachments=[FILE],
        ),
    ),
    "POST /custom/datev/passthrough": Act(
        "datev",
        "HRIS",
        body=always(
            file_content=DATEV_FILE,
            accounting_month="2025-06-01",
            target_system="LODAS",
            file_type="STAMMDATEN",
            file_name="staff.txt",
        ),
    ),
    "PUT /custom/datev/employees/{employee_id}/prepare-payroll": Act(
        "datev", "HRIS", REMOTE_EMPLOYEE, always(**PAYROLL)
    ),
    "PUT /custom/datev/employees/{employee_id}/compensations": Act(
        "datev", "HRIS", REMOTE_EMPLOYEE, always(effective_date="2025-07-01", compensations=[COMPENSATION])
    ),
    "GET /custom/datev/data-pushes": Act("datev", "HRIS"),
    "POST /custom/datev/push-data/general": Act("datev", "HRIS", path=datev_is_written),
    "POST /custom/datev/push-data/payroll": Act(
        "datev", "HRIS", path=datev_is_written, body=always(payroll_month="2025-05-01")
    ),
    "POST /custom/silae/employees/{employee_id}/payroll-supplements": Act(
        "silae",
        "HRIS",
        EMPLOYEE,
        always(supplement_code="200", effective_date="2025-06-14", element_amount=6),
    ),
}
NAMESPACES = ("ats", "hris", "assessment", "connect")


def ask(tool: Tool, name: str, path: dict[str, str], body: dict[str, Any]) -> None:
    """Send one request: through the SDK if it has the method, else as it is."""
    if name in SDK:
        head = name.split("/")[1]
        method = getattr(getattr(tool.sdk, head if head in NAMESPACES else "general"), SDK[name]["method"])
        given = {f"{key}_" if key == "type" else key: value for key, value in body.items()}
        method(**path, **({"body": {}} if SDK[name]["body"] == "object" else given))
        return
    method, _, template = name.partition(" ")
    answer = tool.http.request(method, template.format(**path), json=None if method == "GET" else body)
    assert answer.status_code == 200, answer.text


def test_the_acts_are_those_of_the_description_and_none_of_the_catalogue_is_missing() -> None:
    described = {f"{one.method} {one.path}" for one in description().operations.values()}
    assert len(CATALOGUE) == 54
    assert CATALOGUE.keys() <= described == ACTS.keys()


def test_every_operation_has_what_acts_on_it() -> None:
    paged = {one.id for one in description().operations.values() if one.kind == "list"}
    assert HANDLERS.keys() | paged == description().operations.keys()
    assert HANDLERS.keys().isdisjoint(paged)


@pytest.mark.parametrize("name", ACTS)
def test_an_operation_succeeds(name: str, connect: Callable[..., Tool]) -> None:
    act = ACTS[name]
    tool = connect(act.tool, act.category)
    path, body = act.path(tool), act.body(tool)
    tool.seen.clear()
    ask(tool, name, path, body)
    [seen] = tool.seen
    operation = description().operations[seen.operation]
    assert (f"{operation.method} {operation.path}", seen.status) == (name, 200)
    assert seen.by_sdk == (name in SDK)
    assert seen.document["status"] == "success"
    assert seen.document.get("warnings", []) == []
    if operation.kind == "list":
        assert seen.document["data"]["results"]
