"""The named integrations of a scenario file, checked as the control API checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.connectors import Connector
from mockserver.connectors.findings import Spot
from mockserver.control.scopes import read_scopes
from mockserver.errors import InputInvalid
from mockserver.scenarios.doors import Doors, passed
from mockserver.scenarios.record_entries import compile_records, places_of
from mockserver.scenarios.words import day_text, locales
from mockserver.state import syncing
from mockserver.state.environments import Integration

# Keys that PATCH /_mock/integrations/{id} takes, too.
_STATES = ("status", "setup_status", "qa_status", "credentials", "data_expired", "syncs", "scopes", "settings")


def compile_integrations(doors: Doors, document: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    """Give the integrations by name, with every key; what is wrong in them is noted."""
    found = {}
    for name, entry in document.get("integrations", {}).items():
        place = spot.at("integrations", name)
        category = _category(doors, entry, place)
        if category is not None:
            found[name] = _integration(doors, {"seed": document.get("seed"), **entry}, category, place)
    return found


def _category(doors: Doors, entry: Mapping[str, Any], spot: Spot) -> str | None:
    connectors = doors.store.catalog.connectors
    if entry["tool"] not in connectors:
        spot.at("tool").unknown("tool", entry["tool"], connectors)
        return None
    connector: Connector = connectors[entry["tool"]]
    categories = list(connector.categories)
    category: str | None = entry.get("category") or (categories[0] if len(categories) == 1 else None)
    if category not in categories:
        (spot.at("category") if category else spot).wrong(
            f"{connector.tool} has the categories {', '.join(categories)}; name one of them as category"
        )
        return None
    return category


def _integration(doors: Doors, entry: Mapping[str, Any], category: str, spot: Spot) -> dict[str, Any]:
    profiles, records = doors.store.catalog.profiles, entry.get("records", {})
    profile = entry.get("profile")
    if profile is not None and profile not in profiles:
        spot.at("profile").unknown("profile", profile, profiles)
    states = {key: entry[key] for key in _STATES if key in entry}
    if doors.fits("ChangeIntegration", states, spot):
        _check_syncs(states.get("syncs", {}), spot.at("syncs"))
        if "scopes" in states:
            states["scopes"] = _scopes(doors, entry, category, spot)
    if "broken_since" in entry:
        states["credentials"] = "broken"
    return {
        **{key: entry.get(key) for key in ("tool", "size", "seed", "company")},
        "category": category,
        "locales": locales(entry.get("locale"), spot.at("locale")),
        **({"profile": profile} if "profile" in entry else {}),
        "connected": day_text(entry.get("connected"), spot.at("connected")),
        "broken_since": day_text(entry.get("broken_since"), spot.at("broken_since")),
        "end_user": entry.get("end_user", {}),
        "states": states,
        "records": compile_records(doors.store, category, records, spot.at("records")),
        "places": places_of(records),
    }


def _check_syncs(syncs: Mapping[str, Any], spot: Spot) -> None:
    for key, problem in syncing.problems(syncs):
        spot.at(key).wrong(problem)


def _scopes(doors: Doors, entry: Mapping[str, Any], category: str, spot: Spot) -> Any:
    store, given = doors.store, entry["scopes"]
    integration = Integration("", entry["tool"], category, 0, 0, 0)

    def check() -> Any:
        try:
            return read_scopes(store.catalog, store.description, integration, given)
        except InputInvalid as refusal:
            # Its places begin with the key of the call that it usually checks.
            raise InputInvalid(refusal.message.replace("$.scopes", "$", 1)) from None

    return passed(spot.at("scopes"), check)
