"""A scenario file compiled: read, checked whole, and written out so that a start has nothing left to look up.

What cannot be known before a world is made, such as whether a record that is to be changed is there, is checked when
the scenario is first used; see proving.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.connectors.shape import check_shape
from mockserver.control.fault_rules import checked_rule
from mockserver.resources import fixtures_directory
from mockserver.scenarios.doors import Doors, passed
from mockserver.scenarios.found import Found
from mockserver.scenarios.integration_entries import compile_integrations
from mockserver.scenarios.moment_entries import compile_moments
from mockserver.scenarios.words import check_days, instant, locales

SCHEMA = "scenario.schema.json"


def compile_document(doors: Doors, document: Any, source: Path | None) -> dict[str, Any]:
    """Give the scenario that a document describes, which was read from a file or not.

    Raises ConfigurationError with a line for each mistake, InputInvalid where there is no file.
    """
    found = Found(source)
    compiled: dict[str, Any] = {}
    if check_shape(fixtures_directory() / SCHEMA, document, found.top()):
        compiled = _compiled(doors, document, found.top())
    found.raise_any()
    return compiled


def _compiled(doors: Doors, document: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    check_days(document, spot)
    names = document.get("integrations", {})
    limits = document.get("limits", {})
    doors.fits("SetLimits", limits, spot.at("limits"))
    return {
        "title": document["title"],
        "story": document.get("story"),
        "company": document.get("company"),
        "locales": locales(document.get("locale"), spot.at("locale")),
        "headcount": document.get("headcount"),
        "size": document.get("size"),
        "only_named": document.get("only_named", False),
        "clock": _clock(doors, document, spot.at("clock")),
        "integrations": compile_integrations(doors, document, spot),
        "faults": [
            _fault(doors, entry, names, spot.at("faults", number))
            for number, entry in enumerate(document.get("faults", ()))
        ],
        "webhooks": _webhooks(doors, document, spot.at("webhooks")),
        "limits": {key: value for key, value in limits.items() if value is not None},
        "moments": compile_moments(doors, document, spot.at("moments")),
    }


def _clock(doors: Doors, document: Mapping[str, Any], spot: Spot) -> dict[str, Any] | None:
    clock: dict[str, Any] | None = document.get("clock")
    if clock is None or not doors.fits("SetClock", clock, spot):
        return None
    return {"mode": clock["mode"], "now": instant(clock["now"], spot.at("now")) if "now" in clock else None}


def _fault(doors: Doors, entry: Mapping[str, Any], names: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    rule, name = _unnamed(entry, names, spot)
    if doors.fits("ArmFault", rule, spot):
        checked = passed(spot, lambda: checked_rule(doors.call("ArmFault", rule)))
        return {"rule": checked, "integration": name}
    return {}


def _webhooks(doors: Doors, document: Mapping[str, Any], spot: Spot) -> dict[str, Any] | None:
    """Give the settings as they are written: where they may be sent to is for the server to say that sends them."""
    webhooks = document.get("webhooks")
    if webhooks is None:
        return None
    names, faults, marks = document.get("integrations", {}), [], []
    for number, entry in enumerate(webhooks.get("faults", ())):
        rule, name = _unnamed(entry, names, spot.at("faults", number))
        faults.append(rule)
        marks.append(name)
    body = {**webhooks, "faults": faults} if faults else webhooks
    doors.fits("SetWebhooks", body, spot)
    return {**body, "integrations": marks}


def _unnamed(entry: Any, names: Mapping[str, Any], spot: Spot) -> tuple[Any, str | None]:
    """Give a rule without the name of an integration, and that name, which only environments have an id for."""
    match = entry.get("match") if isinstance(entry, dict) else None
    if not isinstance(match, dict) or "integration" not in match:
        return entry, None
    name = match["integration"]
    if name not in names:
        spot.at("match", "integration").unknown("integration", str(name), names)
    return {**entry, "match": {key: value for key, value in match.items() if key != "integration"}}, str(name)
