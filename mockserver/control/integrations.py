"""Control of integrations: list, add, change, remove, and look at the complete records behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver.connectors import Catalog
from mockserver.control.call import ControlCall, controls
from mockserver.control.scopes import read_scopes
from mockserver.errors import ConfigurationError, InputInvalid, NotFound
from mockserver.state import events, outbox, syncing
from mockserver.state.environments import Integration
from mockserver.state.records import Selection
from mockserver.suggest import did_you_mean

# Parts of the settings that the document of an integration shows under names of their own, or not at all.
_OWN_PLACE = frozenset({"name", "credentials", "syncs", "sync", "last_sync", "refused_since", "own_records"})


@controls("ListIntegrations")
def list_integrations(call: ControlCall) -> Any:
    """Give the integrations of the environment, those that every environment has first."""
    values = call.arguments.values
    return {
        "integrations": [
            integration_document(integration)
            for integration in call.store.overview(call.environment)
            if values.get("category") in (None, integration.category) and values.get("tool") in (None, integration.tool)
        ]
    }


@controls("AddIntegration")
def add_integration(call: ControlCall) -> Any:
    """Add an integration and give it."""
    body = call.body
    tool = _known("$.tool", body["tool"], call.catalog.connectors)
    categories = list(call.catalog.connector(tool).categories)
    category = body.get("category") or (categories[0] if len(categories) == 1 else None)
    if category not in categories:
        raise InputInvalid(f"$.category: {tool} has the categories {', '.join(categories)}; name one of them.")
    size = body.get("size")
    with call.store.change(call.environment):
        try:
            integration = call.store.connections.further(
                call.environment,
                call.store.now(call.environment),
                tool,
                category,
                seed=body.get("seed"),
                size=None if size is None else str(size),
            )
        except ConfigurationError as problem:
            raise InputInvalid(f"$.size: {problem}") from None
        integration.profile = _profile(call.catalog, body.get("profile"))
        if body.get("company"):
            integration.settings = {"company": body["company"]}
        call.store.save(call.environment, integration)
        outbox.tell(call.store, call.environment, "integration-created", events.integration_created(integration))
    return integration_document(integration)


@controls("ChangeIntegration")
def change_integration(call: ControlCall) -> Any:
    """Change an integration and give it; answers follow at once."""
    integration, body = call.integration(), call.body
    with call.store.change(call.environment, integration):
        states = {name: body[name] for name in ("status", "setup_status", "qa_status") if name in body}
        syncing.change_states(call.store, call.environment, integration, **states)
        if "profile" in body:
            integration.profile = _profile(call.catalog, body["profile"])
        if "scopes" in body:
            before = integration.scopes
            integration.scopes = read_scopes(call.catalog, call.store.description, integration, body["scopes"])
            if integration.scopes != before:
                # Documented: until the next good sync, the data count as those of another configuration.
                integration.data_expired_at = call.store.now(call.environment)
        if "settings" in body:
            merged = {**integration.settings, **body["settings"]}
            integration.settings = {name: value for name, value in merged.items() if value is not None}
        if "credentials" in body:
            syncing.set_credentials(call.store, call.environment, integration, body["credentials"])
        if "syncs" in body:
            syncing.configure(call.store, call.environment, integration, _read_syncs(body["syncs"]))
        if "data_expired" in body:
            integration.data_expired_at = call.store.now(call.environment) if body["data_expired"] else None
    return integration_document(integration)


@controls("RunSync")
def run_sync(call: ControlCall) -> Any:
    """Run a sync from start to end and tell what it did."""
    integration = call.integration()
    return syncing.run(call.store, call.environment, integration, (call.body or {}).get("type", "FULL"))


@controls("RemoveIntegration")
def remove_integration(call: ControlCall) -> Any:
    """Remove an integration; its id is not found any more until the next reset."""
    integration = call.integration()
    with call.store.change(call.environment, integration):
        integration.deleted_at = call.store.now(call.environment)
        outbox.tell(call.store, call.environment, "integration-deleted", events.integration_deleted(integration))
    return {}


@controls("ListStoredRecords")
def list_stored_records(call: ControlCall) -> Any:
    """Give stored records of a model in order of creation."""
    integration, values = call.integration(), call.arguments.values
    model = _model(call.catalog, integration, call.path["model"])
    records = call.store.records(call.environment, integration)
    deleted_too = values["include_deleted"] == "true"
    wanted = Selection(model, (), None, deleted_too, values["after"], values["limit"] + 1)
    sequences = records.select(wanted)
    page = sequences[: values["limit"]]
    return {
        "model": model,
        "records": list(records.load(model, page).values()),
        "next": page[-1] if len(sequences) > len(page) else None,
    }


@controls("GetStoredRecord")
def get_stored_record(call: ControlCall) -> Any:
    """Give one stored record."""
    integration = call.integration()
    model = _model(call.catalog, integration, call.path["model"])
    record = call.store.records(call.environment, integration).get(model, call.path["record_id"])
    if record is None:
        raise NotFound(f"record_id: no record {call.path['record_id']!r} of {model} in this integration.")
    return record


def integration_document(integration: Integration) -> dict[str, Any]:
    """Give an integration as the control API shows it."""
    return {
        "id": integration.id,
        "name": integration.settings.get("name"),
        "tool": integration.tool,
        "category": integration.category,
        "status": integration.status,
        "setup_status": integration.setup_status,
        "qa_status": integration.qa_status,
        "seed": integration.seed,
        "size": integration.size_name,
        "profile": integration.profile,
        "scopes": integration.scopes,
        "settings": {name: value for name, value in integration.settings.items() if name not in _OWN_PLACE},
        "credentials": integration.settings.get("credentials", "valid"),
        "syncs": syncing.settings_of(integration),
        "last_sync": integration.settings.get("last_sync"),
        "waiting_changes": len(integration.pending),
    }


def _read_syncs(chosen: dict[str, Any]) -> dict[str, Any]:
    for name, problem in syncing.problems(chosen):
        raise InputInvalid(f"$.syncs.{name}: {problem}.")
    return chosen


def _known(place: str, word: str, words: Iterable[str]) -> str:
    if word not in words:
        raise InputInvalid(f"{place}: {word!r} is not known{did_you_mean(word, words)}")
    return word


def _profile(catalog: Catalog, name: str | None) -> str | None:
    return None if name is None else _known("$.profile", name, catalog.profiles)


def _model(catalog: Catalog, integration: Integration, name: str) -> str:
    names = {
        model.short: id
        for id, model in catalog.models.items()
        if model.category == integration.category and model.short is not None
    }
    if name in names:
        return names[name]
    if name not in catalog.models:
        raise NotFound(f"model: {name!r} is not known{did_you_mean(name, [*names, *catalog.models])}")
    return name
