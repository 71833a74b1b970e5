"""Streams: answers without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from mockserver.api.asgi import Receive, Send
from mockserver.api.request import Answer


@dataclass(slots=True)
class Stream(Answer):
    """Server-sent events; `events` gives the text of each, until the client is gone."""

    events: Callable[[], AsyncIterator[str]] | None = None

    async def send(self, receive: Receive, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        """Send events until the client is gone."""
        kept = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), *self.headers, *headers]
        await send({"type": "http.response.start", "status": self.status, "headers": kept})
        sending = asyncio.ensure_future(self._send_all(send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await task

    async def _send_all(self, send: Send) -> None:
        assert self.events is not None, "a stream has events"
        async for event in self.events():
            await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
