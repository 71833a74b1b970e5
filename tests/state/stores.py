"""Stores for tests: in memory, with a time that moves when it is told to."""

from __future__ import annotations

from functools import cache
from typing import Any

from mockserver.connectors import load_catalog
from mockserver.description import load
from mockserver.settings import Settings
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store

NOW = 1_748_854_800_000


class Time:
    """A time source that moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@cache
def parts() -> tuple[Any, Any]:
    """The catalog and the description, loaded once."""
    return load_catalog(), load()


def make_store(time: Time, **options: Any) -> Store:
    """Give a store of its own."""
    catalog, description = parts()
    return Store(Settings(**options), catalog, description, time=time)


def connected(store: Store, environment: Environment, tool: str = "sandbox", category: str = "ATS") -> Integration:
    """Give the seeded integration of a tool and category."""
    found = [entry for entry in store.integrations(environment) if (entry.tool, entry.category) == (tool, category)]
    return found[0]
