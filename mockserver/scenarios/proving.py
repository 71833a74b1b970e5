"""Proving a scenario: its worlds are made, and what only they can tell is checked, before anybody relies on it.

The worlds are those that the environments of the day will share, so nothing is made twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.control.webhook_settings import checked_endpoints, checked_faults
from mockserver.errors import ConfigurationError, InputInvalid
from mockserver.ids import record_id
from mockserver.scenarios.beginning import begin
from mockserver.scenarios.doors import Doors, passed
from mockserver.scenarios.found import Found
from mockserver.scenarios.record_entries import model_names
from mockserver.scenarios.references import dangling
from mockserver.scenarios.scenario import Choices, Document, Scenario, Script
from mockserver.scenarios.words import problem_of_locale
from mockserver.state.environments import Environment
from mockserver.state.own_records import OwnRecordError
from mockserver.state.store import SCENARIO


def prove(doors: Doors, scenario: Scenario | None, choices: Choices, asked: Mapping[str, Any] | None = None) -> Script:
    """Give the script of a scenario that can be played.

    Raises ConfigurationError with file and line of what cannot, InputInvalid for a scenario that has no file.
    """
    for name in choices.locales:
        problem = problem_of_locale(name)
        if problem is not None:
            raise InputInvalid(f"$.locale: {problem}") if asked else ConfigurationError(f"locale: {problem}")
    if scenario is None:
        return Script(None, choices, asked=asked or {})
    found = Found(scenario.source)
    script = _script(doors, scenario, choices, asked or {}, found.top())
    environment = doors.store.plain_environment("", "")
    begin(doors.store, environment, script)
    for name, entry in scenario.integrations.items():
        if entry["records"]:
            _prove_records(doors, environment, name, entry, found.top().at("integrations", name, "records"))
    found.raise_any()
    for number, moment in enumerate(scenario.moments):
        if moment["record"] is not None and not moment["first"]:
            _prove_moment(doors, environment, moment["record"], found.top().at("moments", number, "record"))
    found.raise_any()
    return script


def _script(doors: Doors, scenario: Scenario, choices: Choices, asked: Mapping[str, Any], spot: Spot) -> Script:
    """Give the script, with webhooks as this server allows them."""
    webhooks = scenario.document["webhooks"] or {}
    call, place = doors.call("SetWebhooks", webhooks), spot.at("webhooks")
    endpoints = faults = None
    if "endpoints" in webhooks:
        endpoints = passed(place, lambda: checked_endpoints(call, webhooks["endpoints"]))
    if "faults" in webhooks:
        ids = [endpoint.id for endpoint in endpoints or ()]
        faults = passed(place, lambda: checked_faults(call, webhooks["faults"], ids))
    return Script(
        scenario,
        choices,
        None if endpoints is None else tuple(endpoints),
        None if faults is None else tuple(faults),
        asked,
    )


def _prove_records(doors: Doors, environment: Environment, name: str, entry: Document, spot: Spot) -> None:
    """Make the world of an integration and note what does not fit into it."""
    integration = environment.integrations[_ids(environment)[name]]
    places = entry["places"]
    try:
        records = doors.store.records(environment, integration)
    except OwnRecordError as problem:
        spot.at(*places[problem.number], *problem.keys).wrong(problem.text)
        return
    records.now = environment.anchor
    for wrong in dangling(records, integration.id, entry["records"]):
        spot.at(*places[wrong.number], *wrong.keys).wrong(wrong.text)


def _prove_moment(doors: Doors, environment: Environment, record: Document, spot: Spot) -> None:
    integration = environment.integrations[_ids(environment)[record["integration"]]]
    model = model_names(doors.store, integration.category)[record["model"]]
    known = doors.store.records(environment, integration)
    if known.get(model, record_id(integration.id, record["remote_id"])) is None:
        ids = (str(other["remote_id"]) for other in known.all(model))
        spot.at("remote_id").unknown("record", record["remote_id"], ids)


def _ids(environment: Environment) -> Mapping[str, str]:
    found: Mapping[str, str] = environment.settings[SCENARIO]["integrations"]
    return found
