"""Moments: what a story pack has to show, each with the record that it is about and the calls that make it happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.console.actions import API, CONTROL, Action, curl
from mockserver.console.reading import lists_of
from mockserver.console.visit import Visit, link


def moments_of(visit: Visit, story: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the moments of the story pack that an environment began with: words, link, buttons, and what is asked."""
    return [
        {
            "title": each["title"],
            "says": each["says"],
            "href": _record(visit, story, each["record"]),
            "actions": [
                *(_action("Let it happen", step) for step in each["first"]),
                *([] if each["call"]["method"] == "GET" else [_action("Do it", each["call"])]),
            ],
            "call": curl(visit, *_request(each["call"]), each["call"]["body"]),
            "is_look": each["call"]["method"] == "GET",
        }
        for each in story["moments"]
    ]


def _record(visit: Visit, story: Mapping[str, Any], record: Mapping[str, Any] | None) -> str | None:
    """Give the page of a record; None where no page shows records of its model."""
    if record is None:
        return None
    pages = lists_of(visit.server.store.description)
    names = {name: id for id, model in visit.server.catalog.models.items() for name in (model.short, id) if id in pages}
    model = names.get(record["model"])
    return None if model is None else link("data", story["integrations"][record["integration"]], model, record["id"])


def _action(label: str, call: Mapping[str, Any]) -> Action:
    method, path, integration_id = _request(call)
    return Action(label, method, path, call["body"], integration_id=integration_id)


def _request(call: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """Give method, path and integration of a call; those of the control API need none."""
    if call["path"].startswith(f"{CONTROL}/"):
        return call["method"], call["path"], None
    return call["method"], f"{API}{call['path'].removeprefix(API)}", call["integration_id"]
