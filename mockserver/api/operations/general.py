"""General reads: the key, and the tools with their coverage."""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.connectors import Connector, coverage_document

# The real assets live on the vendor's storage; ours must not send a demo's browser there.
ASSETS = "https://assets.example.com/integrations"


@handles("GetCheckApiKey")
def check_api_key(call: Call) -> Any:
    """Give the environment of the key, under its present and its former name."""
    return {"environment_id": call.environment.id, "customer_id": call.environment.id}


@handles("GetToolsCategory")
def tools(call: Call) -> Any:
    """Give the tools of a category with what each covers; the same data decide what reads return."""
    category = call.path["category"].upper()
    connectors = [call.catalog.connector(tool) for tool in call.catalog.connectors]
    return {
        "tools": [
            tool_document(connector, category)
            for connector in connectors
            if category in connector.categories and not connector.internal
        ]
    }


def tool_document(connector: Connector, category: str) -> dict[str, Any]:
    """Give one tool as the catalog of tools shows it."""
    coverage = connector.categories[category]
    assets = f"{ASSETS}/{connector.tool}"
    return {
        "id": connector.tool,
        "label": connector.label,
        "internal_label": None,
        "assets": {
            "logo_url": f"{assets}/logo.svg",
            "icon_url": f"{assets}/icon.svg",
            "icon_black_url": f"{assets}/icon-black.svg",
        },
        "paid_api_details_markdown": None,
        "fast_track_details_markdown": None,
        "partner_only_details_markdown": None,
        "connection_guide_url": next((address for address in coverage.guides.values() if address), None),
        "coverage": coverage_document(coverage),
    }
