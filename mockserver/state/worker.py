"""The worker: where everything happens that uses a store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Given = TypeVar("Given")


class Worker:
    """Does what uses a store: at once, or, with a database that may keep it waiting, in a thread `apart`.

    That is one thread, not several: what is kept in memory has one user at a time, as on a database that never waits.
    The event loop stays free meanwhile, to accept connections, to deliver answers and to say that it is alive.
    """

    def __init__(self, *, apart: bool) -> None:
        self._apart = apart
        self._thread: ThreadPoolExecutor | None = None

    async def run(self, act: Callable[..., Given], *arguments: object) -> Given:
        """Give what a call gives."""
        if not self._apart:
            return act(*arguments)
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, "mockserver store")
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *arguments)

    def close(self) -> None:
        """Let go of the thread when it has done what it was asked for."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
