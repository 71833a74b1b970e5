"""Control calls: one validated request of the control API, and the registry of what acts on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request
from mockserver.connectors import Catalog
from mockserver.description import Arguments, Description, Operation
from mockserver.errors import NotFound
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.webhooks.courier import Courier


@dataclass
class ControlCall:
    """Everything that an operation of the control API needs."""

    pipeline: Pipeline
    courier: Courier
    description: Description
    request: Request
    operation: Operation
    path: dict[str, str]
    arguments: Arguments
    body: Any = None
    caller: Environment | None = None

    @property
    def store(self) -> Store:
        """The store behind the server."""
        return self.pipeline.store

    @property
    def catalog(self) -> Catalog:
        """The connectors and models."""
        return self.pipeline.store.catalog

    @property
    def environment(self) -> Environment:
        """The environment of the key; only for operations that need one."""
        assert self.caller is not None, "the operation needs no key"
        return self.caller

    def integration(self) -> Integration:
        """Give the integration that the path names; 404 if there is none."""
        id = self.path["integration_id"]
        found = self.store.integration(self.environment, id)
        if found is None:
            raise NotFound(f"integration_id: no integration {id!r} in this environment; see GET /_mock/integrations.")
        return found


Handler = Callable[[ControlCall], Any]
HANDLERS: dict[str, Handler] = {}


def controls(operation: str) -> Callable[[Handler], Handler]:
    """Register a function as what acts on an operation of the control API, by operationId."""

    def register(handler: Handler) -> Handler:
        assert operation not in HANDLERS, f"two handlers for {operation}"
        HANDLERS[operation] = handler
        return handler

    return register
