"""Stubs: what the customer's own system is to answer to passthrough requests, as somebody registered it.

They are kept in the settings of the environment, so that reset and snapshots take them along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from mockserver.connectors.path_templates import match
from mockserver.ids import base58
from mockserver.state.environments import Environment

SETTING = "passthrough"
Stub = dict[str, Any]
# What tells stubs apart: one that agrees in all of it takes the place of the older one.
_NAME = ("tool", "api", "method", "path", "params")


def stubs(environment: Environment) -> list[Stub]:
    """Give the stubs, oldest first."""
    found: list[Stub] = environment.settings.get(SETTING, [])
    return found


def put(environment: Environment, stub: Stub) -> Stub:
    """Register a stub and give it with its id; the caller holds `Store.change`."""
    name = orjson.dumps([stub[key] for key in _NAME], option=orjson.OPT_SORT_KEYS).decode()
    named = {"id": base58(f"stubs/{name}"), **stub}
    _keep(environment, [*(other for other in stubs(environment) if other["id"] != named["id"]), named])
    return named


def remove(environment: Environment, id: str | None = None) -> int:
    """Remove one stub, or all, and give how many that were; the caller holds `Store.change`."""
    before = stubs(environment)
    left = [stub for stub in before if id is not None and stub["id"] != id]
    _keep(environment, left)
    return len(before) - len(left)


def find(
    environment: Environment, tool: str, api: str, method: str, path: str, params: Mapping[str, str]
) -> Stub | None:
    """Give the stub that answers a request: of those that fit, the one that was registered last."""
    for stub in reversed(stubs(environment)):
        if (stub["tool"], stub["api"]) != (tool, api) or stub["method"] not in {None, method}:
            continue
        if stub["params"].items() <= params.items() and match(stub["path"], path) is not None:
            return stub
    return None


def _keep(environment: Environment, kept: list[Stub]) -> None:
    environment.settings = {**environment.settings, SETTING: kept}
