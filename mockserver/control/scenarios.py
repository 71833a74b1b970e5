"""Control of scenarios: which there are, which one this environment began with, and beginning with another one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.control.call import ControlCall, controls
from mockserver.errors import ConfigurationError, InputInvalid
from mockserver.state import snapshots
from mockserver.state.connections import COMPANY
from mockserver.state.store import SCENARIO

if TYPE_CHECKING:
    from mockserver.scenarios.doors import Doors
    from mockserver.scenarios.scenario import Scenario
    from mockserver.state.environments import Environment


@controls("ListScenarios")
def list_scenarios(call: ControlCall) -> Any:
    """Give the scenarios that can be named, the one of the server's start first."""
    from mockserver.scenarios import library

    doors = _doors(call)
    return {"scenarios": [_about(library.load(doors, path)) for path in library.nameable(doors).values()]}


@controls("GetScenario")
def get_scenario(call: ControlCall) -> Any:
    """Give the scenario that the environment began with, its integrations and its moments."""
    environment = call.environment
    began = environment.settings.get(SCENARIO, {"name": None, "integrations": {}})
    customer = environment.settings.get(COMPANY, {})
    found: dict[str, Any] = {
        "name": began["name"],
        "title": None,
        "story": None,
        "company": customer.get("name"),
        "locales": customer.get("locales", []),
        "headcount": customer.get("headcount"),
        "integrations": began["integrations"],
        "moments": [],
    }
    scenario = _known(call, began)
    if scenario is not None:
        from mockserver.scenarios.moments import moments_of

        found |= {"title": scenario.title, "story": scenario.document["story"]}
        found["moments"] = moments_of(scenario, environment)
    return found


@controls("SetScenario")
def set_scenario(call: ControlCall) -> Any:
    """Begin the environment anew with a scenario, or without one, and give it."""
    from mockserver.scenarios.scenario import Choices

    body = call.body
    if "name" in body and "document" in body:
        raise InputInvalid("$: give either name or document.")
    locale = body.get("locale") or ()
    choices = Choices(
        body.get("company"), (locale,) if isinstance(locale, str) else tuple(locale), body.get("headcount")
    )
    document = orjson.dumps(body["document"]).decode() if "document" in body else None
    begin_anew(call, {"name": body.get("name"), "document": document, "choices": choices.document()})
    return get_scenario(call)


def selection(call: ControlCall, environment: Environment) -> dict[str, Any]:
    """Give what an environment began with: name or document of a scenario, and what was chosen beside it."""
    from mockserver.scenarios.scenario import Choices

    began, settings = environment.settings.get(SCENARIO, {}), call.store.settings
    usual = Choices(settings.company, settings.locale, settings.headcount).document()
    return {
        "name": began.get("name"),
        "document": began.get("document"),
        "choices": began.get("choices", usual),
    }


def begin_anew(call: ControlCall, asked: Mapping[str, Any]) -> None:
    """Begin the environment anew with what `selection` gives of another one; InputInvalid if that cannot be used."""
    environment = call.environment
    with call.store.change(environment):
        # A reset begins with what stands here.
        begun = {**asked, "selected": True, "integrations": {}}
        environment.settings = {**environment.settings, SCENARIO: begun}
        try:
            snapshots.reset(call.store, environment)
        except ConfigurationError as problem:
            raise InputInvalid(f"$.name: {problem}") from None
    call.pipeline.recorder.clear(environment)


def _known(call: ControlCall, began: Mapping[str, Any]) -> Scenario | None:
    """Give the scenario that an environment began with; None also where an earlier start had a file that is gone."""
    from mockserver.scenarios import library

    with suppress(ConfigurationError):
        return library.scenario_of(_doors(call), began["name"], began.get("document"))
    return None


def _doors(call: ControlCall) -> Doors:
    from mockserver.scenarios.doors import Doors

    return Doors(call.pipeline, call.courier, call.description)


def _about(scenario: Scenario) -> dict[str, Any]:
    document = scenario.document
    return {
        "name": scenario.name,
        **{key: document[key] for key in ("title", "story", "company", "locales", "headcount")},
        "integrations": {
            name: {"tool": entry["tool"], "category": entry["category"]}
            for name, entry in scenario.integrations.items()
        },
        "moments": [moment["title"] for moment in scenario.moments],
    }
