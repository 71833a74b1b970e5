"""Beginnings: a scenario put into an environment that is new. Only plain values are set, so it takes no time.

Worlds are made when somebody asks for their records, as always; what the scenario adds to them is part of what they
are made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from mockserver.instants import midnight, parse_instant
from mockserver.scenarios.scenario import Choices, Document, Script
from mockserver.state import faults, limits, syncing, webhooks
from mockserver.state.connections import COMPANY, CONNECTED_BEFORE, ONLY_NAMED
from mockserver.state.environments import Environment, Integration
from mockserver.state.making import OWN_RECORDS
from mockserver.state.placeholders import filled
from mockserver.state.store import SCENARIO, Store
from mockserver.world import SIZES, size_of_company


def begin(store: Store, environment: Environment, script: Script) -> None:
    """Put a script into an environment in which nothing has happened; the caller saves it."""
    document: Document = {} if script.scenario is None else script.scenario.document
    about: dict[str, Any] = {"name": script.scenario and script.scenario.name, "integrations": {}, **script.asked}
    customer = script.choices.beside(document)
    environment.settings = {**environment.settings, SCENARIO: about, **({COMPANY: customer} if customer else {})}
    _check_sizes(store, customer.get("headcount"), document.get("size"))
    if not document:
        return
    _set_clock(store, environment, document["clock"])
    if document["size"] is not None:
        environment.size_name = str(document["size"])
    for name, entry in document["integrations"].items():
        integration = _connect(store, environment, name, entry, script.choices)
        about["integrations"][name] = integration.id
    if document["only_named"]:
        environment.settings[ONLY_NAMED] = True
    for fault in document["faults"]:
        faults.arm(environment, _named(fault["rule"], fault["integration"], about["integrations"]))
    _set_webhooks(environment, script, document["webhooks"], about["integrations"])
    if document["limits"]:
        environment.settings[limits.SETTING] = document["limits"]


def _check_sizes(store: Store, headcount: int | None, size: Any) -> None:
    """Raise ConfigurationError where integrations that nobody has used yet would be larger than allowed."""
    for category in SIZES:
        if headcount is not None:
            store.connections.size(str(size_of_company(headcount, category)), category)
        if size is not None:
            store.connections.size(str(size), category)


def _set_clock(store: Store, environment: Environment, clock: Mapping[str, Any] | None) -> None:
    """Set the clock, and with it the days that data are counted from, unless the server's start decided both."""
    if clock is None or store.settings.now is not None:
        return
    instant = store.now(environment) if clock["now"] is None else clock["now"]
    frozen = clock["mode"] == "frozen"
    environment.clock = environment.clock.freeze(instant) if frozen else environment.clock.run(instant, store.time)
    environment.anchor = midnight(instant)


def _connect(
    store: Store, environment: Environment, name: str, entry: Mapping[str, Any], choices: Choices
) -> Integration:
    """Give an integration its name and state: the one that every environment has, or a further one of its tool."""
    integration = store.connections.first(environment, entry["tool"], entry["category"])
    if integration.id in environment.integrations:
        integration = store.connections.further(environment, store.now(environment), entry["tool"], entry["category"])
        integration.profile = store.settings.profile
    environment.integrations[integration.id] = integration
    integration.created_at = environment.anchor - CONNECTED_BEFORE
    if entry["connected"] is not None:
        integration.created_at = _instant(entry["connected"], environment)
    if entry["seed"] is not None:
        integration.seed = entry["seed"]
    if entry["size"] is not None:
        integration.size_name = str(entry["size"])
        integration.size = store.connections.size(integration.size_name, integration.category)
    if "profile" in entry:
        integration.profile = entry["profile"]
    # A name that was chosen beside the scenario is the name of the customer everywhere.
    company = None if choices.company else entry["company"]
    locales = [] if choices.locales else entry["locales"]
    known = {"name": name, "company": company, "locales": locales}
    integration.settings = {key: value for key, value in known.items() if value}
    if company is not None:
        integration.end_user = {**integration.end_user, "organization_name": company}
    integration.end_user = {**integration.end_user, **entry["end_user"]}
    _set_states(store, environment, integration, entry)
    if entry["records"]:
        # One text: settings are copied and saved with every write.
        integration.settings[OWN_RECORDS] = orjson.dumps(entry["records"]).decode()
    return integration


def _set_states(store: Store, environment: Environment, integration: Integration, entry: Mapping[str, Any]) -> None:
    states = entry["states"]
    for key in ("status", "setup_status", "qa_status"):
        if key in states:
            setattr(integration, key, states[key])
    integration.scopes = states.get("scopes", {})
    chosen = {key: value for key, value in states.get("settings", {}).items() if value is not None}
    integration.settings = {**integration.settings, **chosen}
    if "credentials" in states:
        since = None if entry["broken_since"] is None else _instant(entry["broken_since"], environment)
        syncing.remember_credentials(integration, states["credentials"], since)
    if states.get("data_expired"):
        integration.data_expired_at = store.now(environment)
    if "syncs" in states:
        syncing.configure(store, environment, integration, states["syncs"])


def _set_webhooks(
    environment: Environment, script: Script, document: Mapping[str, Any] | None, ids: Mapping[str, str]
) -> None:
    if document is None:
        return
    rules: Iterable[Mapping[str, Any]] | None = script.webhook_faults
    if rules is not None:
        rules = [_named(rule, name, ids) for rule, name in zip(rules, document["integrations"], strict=True)]
    webhooks.configure(environment, endpoints=script.endpoints, faults=rules, secret=document.get("secret"))


def _named(rule: Mapping[str, Any], name: str | None, ids: Mapping[str, str]) -> Mapping[str, Any]:
    """Give a rule that only meets requests of the named integration, if one is named."""
    return rule if name is None else {**rule, "match": {**rule["match"], "integration_id": ids[name]}}


def _instant(text: str, environment: Environment) -> int:
    return parse_instant(filled(text, environment.anchor))
