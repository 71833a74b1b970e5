"""Moments as they are shown in one environment: with its ids and days, ready to be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.ids import record_id
from mockserver.scenarios.scenario import Document, Scenario
from mockserver.scenarios.words import with_ids
from mockserver.state.connections import COMPANY
from mockserver.state.environments import Environment
from mockserver.state.placeholders import filled
from mockserver.state.store import SCENARIO

Meant = Callable[[Any], Any]

_CALL = ("method", "target", "integration", "body")


def moments_of(scenario: Scenario, environment: Environment) -> list[dict[str, Any]]:
    """Give the moments of a scenario that an environment began with.

    Of each: title, what there is to say, the record with its id, the calls that come first, the call and its answer.
    A call is `{"method", "path", "integration", "integration_id", "body"}`.
    """
    ids: Mapping[str, str] = environment.settings[SCENARIO]["integrations"]
    company = environment.settings.get(COMPANY, {}).get("name")

    def meant(value: Any) -> Any:
        return with_ids(filled(value, environment.anchor, company), ids)

    return [_shown(moment, ids, meant) for moment in scenario.moments]


def _shown(moment: Document, ids: Mapping[str, str], meant: Meant) -> dict[str, Any]:
    record = moment["record"]
    if record is not None:
        record = {**record, "id": record_id(ids[record["integration"]], record["remote_id"])}
    return {
        "title": moment["title"],
        "says": moment["says"],
        "record": record,
        "first": [_call(step, ids, meant) for step in moment["first"]],
        "call": _call(moment, ids, meant),
        "status": moment["status"],
        "answer": meant(moment["answer"]),
    }


def _call(step: Document, ids: Mapping[str, str], meant: Meant) -> dict[str, Any]:
    method, target, integration, body = (step[key] for key in _CALL)
    return {
        "method": method,
        "path": meant(target),
        "integration": integration,
        "integration_id": None if integration is None else ids[integration],
        "body": meant(body),
    }
