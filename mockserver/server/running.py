"""Running: an application on uvicorn until somebody asks it to stop, with a bounded end."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from mockserver.server.protocol import http_protocol

# Requests in flight get this long to finish; a container's `stop` must be over well before its patience ends.
GRACE_SECONDS = 1
# Longer than clients keep unused connections: a connection that the server closes first fails a request at random.
KEEP_ALIVE_SECONDS = 75


class Runner(uvicorn.Server):
    """uvicorn's server, without its polling, its signal handlers and its exits.

    One runner serves once: make it, call `start` where it shall run, `stop` from anywhere.
    """

    def __init__(self, application: Starlette, listener: socket.socket, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http=http_protocol(),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                workers=1,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._application = application
        self._listener = listener
        self._on_ready = on_ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    def start(self) -> None:
        """Serve in this thread until `stop`; raises what the application's start raises."""
        with asyncio.Runner(loop_factory=self.config.get_loop_factory()) as runner:
            runner.run(self._serve_with_lifespan())

    def stop(self) -> None:
        """Ask the server to end, from any thread or signal handler; a second time it does not wait for requests."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if self._loop is not None:
            # The loop may have closed on its own in the meantime.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake.set)

    async def _serve_with_lifespan(self) -> None:
        self._loop = asyncio.get_running_loop()
        # Entered here and not by uvicorn, which turns an error of the start into text and an exit code.
        async with self._application.router.lifespan_context(self._application):
            await self.serve(sockets=[self._listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the socket, then tell that requests are answered."""
        await super().startup(sockets)
        self._on_ready()

    async def main_loop(self) -> None:
        """Wait until `stop`; once a second uvicorn renews the Date header."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), 1)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: who runs the process decides, see `stopped_by_signals`."""
        yield


@contextmanager
def stopped_by_signals(runner: Runner) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the runner gracefully, as process 1 of a container too."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        runner.stop()

    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("signals are handled in the main thread only")
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
