"""Delivery: answers that come late, bit by bit, in part or never."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

from mockserver.api.asgi import Receive, Scope, Send, head_of, send_answer
from mockserver.api.request import Answer, Delivery

# Where our server puts the connection's transport; without it a connection is broken less abruptly.
TRANSPORT = "mockserver.transport"
# A client that waits for longer than this waits for ever.
HANG_SECONDS = 600
_DRIPS = 10


async def deliver(answer: Answer, delivery: Delivery, method: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer the way its delivery says; ends early when the client leaves."""
    if delivery.delay_ms and await _left_within(receive, delivery.delay_ms / 1000):
        return
    if delivery.ending == "hang" and await _left_within(receive, HANG_SECONDS):
        return
    if delivery.ending in ("hang", "reset"):
        await _break(scope, receive, send)
    elif delivery.ending == "cut" and method != "HEAD":
        await _cut(answer, delivery.sent_bytes or 0, scope, receive, send)
    elif delivery.drip_ms and method != "HEAD":
        await _drip(answer, delivery.drip_ms / 1000, receive, send)
    else:
        await send_answer(send, answer, method)


async def _left_within(receive: Receive, seconds: float) -> bool:
    """Wait, and tell whether the client left before the time was over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return True
    return False


async def _drip(answer: Answer, seconds: float, receive: Receive, send: Send) -> None:
    await send(head_of(answer))
    size = -(-len(answer.body) // _DRIPS) or 1
    for start in range(0, len(answer.body), size):
        if await _left_within(receive, seconds / _DRIPS):
            return
        await send({"type": "http.response.body", "body": answer.body[start : start + size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _cut(answer: Answer, size: int, scope: Scope, receive: Receive, send: Send) -> None:
    await send(head_of(answer))
    await send({"type": "http.response.body", "body": answer.body[:size], "more_body": True})
    transport = _transport(scope)
    if transport is None:
        raise ConnectionResetError("the answer was cut off by a fault")
    transport.close()
    await _gone(receive)


async def _break(scope: Scope, receive: Receive, send: Send) -> None:
    transport = _transport(scope)
    if transport is None:
        # Any server closes the connection of an answer that was begun and failed.
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        raise ConnectionResetError("the connection was reset by a fault")
    opened = transport.get_extra_info("socket")
    if opened is not None:
        # Closing at once, without lingering, makes it a reset and no orderly end.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _gone(receive)


def _transport(scope: Scope) -> Any:
    return scope.get("state", {}).get(TRANSPORT)


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is closed; else it would call that our mistake."""
    while (await receive())["type"] != "http.disconnect":
        pass
