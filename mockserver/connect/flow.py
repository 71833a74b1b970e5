"""The end of the connection flow: an integration is made or reconnected, and a token stands for it.

The page gets that token and never the integration's id, so that nobody can claim the integration of somebody else.
"""

from __future__ import annotations

from typing import Any

from mockserver.connect.links import check_tool
from mockserver.errors import InputInvalid, NotFound
from mockserver.ids import base58
from mockserver.instants import HOUR
from mockserver.state import events, outbox, syncing
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.state.tokens import issue, read

# Not documented beyond "short-lived".
ACTIVATION_LIFETIME = HOUR
# The world of a new integration is about the customer; longer names only make its texts unreadable.
LONGEST_COMPANY = 200
_SETTING = "activation"


def finish(store: Store, environment: Environment, claims: dict[str, Any], tool: str | None) -> str:
    """Finish the flow of a link and give the activation token.

    Raises InputInvalid for a tool that cannot be connected, NotFound when the integration to reconnect is gone.
    """
    if claims["use"] == "connect":
        chosen = claims["tool"] or tool
        if not isinstance(chosen, str):
            raise InputInvalid("$.tool is required: the link leaves the choice to the customer.")
        check_tool(store, "$.tool", chosen, claims["category"])
        with store.change(environment):
            integration = _connected(store, environment, claims, chosen)
            token = _activation(store, environment, integration)
            store.save(environment, integration)
            outbox.tell(store, environment, "integration-created", events.integration_created(integration))
        return token
    integration = existing(store, environment, claims)
    with store.change(environment, integration):
        if claims["use"] == "relink":
            _reconnect(store, environment, integration, claims)
        return _activation(store, environment, integration)


def fail(store: Store, environment: Environment, claims: dict[str, Any], tool: str | None) -> None:
    """End one attempt of the flow without an integration; the customer may try again with the same link.

    A webhook tells of it once there is a tool that it failed with; the steps of a setup connect nothing. Raises what
    finishing would raise, except that no tool has to be chosen.
    """
    if claims["use"] == "connect":
        chosen, category, end_user = claims["tool"] or tool, claims["category"], claims["end_user"]
        if chosen is not None:
            check_tool(store, "$.tool", chosen, category)
    else:
        integration = existing(store, environment, claims)
        chosen, category, end_user = integration.tool, integration.category, integration.end_user
    if chosen is not None and claims["use"] != "setup":
        with store.change(environment):
            data = events.connection_flow_failed(environment, chosen, category, end_user)
            outbox.tell(store, environment, "connection-flow-failed", data)


def existing(store: Store, environment: Environment, claims: dict[str, Any]) -> Integration:
    """Give the integration that a link is about; NotFound when it was deleted."""
    integration = store.integration(environment, claims["integration"])
    if integration is None:
        raise NotFound("The integration of this link is gone.")
    return integration


def redeem(store: Store, environment: Environment, token: str) -> Integration:
    """Give the integration that an activation token stands for; TokenRefusedError or NotFound otherwise."""
    claims = read(store, environment, token, "activation")
    for integration in environment.integrations.values():
        if integration.settings.get(_SETTING) == claims["jti"] and integration.deleted_at is None:
            return integration
    raise NotFound("The integration of this token is gone, or was reconnected since.")


def _connected(store: Store, environment: Environment, claims: dict[str, Any], tool: str) -> Integration:
    integration = store.connections.further(environment, store.now(environment), tool, claims["category"])
    integration.end_user = claims["end_user"]
    integration.profile = store.settings.profile
    settings = {
        "company": claims["end_user"]["organization_name"][:LONGEST_COMPANY],
        "scope_config_id": claims.get("scope_config_id"),
        "remote_environment": claims.get("remote_environment"),
    }
    integration.settings = {name: value for name, value in settings.items() if value is not None}
    return integration


def _reconnect(store: Store, environment: Environment, integration: Integration, claims: dict[str, Any]) -> None:
    """New credentials end what the old ones caused; who switched an integration off has to switch it on again."""
    syncing.set_credentials(store, environment, integration, "valid")
    chosen = claims.get("scope_config_id")
    if chosen is not None and chosen != integration.settings.get("scope_config_id"):
        integration.settings = {**integration.settings, "scope_config_id": chosen}
        integration.data_expired_at = store.now(environment)


def _activation(store: Store, environment: Environment, integration: Integration) -> str:
    name = base58(f"{integration.id}/activations/{environment.count('activations')}")
    integration.settings = {**integration.settings, _SETTING: name}
    return issue(store, environment, "activation", store.now(environment) + ACTIVATION_LIFETIME, {"jti": name})
