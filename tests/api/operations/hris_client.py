"""Integrations of HR systems and assessments as tests use them: through HTTP, without a socket."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

import httpx

from mockserver.description import Description, load
from mockserver.ids import integration_id
from tests.api.operations.ats_client import Application, Ats, error

_keys = count(1)
_people = count(1)


def connected(application: Application, tool: str, category: str = "HRIS") -> Ats:
    """Give the integration of a tool in an environment that nobody else uses."""
    return Ats(
        application, tool, f"{category}-{next(_keys)}", integration_id(application.settings.seed, tool, category)
    )


def employee(**parts: Any) -> dict[str, Any]:
    """Give an employee of a body, with an address of its own."""
    number = next(_people)
    return {"first_name": "Mara", "last_name": "Lindqvist", "work_email": f"mara.{number}@example.com", **parts}


@cache
def _description() -> Description:
    return load()


def check_form(response: httpx.Response) -> None:
    """Demand that an answer is one of those that the description knows for its operation."""
    request = response.request
    operation, _ = _description().match(request.method, request.url.raw_path.decode().removeprefix("/v1"))
    problems = list(operation.answer_validator(response.status_code).iter_errors(response.json()))
    assert problems == [], problems[0]


def data(response: httpx.Response) -> Any:
    """Give `data` of an answer that must be a success."""
    assert response.status_code == 200, response.text
    check_form(response)
    return response.json()["data"]


def refused(response: httpx.Response, code: str, place: str, status: int = 400) -> None:
    """Demand a refusal with this code whose message starts with the place of the mistake."""
    assert error(response)[:2] == (status, code), response.text
    check_form(response)
    assert error(response)[2].startswith(place), error(response)[2]


def first(tool: Ats, model: str, **wanted: Any) -> dict[str, Any]:
    """Give the first live stored record of a model with these values."""
    return next(record for record in tool.stored(model, **wanted) if record["remote_deleted_at"] is None)


def absence(tool: Ats, **parts: Any) -> dict[str, Any]:
    """Give an absence of a body: two days of training, of which the tool says nothing more, of the first employee."""
    kinds = [
        kind for kind in tool.stored("absence-types") if kind["unit"] is None and kind["remote_deleted_at"] is None
    ]
    return {
        "employee_id": first(tool, "employees")["id"],
        "absence_type_id": kinds[0]["id"] if kinds else first(tool, "absence-types")["id"],
        "start_date": "2025-06-10",
        "end_date": "2025-06-11",
        "employee_note": None,
        **parts,
    }


def kind(tool: Ats, unit: str | None, *, half_days: bool | None, exact_times: bool | None) -> dict[str, Any]:
    """Give the first live type of absence of a kind."""
    return first(tool, "absence-types", unit=unit, half_days_supported=half_days, exact_times_supported=exact_times)


def balance(tool: Ats, employee_id: str, type_id: str) -> dict[str, Any]:
    """Give the stored balance of an employee for a type."""
    return first(tool, "time-off-balances", employee_id=employee_id, type_id=type_id)
