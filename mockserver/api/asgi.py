"""ASGI in and out: a request read whole, an answer sent whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mockserver.api.body import decoded, too_large
from mockserver.api.request import Answer, Request
from mockserver.errors import InputInvalid

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# One header or all headers together; servers in front of the real API refuse such requests too.
LONGEST_HEADERS = 32_768


async def read_request(request: Request, scope: Scope, receive: Receive, limit: int) -> Request:
    """Give a request with its headers and decoded body; ApiError when one of them is too long."""
    headers: dict[bytes, bytes] = {}
    size = 0
    for name, value in scope["headers"]:
        headers.setdefault(name, value)
        size += len(name) + len(value)
    if size > LONGEST_HEADERS:
        raise InputInvalid(f"The headers are longer than {LONGEST_HEADERS} bytes.")
    body = b""
    if b"content-length" in headers or b"transfer-encoding" in headers:
        encoding = headers.get(b"content-encoding", b"").decode("latin-1")
        body = decoded(await _body(receive, limit), encoding, limit)
    return Request(request.method, request.path, request.query, headers, body, scope.get("scheme", "http"))


async def _body(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def head_of(answer: Answer) -> Message:
    """Give the message with status and headers."""
    headers = [
        (b"content-type", answer.content_type),
        (b"content-length", str(len(answer.body)).encode()),
        *answer.headers,
    ]
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


async def send_answer(send: Send, answer: Answer, method: str) -> None:
    """Send an answer; HEAD gets the headers only."""
    await send(head_of(answer))
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})
