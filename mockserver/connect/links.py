"""Links into the connection flow, and how long they live."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, HOUR
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.tokens import Purpose, issue
from mockserver.suggest import did_you_mean

BASE_PATH = "/_connect"
LANGUAGES = ("en", "de", "fr", "it", "es")

# The vendor's lifetimes; how long a year is, it does not say.
LIFETIMES = {"EMBEDDED": HOUR, "MAGIC_LINK": 365 * DAY}
# Not documented: a setup link lives as long as an embedded one.
SETUP_LIFETIME = HOUR


def link(
    store: Store, environment: Environment, server: str, purpose: Purpose, ends_at: int, claims: dict[str, Any]
) -> str:
    """Give a link to the page at this server's address; `claims` are what the flow has to know."""
    with store.change(environment):
        token = issue(store, environment, purpose, ends_at, claims)
    page = "setup" if purpose == "setup" else "link"
    return f"{server}{BASE_PATH}/{page}?token={token}"


def tools_of(store: Store, category: str) -> dict[str, str]:
    """Give the labels of the tools that a customer can connect in a category, by id."""
    catalog = store.catalog
    connectors = (catalog.connectors[tool] for tool in catalog.connectors)
    return {found.tool: found.label for found in connectors if category in found.categories and not found.internal}


def check_tool(store: Store, place: str, tool: str, category: str) -> str:
    """Give the tool if customers can connect it in the category; InputInvalid names the nearest one otherwise."""
    known = tools_of(store, category)
    if tool in known:
        return tool
    if tool in store.catalog.connectors:
        others = " and ".join(store.catalog.connectors[tool].categories)
        raise InputInvalid(f"{place}: {tool!r} is no tool of the category {category}, only of {others}.")
    raise InputInvalid(f"{place}: {tool!r} is not a known tool{did_you_mean(tool, known) or '.'}")
