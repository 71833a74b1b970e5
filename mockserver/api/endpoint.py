"""The ASGI side of the API: bytes in, bytes out."""

from __future__ import annotations

from mockserver.api.asgi import Receive, Scope, Send, read_request, send_answer
from mockserver.api.delivery import deliver
from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Answer, Request
from mockserver.errors import ApiError

BASE_PATH = "/v1"


class ApiEndpoint:
    """Serves the imitated API, under its base path and without it."""

    def __init__(self, pipeline: Pipeline, body_limit: int) -> None:
        self._pipeline = pipeline
        self._worker = pipeline.store.worker
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope["method"], _path(scope), scope["query_string"])
        try:
            request = await read_request(request, scope, receive, self._body_limit)
            answer = await self._worker.run(self._answer, request)
        except ApiError as problem:
            request = Request(request.method, request.path, request.query, dict(scope["headers"]))
            answer = await self._worker.run(self._answer, request, problem)
        if answer.delivery is None:
            await send_answer(send, answer, request.method)
            return
        try:
            await deliver(answer, answer.delivery, request.method, scope, receive, send)
        finally:
            await self._worker.run(self._pipeline.in_flight.leave, answer.delivery.slot)

    def _answer(self, request: Request, unreadable: ApiError | None = None) -> Answer:
        answer = self._pipeline.answer(request, unreadable)
        if answer.delivery is not None:
            # Before another request is looked at.
            self._pipeline.in_flight.enter(answer.delivery.slot)
        return answer


def _path(scope: Scope) -> str:
    """Give the path as in the request line, still percent-encoded, without the base path."""
    raw = scope.get("raw_path")
    path: str = scope["path"] if raw is None else raw.decode("latin-1")
    if path.startswith(BASE_PATH) and (len(path) == len(BASE_PATH) or path[len(BASE_PATH)] == "/"):
        return path[len(BASE_PATH) :] or "/"
    return path
