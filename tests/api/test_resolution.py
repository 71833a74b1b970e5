"""Whether an integration can serve a request, by what a client is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.operations.ats_client import Application, application, error

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Application]:
    with application() as opened:
        yield opened


@pytest.mark.parametrize(
    ("tool", "path", "model"),
    [
        ("greenhouse", "/hris/employees", "employees"),
        ("erecruiter", "/ats/users", "users"),
        ("softgarden", "/ats/candidates", "candidates"),
    ],
)
def test_a_refusal_calls_a_model_by_its_short_name(server: Application, tool: str, path: str, model: str) -> None:
    refused = server.ats(tool).request("GET", f"/v1{path}")
    status, code, message = error(refused)
    assert (status, code) == (400, "INTEGRATION.MODEL_NOT_AVAILABLE")
    assert message.startswith(f'The "{model}" model is not yet available for ')
