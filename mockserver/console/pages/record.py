"""Records: one record as the API gives it, with what is not covered marked and everything related linked."""

from __future__ import annotations

from functools import partial
from typing import Any

from mockserver.api.request import Answer
from mockserver.console.actions import Action, curl
from mockserver.console.columns import title_of
from mockserver.console.marking import Marker
from mockserver.console.reading import integration_head, links_in, list_of, view_of, why_uncovered
from mockserver.console.rendering import render
from mockserver.console.visit import Refused, Visit, page
from mockserver.console.writing import writes

_STAMPS = (
    ("remote_created_at", "Created in the tool"),
    ("remote_updated_at", "Changed in the tool"),
    ("changed_at", "Changed here"),
    ("remote_deleted_at", "Deleted in the tool"),
)
_MOST_REQUESTS = 20


@page("/data/{id}/{model}/{record_id}")
async def record(visit: Visit, id: str, model: str, record_id: str) -> Answer:
    """Show a record."""
    integration = visit.integration(id)
    operation = list_of(visit, integration, model)
    names = {parameter.name for parameter in operation.parameters}
    query = {"ids": record_id, **({"include_deleted": "true"} if "include_deleted" in names else {})}
    results = visit.api("GET", operation.path, id, **query)["results"]
    if not results:
        raise Refused(404, {"code": "CONSOLE", "message": "This integration shows no such record."})
    [found] = results
    view, catalog = view_of(visit, integration), visit.server.catalog
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    links = links_in(catalog, id, model, found)
    why = partial(why_uncovered, visit, integration, view)
    return render(
        visit,
        "record.html",
        **integration_head(visit, integration, model),
        title=title_of(found),
        json=Marker(catalog, why, links).written(found, model),
        fields=[(key, value, why(model, key)) for key, value in found.items()],
        links=links,
        stamps=[(label, found[key]) for key, label in _STAMPS if found.get(key)],
        requests=await _requests(visit, record_id),
        note=view.coverage.models[model].note if model in view.coverage.models else None,
        writes=[] if found.get("remote_deleted_at") else writes(visit, integration, model, found),
        actions=_actions(id, model, found),
        call=curl(visit, "GET", f"/v1{operation.path}?{asked}", id, None),
        model_label=catalog.models[model].label,
    )


async def _requests(visit: Visit, record_id: str) -> list[dict[str, Any]]:
    """Give the writes whose bodies, and the calls whose paths, name the record."""
    found = await visit.control("GET", "/requests", text=record_id, limit=200)
    named = [entry for entry in found["requests"] if entry["method"] != "GET"]
    return named[:_MOST_REQUESTS]


def _actions(id: str, model: str, found: dict[str, Any]) -> list[Action]:
    path = f"/_mock/integrations/{id}/upstream"
    if model.startswith("assessment"):
        return []
    if found.get("remote_deleted_at") is None:
        body = {"event": "record_deleted", "model": model, "id": found["id"]}
        return [Action("Delete it in the tool", "POST", path, body)]
    return [
        Action(
            "Bring it back in the tool", "POST", path, {"event": "record_restored", "model": model, "id": found["id"]}
        )
    ]
