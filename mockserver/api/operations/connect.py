"""Links into the connection flow, and the tokens that come out of it."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.files import base_url
from mockserver.connect.flow import redeem
from mockserver.connect.links import LIFETIMES, SETUP_LIFETIME, check_tool, link
from mockserver.errors import ApiError, InputInvalid, NotFound
from mockserver.instants import SECOND, format_instant
from mockserver.state.tokens import TokenRefusedError

# Where requests to a customer's tool would come from; addresses that are reserved for documentation.
STATIC_IPS = ["192.0.2.10", "192.0.2.11"]
_GROUP = "default"


@handles("PostConnectCreateLink")
def create_link(call: Call) -> Any:
    """Give a link to the connection flow; each time it is gone through, a new integration comes of it."""
    body, store = call.body, call.store
    category, tool = body.get("integration_category", "HRIS"), body.get("integration_tool")
    if tool is not None:
        check_tool(store, "$.integration_tool", tool, category)
    elif body.get("remote_environment") is not None:
        raise InputInvalid("$.remote_environment only goes together with $.integration_tool.")
    claims = {
        "category": category,
        "tool": tool,
        "language": body.get("language") or "en",
        "end_user": {
            "organization_name": body["end_user_organization_name"],
            "creator_email": body["end_user_email"],
            "origin_id": body.get("end_user_origin_id"),
        },
        "scope_config_id": body.get("scope_config_id"),
        "remote_environment": body.get("remote_environment"),
    }
    ends_at = call.now + LIFETIMES[body.get("link_type", "EMBEDDED")]
    address = link(store, call.environment, _server(call), "connect", ends_at, claims)
    return {"link": address, "static_ips": STATIC_IPS if body.get("enable_static_ips") else None}


@handles("GetConnectIntegrationByTokenToken")
def integration_by_token(call: Call) -> Any:
    """Give the integration that an activation token stands for."""
    return _redeemed(call, "token", call.path["token"], NotFound)


@handles("PostConnectActivateIntegration")
def activate_integration(call: Call) -> Any:
    """Give the integration that an activation token stands for, as the deprecated twin does."""
    return _redeemed(call, "$.token", call.body["token"], InputInvalid)


@handles("PostHrisProvisioningGroupsGroupIdSetupLinks")
def provisioning_setup_link(call: Call) -> Any:
    """Give a link under which the customer chooses the employees who should have an account."""
    if call.path["group_id"] != _GROUP:
        raise NotFound(f"group_id: there is no provisioning group {call.path['group_id']!r}, only {_GROUP!r}.")
    claims = {"integration": call.integration.id, "language": call.body.get("language") or "en"}
    ends_at = (call.now + SETUP_LIFETIME) // SECOND * SECOND
    url = link(call.store, call.environment, _server(call), "setup", ends_at, claims)
    return {"url": url, "expires_at": format_instant(ends_at)}


def _server(call: Call) -> str:
    return base_url(call.request, call.store.settings.public_url)


def _redeemed(call: Call, place: str, token: str, refusal: type[ApiError]) -> Any:
    try:
        integration = redeem(call.store, call.environment, token)
    except (TokenRefusedError, NotFound) as problem:
        raise refusal(f"{place}: no integration can be activated with this token.", explanation=str(problem)) from None
    return {
        "tool": integration.tool,
        "id": integration.id,
        "end_user_origin_id": integration.end_user.get("origin_id"),
        "end_user_organization_name": integration.end_user["organization_name"],
        "end_user_email": integration.end_user.get("creator_email"),
        "setup_status": integration.setup_status,
    }
