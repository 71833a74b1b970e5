"""Calls: one validated request on its way to the code that acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mockserver.api.projection import Shapes
from mockserver.api.request import Request
from mockserver.api.view import View
from mockserver.connectors import Catalog
from mockserver.description import Arguments, Description, Operation
from mockserver.errors import NotFound, RemoteInputInvalid
from mockserver.state.environments import Environment, Integration
from mockserver.state.records import Record, Records
from mockserver.state.store import Store
from mockserver.state.transaction import Transaction


@dataclass
class Call:
    """Everything an operation needs; `warnings` go into the answer of a write, `explanations` into its header."""

    store: Store
    shapes: Shapes
    request: Request
    operation: Operation
    environment: Environment
    path: dict[str, str]
    arguments: Arguments
    body: Any = None
    connected: Integration | None = None
    seen_through: View | None = None
    warnings: list[str] = field(default_factory=list)
    explanations: list[str] = field(default_factory=list)
    read: Records | None = None

    @property
    def catalog(self) -> Catalog:
        """The connectors and models."""
        return self.store.catalog

    @property
    def description(self) -> Description:
        """The description of the API."""
        return self.store.description

    @property
    def integration(self) -> Integration:
        """The integration that the request names; only for operations that have one."""
        assert self.connected is not None, "the operation names no integration"
        return self.connected

    @property
    def view(self) -> View:
        """What the integration shows."""
        assert self.seen_through is not None, "the operation names no integration"
        return self.seen_through

    @property
    def now(self) -> int:
        """The environment's time in milliseconds."""
        return self.store.now(self.environment)

    @property
    def delay_ms(self) -> int:
        """How long the answer is held back: as the integration's settings say, for what the connector is slow at."""
        if self.connected is None or self.operation.kind != "action":
            return 0
        slow = self.operation.action in self.view.coverage.rules.latency_ms
        return int(self.integration.settings.get("latency_ms") or 0) if slow else 0

    @property
    def records(self) -> Records:
        """The integration's records, for reading."""
        # Asked for many times; the first write of an environment gives it another world.
        if self.read is None or self.read.world != self.integration.world:
            self.read = self.store.records(self.environment, self.integration)
        return self.read

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open the one transaction of this request on the integration's records."""
        with self.store.write(self.environment, self.integration) as transaction:
            yield transaction

    def find(self, records: Records, model: str, parameter: str) -> Record:
        """Give the live record that a path parameter names; 404 if there is none.

        What the tool has deleted since the last sync is still there to be read, but not to be written to.
        """
        record = records.get(model, self.path[parameter])
        if record is None or record["remote_deleted_at"] is not None or not self.sees(records, model, record):
            name = self.catalog.models[model].label
            raise NotFound(
                f"{parameter}: no record of {name!r} with the id {self.path[parameter]!r} in this integration."
            )
        if self.operation.kind == "action" and self.in_tool(model, record)["remote_deleted_at"] is not None:
            raise RemoteInputInvalid(
                f"{parameter}: the tool has no record with this id any more.",
                explanation=f"{record['id']} was deleted in the customer's system; the next full sync will notice",
            )
        return record

    def in_tool(self, model: str, record: Record) -> Record:
        """Give a record as the customer's tool has it now, which no sync may have brought yet; writes happen there."""
        world = self.integration.remote_world
        if world is None:
            return record
        return self.store.worlds.records(world).get(model, record["id"]) or record

    def sees(self, records: Records, model: str, record: Record) -> bool:
        """Tell whether the tool shows a record at all; some hide what others have."""
        return bool(self.view.reading.visible(model, records, [record]))

    def answer(self, records: Records, model: str, record: Record) -> dict[str, Any]:
        """Give a record as this operation answers it, coverage applied."""
        shape = self.shapes.of(self.view, model, self.operation.answer_schema)
        return shape.answer(records, record)


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}


def handles(*operations: str) -> Callable[[Handler], Handler]:
    """Register a function as what acts on operations of the description, by operationId."""

    def register(handler: Handler) -> Handler:
        for operation in operations:
            assert operation not in HANDLERS, f"two handlers for {operation}"
            HANDLERS[operation] = handler
        return handler

    return register
