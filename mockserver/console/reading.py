"""Reading: integrations, models and records as the pages need them, all asked of the imitated API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.api.view import View
from mockserver.connectors import Catalog
from mockserver.console.visit import Refused, Visit, link
from mockserver.description import Description, Operation
from mockserver.state.environments import Integration

MOST = 250


def lists_of(description: Description, category: str | None = None) -> dict[str, Operation]:
    """Give the operation that lists each model, by model."""
    found: dict[str, Operation] = {}
    for operation in description.operations.values():
        names = {parameter.name for parameter in operation.parameters}
        fits = operation.kind == "list" and category in (None, operation.category)
        if fits and operation.model is not None and not operation.deprecated and "ids" in names:
            found.setdefault(operation.model, operation)
    return found


def list_of(visit: Visit, integration: Integration, model: str) -> Operation:
    """Give the operation that lists a model of an integration's category; Refused if none does."""
    operation = lists_of(visit.server.store.description, integration.category).get(model)
    if operation is None:
        raise Refused(404, {"code": "CONSOLE", "message": f"No operation lists {model[:100]!r} here."})
    return operation


def view_of(visit: Visit, integration: Integration) -> View:
    """Give what the integration shows."""
    return visit.server.pipeline.views.of(integration)


def every(
    visit: Visit, integration: Integration, model: str, most: int, **query: Any
) -> tuple[list[dict[str, Any]], bool]:
    """Give records of a model, at most so many, and whether there are more."""
    operation = list_of(visit, integration, model)
    found: list[dict[str, Any]] = []
    cursor = None
    while len(found) < most:
        page = visit.api("GET", operation.path, integration.id, page_size=min(MOST, most), cursor=cursor, **query)
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            return found, False
    return found[:most], True


def links_in(catalog: Catalog, integration_id: str, model: str, value: Any) -> dict[str, str]:
    """Give the pages of the records that a record of a model names or holds, by id."""
    return dict(_links(catalog, integration_id, model, value))


def _links(catalog: Catalog, integration_id: str, model: str, record: Any) -> Iterator[tuple[str, str]]:
    if isinstance(record, list):
        for each in record:
            yield from _links(catalog, integration_id, model, each)
    if not isinstance(record, dict) or model not in catalog.models:
        return
    relations = catalog.models[model].relations
    by_key = {relation.one: relation.to for relation in relations.values() if relation.one and "." not in relation.one}
    for key, value in record.items():
        if key in by_key and isinstance(value, str):
            yield value, link("data", integration_id, by_key[key], value)
        elif key in relations:
            to = relations[key].to
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict) and isinstance(each.get("id"), str):
                    yield each["id"], link("data", integration_id, to, each["id"])
                yield from _links(catalog, integration_id, to, each)


def why_uncovered(visit: Visit, integration: Integration, view: View, model: str, field: str) -> str | None:
    """Say in words why a field of a model holds nothing; None if it is covered."""
    if field in ("id", "changed_at") or view.covers(model, field):
        return None
    catalog = visit.server.catalog
    label = catalog.connector(integration.tool).label
    if view.coverage.covers(model, field):
        return "The scope configuration of this integration switches it off."
    if integration.profile is not None:
        return f"The profile {integration.profile!r} that this integration has leaves it out."
    relation = catalog.models[model].relations.get(field)
    if relation is not None and not view.has_model(relation.to):
        return f"{label} has no model {catalog.models[relation.to].label!r} to read."
    return f"{label} does not cover it."


def label_of(visit: Visit, integration: Integration) -> str:
    """Give what people call the tool of an integration."""
    return visit.server.catalog.connector(integration.tool).label


def tabs_of(visit: Visit, integration: Integration) -> list[dict[str, Any]]:
    """Give the tabs of an integration's data: its models, and the special pages of its category."""
    view, models = view_of(visit, integration), visit.server.catalog.models
    tabs = [
        {"label": models[model].label, "href": link("data", integration.id, model), "model": model,
         "covered": view.has_model(model)}
        for model in lists_of(visit.server.store.description, integration.category)
    ]  # fmt: skip
    for label, name, needed in (
        ("Pipeline", "board", "ats_applications"),
        ("Organisation", "organisation", "hris_employees"),
        ("Calendar", "calendar", "hris_absences"),
    ):
        if models[needed].category == integration.category and view.has_model(needed):
            tabs.append({"label": label, "href": link(name, integration.id), "model": name, "covered": True})
    return tabs


def integration_head(visit: Visit, integration: Integration, model: str) -> Mapping[str, Any]:
    """Give what the head of every page of an integration shows."""
    return {
        "integration": integration,
        "label": label_of(visit, integration),
        "tabs": tabs_of(visit, integration),
        "model": model,
    }
