"""Control of the server: is it up, and what does it imitate."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mockserver.connectors import Connector, coverage_document
from mockserver.control.call import ControlCall, controls
from mockserver.errors import NotFound
from mockserver.suggest import did_you_mean


@controls("GetHealth")
async def health(call: ControlCall) -> Any:
    """Tell that the process answers, whatever the database does."""
    return {"status": "ok"}


@controls("GetReady")
def ready(call: ControlCall) -> Any:
    """Tell whether the database answers, too."""
    call.store.database.query("SELECT 1")
    return {"status": "ready"}


@controls("GetControlDescription")
def control_description(call: ControlCall) -> Any:
    """Give the description of the control API."""
    return call.description.document()


@controls("ListConnectors")
def list_connectors(call: ControlCall) -> Any:
    """Give every connector, or those of one category."""
    category = call.arguments.values.get("category")
    found = [call.catalog.connector(tool) for tool in call.catalog.connectors]
    return {
        "connectors": [
            connector_document(connector, category)
            for connector in found
            if category is None or category in connector.categories
        ]
    }


@controls("GetConnector")
def get_connector(call: ControlCall) -> Any:
    """Give one connector; 404 names the nearest slug."""
    tool = call.path["tool"]
    if tool not in call.catalog.connectors:
        raise NotFound(f"tool: no connector {tool!r}{did_you_mean(tool, call.catalog.connectors)}")
    return connector_document(call.catalog.connector(tool), call.arguments.values.get("category"))


def connector_document(connector: Connector, category: str | None = None) -> dict[str, Any]:
    """Give a connector as data: coverage in the API's form, and its rules."""
    return {
        "tool": connector.tool,
        "label": connector.label,
        "categories": {
            name: {
                "status": coverage.status,
                "locales": list(coverage.locales),
                "coverage": coverage_document(coverage),
                "rules": asdict(coverage.rules),
                "notes": list(coverage.notes),
            }
            for name, coverage in connector.categories.items()
            if category in (None, name)
        },
    }
