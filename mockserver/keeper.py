"""The keeper: closes the sandboxes of demo mode when their time is over, and resets them when that was planned."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mockserver.errors import DatabaseUnavailable
from mockserver.state import sandboxes
from mockserver.state.journal import Journals
from mockserver.state.store import Store

log = logging.getLogger("mockserver.keeper")

# Keys are refused to the millisecond; only what was stored stays for so much longer.
LOOK_SECONDS = 2.0


class Keeper:
    """Keeps the sandboxes of a store while it is `running`."""

    def __init__(self, store: Store, journals: Journals) -> None:
        self._store = store
        self._journals = journals

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after sandboxes again and again, those too that an earlier process left behind."""
        looking = asyncio.get_running_loop().create_task(self._look()) if self._store.settings.demo else None
        try:
            yield
        finally:
            if looking is not None:
                looking.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._store.worker.run(self.tend)
            except DatabaseUnavailable as problem:
                log.warning("%s", problem.explanation)
            except Exception:
                log.exception("sandboxes could not be looked after")

    def tend(self) -> None:
        """Close and reset what is due now."""
        closed = False
        for environment in sandboxes.due(self._store):
            if sandboxes.is_over(self._store, environment):
                sandboxes.close(self._store, environment)
                closed = True
            else:
                sandboxes.reset(self._store, environment)
            self._journals.clear(environment)
        if closed:
            sandboxes.sweep(self._store)
