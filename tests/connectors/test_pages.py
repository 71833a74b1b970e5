"""Coverage pages of the other connectors: a section that was read whole is exact, a partial one adds to the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.connectors import ActionCoverage, Catalog, CategoryCoverage, ModelCoverage

PAGES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "facts" / "pages.json").read_text(encoding="utf-8"))
SANDBOX = "sandbox"
# Notes beside the tables name what a partial page would otherwise leave open.
EXACT = {
    ("traffit", "Create candidate"),
    ("traffit", "Create application"),
}
# The operations behind these have no list of tools; the decision is in docs/fidelity.md.
DECIDED = {"Compare provisioned users", "Create provisioning setup link", "Set packages"}


def name(page: dict[str, Any]) -> str:
    return f"{page['tool']}-{page['category']}"


@pytest.fixture(params=PAGES, ids=name)
def page(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def coverage(page: dict[str, Any], catalog: Catalog) -> CategoryCoverage:
    return catalog.connector(page["tool"]).categories[page["category"]]


def check(found: ModelCoverage | ActionCoverage, listed: list[str] | None, *, whole: bool) -> None:
    names = found.names if isinstance(found, ActionCoverage) else found.fields
    documented = names - found.unknown
    if listed:
        assert documented == set(listed)
        assert not (whole and found.unknown)
    else:
        # The page names it and its table is not readable.
        assert not documented


def test_models(page: dict[str, Any], coverage: CategoryCoverage) -> None:
    if page["tool"] == SANDBOX:
        return
    labels = {coverage.catalog.models[id].label: entry for id, entry in coverage.models.items()}
    whole = "models" in page["whole"]
    if whole:
        assert labels.keys() == page["models"].keys()
    for label, fields in page["models"].items():
        check(labels[label], fields, whole=whole)


def test_actions(page: dict[str, Any], coverage: CategoryCoverage) -> None:
    if page["tool"] == SANDBOX:
        return
    labels = {coverage.catalog.actions[id].label: entry for id, entry in coverage.actions.items()}
    whole = "actions" in page["whole"]
    if whole:
        assert labels.keys() - DECIDED == page["actions"].keys()
    for label, fields in page["actions"].items():
        check(labels[label], fields, whole=whole or (page["tool"], label) in EXACT)


def test_status_and_features(page: dict[str, Any], coverage: CategoryCoverage) -> None:
    assert coverage.status == page["status"]
    assert coverage.features_documented == ("features" in page["whole"])
    if coverage.features_documented:
        assert list(coverage.features) == page["features"]
