"""Integrations as a customer's page changes them: deleted, or connected anew."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.files import base_url
from mockserver.connect.links import LIFETIMES, link
from mockserver.state import events, outbox


@handles("DeleteIntegrationsIntegrationId")
def delete_integration(call: Call) -> Any:
    """Delete the integration; until the next reset its id is not found any more."""
    with call.store.change(call.environment, call.integration):
        call.integration.deleted_at = call.now
        outbox.tell(call.store, call.environment, "integration-deleted", events.integration_deleted(call.integration))
    return {}


@handles("PostIntegrationsIntegrationIdRelink")
def relink(call: Call) -> Any:
    """Give a link under which the customer enters new credentials; the integration keeps its id."""
    claims = {
        "integration": call.integration.id,
        "language": call.body.get("language") or "en",
        "scope_config_id": call.body.get("scope_config_id"),
    }
    server = base_url(call.request, call.store.settings.public_url)
    ends_at = call.now + LIFETIMES[call.body.get("link_type", "EMBEDDED")]
    return {"link": link(call.store, call.environment, server, "relink", ends_at, claims)}
