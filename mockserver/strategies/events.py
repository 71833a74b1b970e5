"""Events: what arrives at a receiver of webhooks."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mockserver.description import Description, load
from mockserver.errors import ConfigurationError
from mockserver.strategies.schemas import following
from mockserver.suggest import did_you_mean


def webhooks(*types: str) -> SearchStrategy[dict[str, Any]]:
    """Give events of these types, of all types if none is named: `id`, `type` and `data` as their schemas say.

    ConfigurationError for a type that the vendor does not send.
    """
    return st.deferred(lambda: _events(load(), types))


def _events(description: Description, types: tuple[str, ...]) -> SearchStrategy[dict[str, Any]]:
    described = description.document()["webhooks"]
    for name in types:
        if name not in described:
            raise ConfigurationError(f"no webhook {name!r}{did_you_mean(name, described)}")
    return st.one_of([_event(description, described[name]) for name in types or described])


def _event(description: Description, node: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
    reference: str = node["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return following(description.schema(reference.rpartition("/")[2]))
