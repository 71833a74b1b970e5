"""Integrations as the API shows them: state, customer, and what is available to read and write."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.operations.general import ASSETS
from mockserver.api.scopes import Kind, Scopes, opted_out, setting
from mockserver.api.view import View
from mockserver.connectors import coverage_document
from mockserver.ids import base58
from mockserver.instants import format_instant


@handles("GetIntegrationsIntegrationId")
def get_integration(call: Call) -> Any:
    """Give everything that a customer's page shows of an integration."""
    integration = call.integration
    connector = call.catalog.connector(integration.tool)
    coverage = coverage_document(call.view.coverage)
    expired = integration.data_expired_at
    return {
        "id": integration.id,
        "tool": {
            "id": connector.tool,
            "label": connector.label,
            "internal_label": None,
            "logo_url": f"{ASSETS}/{connector.tool}/logo.svg",
            "icon_url": f"{ASSETS}/{connector.tool}/icon.svg",
        },
        "category": integration.category,
        "status": integration.status,
        "setup_status": integration.setup_status,
        "end_user": {
            "organization_name": integration.end_user["organization_name"],
            "creator_email": integration.end_user.get("creator_email"),
            "origin_id": integration.end_user.get("origin_id"),
        },
        "scope_config": {
            "id": integration.settings.get("scope_config_id") or base58(f"{integration.id}/scope-config"),
            "name": "Default scopes",
        },
        "data_expired_at": None if expired is None else format_instant(expired),
        "created_at": format_instant(integration.created_at),
        "beta": call.view.coverage.status.endswith("_beta"),
        "read_models": [_read_model(call.view, integration.scopes, model) for model in coverage["read_models"]],
        "write_actions": [_write_action(call.view, integration.scopes, action) for action in coverage["write_actions"]],
    }


def _read_model(view: View, scopes: Scopes, model: dict[str, Any]) -> dict[str, Any]:
    name = model["id"]
    return {
        "id": name,
        "label": model["label"],
        "is_available": view.has_model(name),
        "coverage_status": model["coverage_status"],
        **_scope(scopes, "models", name),
        "fields": [
            {
                "id": field["id"],
                "is_available": view.covers(name, field["id"]),
                "coverage_status": field["coverage_status"],
                **_scope(scopes, "fields", f"{name}.{field['id']}"),
            }
            for field in model["fields"]
        ],
    }


def _write_action(view: View, scopes: Scopes, action: dict[str, Any]) -> dict[str, Any]:
    name = action["id"]
    available = view.has_action(name) and name not in view.disabled_actions
    return {
        "id": name,
        "label": action["label"],
        "is_available": available,
        "coverage_status": action["coverage_status"],
        **_scope(scopes, "actions", name),
        "fields": [
            {
                "id": field["id"],
                "is_available": available and field["coverage_status"] in {"SUPPORTED", "UNKNOWN"},
                "coverage_status": field["coverage_status"],
            }
            for field in action["fields"]
        ],
    }


def _scope(scopes: Scopes, kind: Kind, name: str) -> dict[str, Any]:
    return {
        "scope_config_setting": setting(scopes, kind, name),
        "opted_out_by_customer": opted_out(scopes, kind, name),
    }
