"""The way in without a socket: an httpx transport that hands requests to the application on its own thread."""

from __future__ import annotations

import asyncio

import httpx
from anyio import to_thread
from starlette.applications import Starlette


class InProcessTransport(httpx.AsyncBaseTransport):
    """Answers requests of an `httpx.AsyncClient` from the application of a server that runs in this process.

    The application works on the thread and the loop of its server, so that it does not matter which event loop, or
    which kind of one, the client uses, and both ways in show the same state.
    """

    def __init__(self, application: Starlette, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = httpx.ASGITransport(app=application)
        self._loop = loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Give the answer to a request; ReadError where a fault breaks the connection."""
        content = await request.aread()
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        answering = asyncio.run_coroutine_threadsafe(self._answer(copy), self._loop)
        try:
            return await to_thread.run_sync(answering.result, abandon_on_cancel=True)
        except BaseException:
            answering.cancel()
            raise

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            found = await self._inner.handle_async_request(request)
        except ConnectionResetError as problem:
            raise httpx.ReadError(str(problem)) from problem
        # As sent, not as decoded: decoding is the client's.
        stream = found.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        content = b"".join([part async for part in stream])
        return httpx.Response(found.status_code, headers=found.headers, stream=httpx.ByteStream(content))
