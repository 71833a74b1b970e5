"""The scribe: has the journal written down soon after something was noted, for other processes to read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from mockserver.api.recording import Recorder
from mockserver.state.worker import Worker

log = logging.getLogger("mockserver.scribe")

SECONDS = 0.05
# After this time, what other processes had answered before can be read.
SETTLED_SECONDS = 2 * SECONDS


class Scribe:
    """Writes down what a recorder notes while it is `running`; a journal of this process alone needs none."""

    def __init__(self, recorder: Recorder, worker: Worker) -> None:
        self._recorder = recorder
        self._worker = worker
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write down what is noted, in the end the rest of it."""
        if not self._recorder.journals.is_shared:
            yield
            return
        self._loop = asyncio.get_running_loop()
        self._recorder.on_note = self._notice
        try:
            yield
        finally:
            self._recorder.on_note, self._loop = None, None
            await self._write()

    def _notice(self) -> None:
        """Begin to wait; what is noted meanwhile is written down together."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has just ended
                self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        if self._loop is not None:
            self._loop.call_later(SECONDS, self._start)

    def _start(self) -> None:
        task = asyncio.get_running_loop().create_task(self._write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self) -> None:
        try:
            await self._worker.run(self._recorder.settle)
        except Exception:
            log.exception("the journal could not be written")
