"""What webhooks say: the data of each type, with the names that each type has for the same thing.

An integration's own events call it `id`, `tool` and `category`, all others `integration_id` and so on, and
`data-changed` does not say whose integration it is: as in the vendor's samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.connectors import Catalog
from mockserver.ids import base58
from mockserver.instants import SECOND, format_instant
from mockserver.state.environments import Environment, Integration

Data = dict[str, Any]

_ORDER_PARTS = ("id", "package_id", "status", "candidate", "application", "job")


def data_changed(integration: Integration, names: Iterable[str]) -> Data:
    """Give the data of `data-changed`; `names` as `changed_names` gives them."""
    return {**about(integration), "changed_models": [{"name": name} for name in names]}


def changed_names(catalog: Catalog, integration: Integration, changed: Iterable[str]) -> list[str]:
    """Give those of some changed models and joins that a webhook names: what a connector does not read is left out.

    What only writing knows (notes, files, assessments) is none of the vendor's names.
    """
    coverage = catalog.connector(integration.tool).categories[integration.category]
    return [name for name in catalog.models if name in set(changed) and _is_named(catalog, name, coverage.models)]


def sync_finished(integration: Integration, sync_id: str, state: str, started_at: int, ended_at: int) -> Data:
    """Give the data of `sync-finished`."""
    return {
        "sync_id": sync_id,
        "sync_state": state,
        "sync_started_at": format_instant(started_at),
        "sync_ended_at": format_instant(ended_at),
        "sync_duration_seconds": (ended_at - started_at) // SECOND,
        **about(integration),
        "end_user": end_user(integration.end_user),
        "log_url": _log_url(f"syncs/{sync_id}"),
    }


def integration_created(integration: Integration) -> Data:
    """Give the data of `integration-created`."""
    return {
        "id": integration.id,
        "tool": integration.tool,
        "category": integration.category,
        "end_user": end_user(integration.end_user),
    }


def integration_deleted(integration: Integration) -> Data:
    """Give the data of `integration-deleted`; the integration must have been marked as deleted before."""
    assert integration.deleted_at is not None, "the integration is not deleted"
    return {**integration_created(integration), "deleted_at": format_instant(integration.deleted_at)}


def integration_state_changed(integration: Integration, now: int) -> Data:
    """Give the data of `integration-state-changed`, with the states that the integration has now."""
    return {
        **about(integration),
        "end_user": end_user(integration.end_user),
        "qa_status": integration.qa_status,
        "setup_status": integration.setup_status,
        "state": integration.status,
        "updated_at": format_instant(now),
    }


def connection_flow_failed(environment: Environment, tool: str, category: str, user: Mapping[str, Any]) -> Data:
    """Give the data of `connection-flow-failed`; there is no integration yet. Counts the flow in the environment."""
    flow = base58(f"{environment.id}/flows/{environment.count('failed flows')}")
    return {
        "integration_tool": tool,
        "integration_category": category,
        "end_user": end_user(user),
        "log_url": _log_url(f"flows/{flow}"),
    }


def order_received(integration: Integration, order: Mapping[str, Any]) -> Data:
    """Give the data of `assessment:order-received` and its inline twin, from an order as the API shows it."""
    parts = {name: order[name] for name in _ORDER_PARTS}
    return {"id": parts.pop("id"), "integration_id": integration.id, **parts}


def end_user(user: Mapping[str, Any]) -> Data:
    """Give a customer as webhooks name it: all three keys, the latter two may be null."""
    return {
        "organization_name": user.get("organization_name") or "",
        "creator_email": user.get("creator_email"),
        "origin_id": user.get("origin_id"),
    }


def about(integration: Integration) -> Data:
    """Give what most types say about the integration."""
    return {
        "integration_id": integration.id,
        "integration_tool": integration.tool,
        "integration_category": integration.category,
    }


def _is_named(catalog: Catalog, name: str, covered: Mapping[str, Any]) -> bool:
    model = catalog.models[name]
    return name in covered and not model.written and model.category != "ASSESSMENT"


def _log_url(path: str) -> str:
    return f"https://logs.example.com/{path}"
