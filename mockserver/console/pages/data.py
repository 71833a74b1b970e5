"""Data: the records of an integration as tables, page by page, with the filters of the API."""

from __future__ import annotations

from typing import Any

from mockserver.api.request import Answer
from mockserver.console.actions import curl
from mockserver.console.columns import columns_of, heading, title_of, value_at
from mockserver.console.reading import integration_head, list_of, lists_of, view_of, why_uncovered
from mockserver.console.rendering import render
from mockserver.console.visit import Refused, Visit, link, page
from mockserver.console.writing import writes
from mockserver.description import Operation

PAGE_SIZE = 25
_FURTHER = ("include_deleted", "updated_after")


@page("/data")
async def data(visit: Visit) -> Answer:
    """Lead to the integration that was looked at last, or to the home page: a reset takes added ones away."""
    from mockserver.console.pages.home import home

    last = visit.integration_id
    if last is None or visit.server.store.integration(visit.environment, last) is None:
        return await home(visit)
    return await integration_data(visit, last)


@page("/data/{id}")
async def integration_data(visit: Visit, id: str) -> Answer:
    """Show the first model that the integration shows."""
    integration = visit.integration(id)
    view = view_of(visit, integration)
    models = list(lists_of(visit.server.store.description, integration.category))
    preferred = [model for model in ("ats_candidates", "hris_employees") if view.has_model(model)]
    return await table(visit, id, (preferred + [each for each in models if view.has_model(each)] + models)[0])


@page("/data/{id}/{model}")
async def table(visit: Visit, id: str, model: str) -> Answer:
    """Show one page of a model's records, or why there are none."""
    integration = visit.integration(id)
    operation = list_of(visit, integration, model)
    filters = _filters(visit, operation)
    query = {each["name"]: each["value"] for each in filters if each["value"]}
    found: dict[str, Any] = {"results": [], "next": None}
    refused = None
    try:
        found = visit.api("GET", operation.path, id, page_size=PAGE_SIZE, cursor=visit.query.get("cursor"), **query)
    except Refused as problem:
        refused = problem
    columns = columns_of(found["results"])
    view = view_of(visit, integration)
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return render(
        visit,
        "table.html",
        **integration_head(visit, integration, model),
        filters=filters,
        is_filtered=bool(query),
        columns=[
            (heading(place), why_uncovered(visit, integration, view, model, place.partition(".")[0]))
            for place in columns
        ],
        rows=[
            {
                "id": record["id"],
                "title": title_of(record),
                "cells": [value_at(record, place) for place in columns],
                "deleted": record.get("remote_deleted_at") is not None,
            }
            for record in found["results"]
        ],
        next=found["next"] and link("data", id, model, **query, cursor=found["next"]),
        first=link("data", id, model, **query) if visit.query.get("cursor") else None,
        refused=refused,
        actions=[] if refused else writes(visit, integration, model),
        call=curl(visit, "GET", f"/v1{operation.path}?page_size={PAGE_SIZE}{'&' if asked else ''}{asked}", id, None),
    )


def _filters(visit: Visit, operation: Operation) -> list[dict[str, Any]]:
    """Give the filters of a list: those for people first, those by id behind."""
    found = [
        {
            "name": each.name,
            "label": each.name.replace("_", " ").capitalize(),
            "options": list(each.schema.get("enum") or (["true"] if each.name == "include_deleted" else [])),
            "value": visit.query.get(each.name, "").strip(),
            "by_id": each.name.endswith("ids") or each.name in ("custom_fields", "employee_id", *_FURTHER),
        }
        for each in operation.parameters
        if not each.deprecated and (each.filter is not None or each.name in _FURTHER)
    ]
    return sorted(found, key=lambda each: bool(each["by_id"]))
