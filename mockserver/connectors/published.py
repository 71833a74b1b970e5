"""Coverage in the API's own form, as `GET /tools/{category}` and `GET /integrations/{id}` answer it."""

from __future__ import annotations

import re
from typing import Any

from mockserver.connectors.action import Action
from mockserver.connectors.coverage import ActionCoverage, CategoryCoverage, ModelCoverage
from mockserver.connectors.model import Model

SUPPORTED, UNSUPPORTED, UNKNOWN = "SUPPORTED", "UNSUPPORTED", "UNKNOWN"
_NOTHING: frozenset[str] = frozenset()


def coverage_document(coverage: CategoryCoverage) -> dict[str, Any]:
    """Give `read_models`, `write_actions` and `features`: everything of the category, each with its status.

    What counts as covered only because nothing documents it is UNKNOWN.
    """
    return {
        "read_models": _read_models(coverage),
        "write_actions": _write_actions(coverage),
        "features": _features(coverage),
    }


def _read_models(coverage: CategoryCoverage) -> list[dict[str, Any]]:
    return [
        _entry(model, coverage.models.get(model.id))
        for model in coverage.catalog.models.values()
        if model.category == coverage.category and not model.written
    ]


def _write_actions(coverage: CategoryCoverage) -> list[dict[str, Any]]:
    return [
        _entry(action, coverage.actions.get(action.id))
        for action in coverage.catalog.actions.values()
        if action.category == coverage.category and action.published
    ]


def _entry(item: Model | Action, found: ModelCoverage | ActionCoverage | None) -> dict[str, Any]:
    if found is None:
        status, covered, unknown = UNSUPPORTED, _NOTHING, _NOTHING
    else:
        status = SUPPORTED if found.documented else UNKNOWN
        covered = found.names if isinstance(found, ActionCoverage) else found.fields
        unknown = found.unknown
    fields = [
        {"id": name, "coverage_status": UNKNOWN if name in unknown else SUPPORTED if name in covered else UNSUPPORTED}
        for name in item.fields
    ]
    return {"id": item.id, "label": item.label, "coverage_status": status, "fields": fields}


def _features(coverage: CategoryCoverage) -> list[dict[str, Any]]:
    otherwise = UNSUPPORTED if coverage.features_documented else UNKNOWN
    return [
        {"id": _slug(label), "label": label, "coverage_status": SUPPORTED if label in coverage.features else otherwise}
        for label in coverage.catalog.features[coverage.category]
    ]


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
