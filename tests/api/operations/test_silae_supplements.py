"""Payroll supplements."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.operations.ats_client import Application, Ats, error, warnings
from tests.api.operations.hris_client import connected, data, first, refused

SUPPLEMENT = {"supplement_code": "200", "effective_date": "2025-06-14"}


@pytest.fixture
def silae(ats_application: Application) -> Ats:
    return connected(ats_application, "silae")


def write(tool: Ats, id: str, **body: Any) -> Any:
    return tool.post(f"/custom/silae/employees/{id}/payroll-supplements", {**SUPPLEMENT, **body})


@pytest.mark.parametrize("value", [{"element_amount": 6}, {"element_amount": 0}, {"element_string": ""}])
@pytest.mark.parametrize("prefix", ["", "remote:"])
def test_a_supplement_is_stored(silae: Ats, value: dict[str, Any], prefix: str) -> None:
    known = first(silae, "employees")
    answer = write(silae, f"{prefix}{known['remote_id' if prefix else 'id']}", **value)
    assert (data(answer), warnings(answer)) == ({}, [])
    [stored] = silae.stored("payroll-supplements")
    wanted = {"element_amount": None, "element_string": None, **SUPPLEMENT, **value, "employee_id": known["id"]}
    assert {key: stored[key] for key in wanted} == wanted


def test_supplements_add_up(silae: Ats) -> None:
    id = first(silae, "employees")["id"]
    for _ in range(2):
        data(write(silae, id, element_amount=6))
    assert len(silae.stored("payroll-supplements", employee_id=id)) == 2


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "$: give exactly one"),
        ({"element_amount": 6, "element_string": "6"}, "$: give exactly one"),
        ({"element_amount": "6"}, "$.element_amount"),
        ({"element_amount": 6, "effective_date": "2025-06-31"}, "$.effective_date"),
        ({"element_amount": 6, "supplement_code": 200}, "$.supplement_code"),
    ],
)
def test_bad_input_is_named(silae: Ats, body: dict[str, Any], place: str) -> None:
    refused(write(silae, first(silae, "employees")["id"], **body), "PLATFORM.INPUT_INVALID", place)
    assert silae.stored("payroll-supplements") == []


@pytest.mark.parametrize("id", ["11111111111111111111111a", "remote:no-such-number"])
def test_an_unknown_employee_is_not_found(silae: Ats, id: str) -> None:
    assert error(write(silae, id, element_amount=6))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_other_tools_refuse_with_the_code_of_this_class(ats_application: Application) -> None:
    answer = write(connected(ats_application, "sandbox"), "remote:1", element_amount=6)
    status, code, message = error(answer)
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert "silae_write_payroll_supplement" in message
