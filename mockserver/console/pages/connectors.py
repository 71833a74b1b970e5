"""Connectors: which there are, what each can do, and how two of them differ."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from mockserver.api.request import Answer
from mockserver.connectors import CategoryCoverage
from mockserver.console.pages.home import CATEGORIES
from mockserver.console.rendering import render
from mockserver.console.visit import Refused, Visit, page
from mockserver.resources import fixtures_directory

_MARKS = {"yes": "covered", "unknown": "counts as covered: nothing documents it", "no": "not covered"}


@page("/connectors")
async def connectors(visit: Visit) -> Answer:
    """List the connectors that can do what is asked."""
    catalog, query = visit.server.catalog, visit.query
    text, category = query.get("text", "").strip().lower(), query.get("category", "")
    model, action = query.get("model", ""), query.get("action", "")
    found = [
        {
            "tool": tool,
            "label": catalog.connectors[tool].label,
            "category": coverage.category,
            "status": coverage.status,
            "locales": coverage.locales,
            "models": len(coverage.models),
            "actions": len(coverage.actions),
            "rules": len(coverage.rules_document),
        }
        for tool in catalog.connectors
        if text in tool or text in catalog.connectors[tool].label.lower()
        for coverage in catalog.connectors[tool].categories.values()
        if category in ("", coverage.category)
        and (not model or coverage.has_model(model))
        and (not action or action in coverage.actions)
    ]
    return render(
        visit,
        "connectors.html",
        found=sorted(found, key=lambda each: (each["label"].lower(), each["category"])),
        categories=CATEGORIES,
        models=[(each.id, f"{each.label} ({each.category})") for each in catalog.models.values() if not each.written],
        actions=[(each.id, each.label) for each in catalog.actions.values() if each.published],
        number=len(catalog.connectors),
    )


@page("/connectors/{tool}/{category}")
async def connector(visit: Visit, tool: str, category: str) -> Answer:
    """Show what one connector covers, beside another one if asked."""
    sides = [_coverage(visit, tool, category)]
    other = visit.query.get("with")
    if other:
        sides.append(_coverage(visit, other, category))
    catalog = visit.server.catalog
    return render(
        visit,
        "connector.html",
        sides=[(catalog.connector(each.tool).label, each) for each in sides],
        category=category,
        others=[
            (name, each.label)
            for name, each in catalog.connectors.items()
            if category in each.categories and name != tool
        ],
        other=other,
        models=_models(visit, sides),
        actions=_actions(visit, sides),
        rules=_rules(sides),
        marks=_MARKS,
    )


def _coverage(visit: Visit, tool: str, category: str) -> CategoryCoverage:
    found = visit.server.catalog.connectors.get(tool)
    if found is None or category not in found.categories:
        raise Refused(404, {"code": "CONSOLE", "message": f"There is no connector {tool[:60]!r} in {category[:20]!r}."})
    return found.categories[category]


def _models(visit: Visit, sides: list[CategoryCoverage]) -> list[dict[str, Any]]:
    found = []
    for model in visit.server.catalog.models.values():
        if model.category != sides[0].category or model.written or model.join or not model.fields:
            continue
        rows = []
        for name in model.fields:
            marks = []
            for side in sides:
                coverage = side.models.get(model.id)
                marks.append(
                    "no" if coverage is None or name not in coverage.fields
                    else "unknown" if name in coverage.unknown else "yes"
                )  # fmt: skip
            rows.append({"name": name, "marks": marks, "differs": len(set(marks)) > 1})
        found.append(
            {"label": model.label, "id": model.id, "rows": rows, "has": [side.has_model(model.id) for side in sides]}
        )
    return found


def _actions(visit: Visit, sides: list[CategoryCoverage]) -> list[dict[str, Any]]:
    found = []
    for action in visit.server.catalog.actions.values():
        if action.category != sides[0].category or not action.fields:
            continue
        rows = []
        for name in action.fields:
            marks = []
            for side in sides:
                coverage = side.actions.get(action.id)
                marks.append(
                    "no" if coverage is None or name not in coverage.names
                    else "unknown" if name in coverage.unknown else "yes"
                )  # fmt: skip
            rows.append({"name": name, "marks": marks, "differs": len(set(marks)) > 1})
        found.append(
            {
                "label": action.label,
                "id": action.id,
                "rows": rows,
                "has": [side.has_action(action.id) for side in sides],
            }
        )
    return found


def _rules(sides: list[CategoryCoverage]) -> list[dict[str, Any]]:
    """Give the rules of either side, with what their kind means in words."""
    kinds = dict.fromkeys(kind for side in sides for kind in side.rules_document)
    return [
        {
            "kind": kind,
            "means": _meanings().get(kind, ""),
            "values": [side.rules_document.get(kind) for side in sides],
        }
        for kind in kinds
    ]


@cache
def _meanings() -> dict[str, str]:
    schema = orjson.loads((fixtures_directory() / "connector.schema.json").read_bytes())
    kinds = schema["$defs"]["rules"]["properties"]
    return {kind: entry.get("description", "") for kind, entry in kinds.items()}
