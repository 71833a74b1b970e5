"""Integrations as the API shows them."""

from __future__ import annotations

import pytest

from tests.api.operations.ats_client import Application
from tests.api.operations.hris_client import connected


@pytest.mark.parametrize(
    ("tool", "category", "beta"),
    [
        ("personio", "HRIS", False),
        ("ukgpro", "HRIS", True),
        # Whoever wants it needs a partnership; it is no less finished for that.
        ("gusto", "HRIS", False),
        ("greenhouse", "ASSESSMENT", False),
    ],
)
def test_only_connectors_in_a_beta_are_said_to_be_in_one(
    ats_application: Application, tool: str, category: str, beta: bool
) -> None:
    found = connected(ats_application, tool, category)
    assert found.get(f"/integrations/{found.id}")["beta"] is beta
