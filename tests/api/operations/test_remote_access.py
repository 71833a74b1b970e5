"""Tools that let an integration in no longer: what becomes of requests, files and supplements for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kombo import Kombo

from tests.api.operations.ats_client import Application, Ats, warnings
from tests.api.operations.hris_client import check_form, connected, data, first

CLOSED_DOORS: dict[str, tuple[dict[str, Any], int]] = {
    "credentials": ({"credentials": "broken"}, 401),
    "invalid": ({"status": "INVALID"}, 401),
    "permission": ({"settings": {"remote_permission": False}}, 403),
}
RAW = {
    "file_content": "[Allgemein]\nZiel=LODAS",
    "accounting_month": "2025-05-01",
    "target_system": "LODAS",
    "file_type": "STAMMDATEN",
    "file_name": "raw.txt",
}


@pytest.fixture(params=CLOSED_DOORS)
def closed(request: pytest.FixtureRequest) -> tuple[dict[str, Any], int]:
    """A change after which the tool refuses everything, and its status."""
    return CLOSED_DOORS[request.param]


def ask(tool: Ats, path: str = "/company/employees") -> Any:
    return data(tool.post("/passthrough/personio/personnel", {"method": "GET", "path": path}))


def states(tool: Ats) -> list[str]:
    pushes = tool.get("/custom/datev/data-pushes")["data_pushes"]
    return [job["state"] for push in pushes for job in push["upload_jobs"]]


def test_a_passthrough_request_brings_the_refusal_of_the_tool_inside_a_success(
    ats_application: Application, closed: tuple[dict[str, Any], int]
) -> None:
    personio = connected(ats_application, "personio")
    assert ask(personio)["status"] == 200
    changes, status = closed
    personio.change(**changes)
    assert ask(personio)["status"] == status
    assert ask(personio, "/no/such/path")["status"] == status


def test_a_repaired_integration_passes_requests_again(ats_application: Application) -> None:
    personio = connected(ats_application, "personio")
    personio.change(credentials="broken")
    personio.change(credentials="valid")
    assert ask(personio)["status"] == 200


def test_a_stub_answers_even_where_the_tool_would_refuse(ats_application: Application) -> None:
    personio = connected(ats_application, "personio")
    stub = {"tool": "personio", "api": "personnel", "path": "/company/employees", "status": 418}
    assert personio.request("PUT", "/_mock/passthrough", stub).status_code == 200
    personio.change(credentials="broken")
    assert ask(personio)["status"] == 418


def test_files_that_cannot_be_sent_to_datev_are_listed_as_failed(
    ats_application: Application, closed: tuple[dict[str, Any], int]
) -> None:
    datev = connected(ats_application, "datev")
    update = {"first_name": "Mara", "last_name": "Lindqvist"}
    data(datev.request("PATCH", "/v1/hris/employees/remote:4711", update))
    data(datev.post("/custom/datev/push-data/general", {}))
    datev.change(**closed[0])
    refused = datev.post("/custom/datev/push-data/general", {})
    assert len(data(refused)["files"]) == 1
    [warning] = warnings(refused)
    assert "could not be sent" in warning
    raw = datev.post("/custom/datev/passthrough", RAW)
    assert (data(raw), warnings(raw)) == ({}, [warning])
    assert states(datev) == ["UPLOADED", "FAILED", "FAILED"]


def test_the_accountant_can_be_played_by_changing_a_push(ats_application: Application) -> None:
    datev = connected(ats_application, "datev")
    data(datev.post("/custom/datev/passthrough", RAW))
    [push] = datev.get("/custom/datev/data-pushes")["data_pushes"]

    def change(state: str) -> int:
        changes = {"upload_jobs": [{**push["upload_jobs"][0], "state": state}]}
        event = {"event": "record_changed", "model": "data-pushes", "id": push["id"], "changes": changes}
        return datev.request("POST", f"/_mock/integrations/{datev.id}/upstream", event).status_code

    for state in ("IMPORTED", "CORRUPTED", "DELETED", "AUTO_DELETED"):
        assert change(state) == 200
        assert states(datev) == [state]
    assert change("LOST") == 400


def test_payroll_can_be_entered_for_datev_until_it_is_pushed(ats_application: Application) -> None:
    datev = connected(ats_application, "datev")
    datev.change(credentials="broken")
    payroll = {"payroll_run": {"date": "2025-05-01"}, "hourly_payments": [], "fixed_payments": []}
    address = "/v1/custom/datev/employees/remote:4711/prepare-payroll"
    assert data(datev.request("PUT", address, payroll)) == {}


def test_a_supplement_that_the_tool_refuses_is_an_error_without_a_code(
    ats_application: Application, closed: tuple[dict[str, Any], int]
) -> None:
    silae = connected(ats_application, "silae")
    employee = first(silae, "employees")
    changes, status = closed
    silae.change(**changes)
    body = {"supplement_code": "200", "effective_date": "2025-06-14", "element_amount": 6}
    answer = silae.post(f"/custom/silae/employees/{employee['id']}/payroll-supplements", body)
    check_form(answer)
    # Only PLATFORM.* is known in this class, and clients cannot parse another one.
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, None)
    assert silae.stored("payroll-supplements") == []


def test_the_sdk_reads_a_refusal_inside_a_passthrough_answer(
    sdk: Callable[[str, str], Kombo], mock_server: Any, client: Any
) -> None:
    kombo = sdk("personio", "HRIS")
    integration = mock_server.integration_id("personio", "HRIS")
    change = {"credentials": "broken"}
    client.patch(f"{mock_server.url}/_mock/integrations/{integration}", json=change).raise_for_status()
    answer = kombo.general.send_passthrough_request(
        tool="personio", api="personnel", method="GET", path="/company/employees"
    )
    assert (answer.data.status, answer.warnings) == (401.0, [])
