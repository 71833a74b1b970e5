"""The one way through: route, authenticate, resolve, validate, act, project, answer."""

from __future__ import annotations

from typing import Any

import orjson

import mockserver.api.operations  # noqa: F401 - registers what acts on each operation
from mockserver.api.authentication import read_key
from mockserver.api.body import read_json
from mockserver.api.call import HANDLERS, Call
from mockserver.api.inputs import covered_input
from mockserver.api.lists import Lists
from mockserver.api.projection import Shapes
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request, ascii_safe
from mockserver.api.resolution import admit, resolve
from mockserver.api.view import Views
from mockserver.description import Operation, parse_query, validate_body
from mockserver.state.schedule import next_due, play
from mockserver.state.store import Store


class Pipeline:
    """Answers requests; one instance serves all environments of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.views = Views(store.catalog)
        self.shapes = Shapes(store.catalog)
        self.lists = Lists()
        self._keys = frozenset(store.settings.api_keys)

    def answer(self, request: Request) -> Answer:
        """Give the answer to a request; never raises."""
        operation: Operation | None = None
        state = ""
        try:
            operation, path = self.store.description.match(request.method, request.path)
            environment = self.store.environment(read_key(request, self._keys))
            if (due := next_due(environment)) is not None and due <= (now := self.store.now(environment)):
                play(self.store, environment, now)
            state = f"{environment.id}/{environment.revision}"
            call = self._call(request, operation, path, environment)
            return self._act(call)
        except Exception as problem:
            return refusal(problem, request, operation.error_class if operation else _class_of(request.path), state)

    def _call(self, request: Request, operation: Operation, path: dict[str, str], environment: Any) -> Call:
        integration = resolve(self.store, environment, operation, request, path)
        call = Call(
            store=self.store,
            shapes=self.shapes,
            request=request,
            operation=operation,
            environment=environment,
            path=path,
            arguments=parse_query(operation, request.query),
            connected=integration,
        )
        if integration is not None:
            call.seen_through = self.views.of(integration)
            admit(operation, integration, call.seen_through, self.store.catalog.connector(integration.tool).label)
        return call

    def _act(self, call: Call) -> Answer:
        operation = call.operation
        if operation.kind == "list":
            page = self.lists.page(call)
            return Answer(200, page.body, page.headers)
        if operation.body_schema is not None:
            call.body = read_json(call.request, required=operation.body_required)
            validate_body(operation, call.body)
            if operation.action is not None and call.connected is not None:
                call.body = covered_input(call)
        data = HANDLERS[operation.id](call)
        document = {"status": "success", "data": data}
        if operation.has_warnings:
            document["warnings"] = [{"message": message} for message in call.warnings]
        notes = [f"unknown query parameter {name!r} was ignored" for name in call.arguments.unknown]
        notes += call.explanations
        headers = [(b"x-mock-explanation", ascii_safe("; ".join(notes)))] if notes else []
        return Answer(200, orjson.dumps(document), headers)


def _class_of(path: str) -> str:
    head = path.split("/", 2)[1] if path.startswith("/") else ""
    return {"hris": "hris", "ats": "ats", "assessment": "ats"}.get(head, "general")
