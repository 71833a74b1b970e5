"""The four connectors that the project was ordered with cover exactly what their documents list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.connectors import Catalog, CategoryCoverage

FACTS = Path(__file__).resolve().parents[1] / "contract" / "facts" / "connectors"
TOOLS = ["ukgpro", "careerplug", "erecruiter", "hrworks"]


@pytest.fixture(params=TOOLS)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((FACTS / f"{request.param}.json").read_text(encoding="utf-8"))
    return facts | {"tool": request.param}


@pytest.fixture
def coverage(document: dict[str, Any], catalog: Catalog) -> CategoryCoverage:
    return catalog.connector(document["tool"]).categories[document["category"]]


def test_the_facts_are_of_all_four() -> None:
    assert sorted(path.stem for path in FACTS.glob("*.json")) == sorted(TOOLS)


def test_models_and_fields(document: dict[str, Any], coverage: CategoryCoverage) -> None:
    found = {coverage.catalog.models[id].label: set(entry.fields) for id, entry in coverage.models.items()}
    assert found == {label: set(fields) for label, fields in document["models"].items()}
    assert not any(entry.unknown for entry in coverage.models.values())


def test_actions_and_inputs(document: dict[str, Any], coverage: CategoryCoverage) -> None:
    found = {
        coverage.catalog.actions[id].label: None if entry.fields is None else set(entry.fields)
        for id, entry in coverage.actions.items()
    }
    assert found == {label: set(fields) for label, fields in document["actions"].items()}


def test_name_status_features_variants_and_guides(document: dict[str, Any], coverage: CategoryCoverage) -> None:
    assert coverage.catalog.connector(document["tool"]).label == document["name"]
    assert coverage.status == document["status"]
    assert list(coverage.features) == document["features"]
    assert list(coverage.variants) == [variant.upper() for variant in document["variants"]]
    assert list(coverage.guides) == document["guides"]


def test_what_the_document_remarks_on_has_a_note(document: dict[str, Any], coverage: CategoryCoverage) -> None:
    noted = [coverage.catalog.models[id].label for id, entry in coverage.models.items() if entry.note]
    noted += [coverage.catalog.actions[id].label for id, entry in coverage.actions.items() if entry.note]
    assert sorted(noted) == document["noted"]


def test_variants_are_categories_of_the_connector(document: dict[str, Any], catalog: Catalog) -> None:
    categories = catalog.connector(document["tool"]).categories
    assert set(categories) == {document["category"], *(variant.upper() for variant in document["variants"])}
