"""The ASGI side of the control API: the same steps as the imitated API, with a description of its own."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from inspect import iscoroutinefunction
from time import perf_counter_ns

from mockserver.api.asgi import Receive, Scope, Send, read_request, send_answer
from mockserver.api.authentication import read_key
from mockserver.api.body import read_json
from mockserver.api.pipeline import Pipeline
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request
from mockserver.control.call import HANDLERS, ControlCall
from mockserver.description import Description, Operation, parse_query, validate_body
from mockserver.errors import ApiError, AuthenticationInvalid, InputInvalid, NotForVisitors
from mockserver.suggest import did_you_mean
from mockserver.webhooks.courier import Courier

BASE_PATH = "/_mock"

for _module in (
    "server",
    "metrics",
    "integrations",
    "environment",
    "scenarios",
    "sandboxes",
    "transfers",
    "passthrough",
    "upstream",
    "faults",
    "limits",
    "requests",
    "webhooks",
):
    import_module(f"mockserver.control.{_module}")


class ControlEndpoint:
    """Serves the control API."""

    def __init__(self, pipeline: Pipeline, courier: Courier, description: Description) -> None:
        self._pipeline = pipeline
        self._courier = courier
        self.description = description
        settings = pipeline.store.settings
        self._keys = frozenset(settings.api_keys)
        self._token = settings.control_token
        self._demo = settings.demo
        self._body_limit = settings.body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        raw = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("latin-1").removeprefix(BASE_PATH) or "/"
        request = Request(scope["method"], path, scope["query_string"])
        begun = perf_counter_ns()
        try:
            request = await read_request(request, scope, receive, self._body_limit)
        except ApiError as problem:
            answer = refusal(problem, request)
            self._observe(request, answer, None, begun)
        else:
            answer = await self.answer(request)
        await send_answer(send, answer, request.method)

    async def answer(self, request: Request) -> Answer:
        """Give the answer to a request; never raises."""
        begun = perf_counter_ns()
        operation: Operation | None = None
        try:
            operation, path = self.description.match(request.method, request.path)
            answer = await self._answer(request, operation, path)
        except Exception as problem:
            answer = refusal(problem, request)
        self._observe(request, answer, operation, begun)
        return answer

    def _observe(self, request: Request, answer: Answer, operation: Operation | None, begun: int) -> None:
        path = operation.path if operation is not None and operation.has_secret_path else request.path
        shown = replace(request, path=f"{BASE_PATH}{path}")
        self._pipeline.observer.saw("control", shown, answer, operation.id if operation else None, begun)

    async def _answer(self, request: Request, operation: Operation, path: dict[str, str]) -> Answer:
        call = ControlCall(
            pipeline=self._pipeline,
            courier=self._courier,
            description=self.description,
            request=request,
            operation=operation,
            path=path,
            arguments=parse_query(operation, request.query),
        )
        if call.arguments.unknown:
            name, known = call.arguments.unknown[0], [each.name for each in operation.parameters]
            raise InputInvalid(f"Query parameter {name[:100]!r} is not known{did_you_mean(name, known) or '.'}")
        worker = self._pipeline.store.worker
        self._check_token(request, operation)
        # In demo mode who runs the server has a token, and no environment.
        if not operation.is_open and not (self._demo and operation.is_of_whole_server):
            call.caller = await worker.run(self._pipeline.store.environment, read_key(request, self._keys))
        if operation.body_schema is not None:
            call.body = read_json(call.request, required=operation.body_required)
            validate_body(operation, call.body)
        handler = HANDLERS[operation.id]
        # A coroutine waits for something to happen, or needs no store; it must not keep the store's thread.
        document = await (handler(call) if iscoroutinefunction(handler) else worker.run(handler, call))
        return document if isinstance(document, Answer) else Answer.json(200, document)

    def _check_token(self, request: Request, operation: Operation) -> None:
        """Let in who may use an operation: in demo mode visitors, each in an environment of their own."""
        if operation.is_open or (self._demo and not operation.is_of_whole_server):
            return
        if self._token is None and self._demo:
            raise NotForVisitors(
                "Visitors may only see and change their own environment.",
                explanation="who runs the server may, with the token of --control-token in X-Mock-Control-Token",
            )
        if self._token is not None and request.header("x-mock-control-token") != self._token:
            raise AuthenticationInvalid(
                "X-Mock-Control-Token: the control API of this server needs the token it was started with."
            )
