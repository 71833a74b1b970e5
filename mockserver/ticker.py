"""The ticker: plays what falls due by a running clock when no request comes to do it.

There is one timer per environment that waits for something; a clock that stands still has none. In a database that
other processes share, it also looks from time to time for what one of them left behind when it died.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from mockserver.errors import DatabaseUnavailable
from mockserver.state import outbox
from mockserver.state.environments import Environment
from mockserver.state.schedule import next_due, play
from mockserver.state.store import Store

log = logging.getLogger("mockserver.ticker")

# Timers are as exact as the environment's clock; a clock of a test that does not move must not make one spin.
SHORTEST_SECONDS = 0.01
# Event loops take no longer waits; the timer is then set anew.
LONGEST_SECONDS = 86_400.0
LOOK_SECONDS = 2.0


class Ticker:
    """Keeps the schedules of a store while it is `running`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._playing: set[asyncio.Task[None]] = set()
        store.on_change.append(self._notice)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Play what falls due, what an earlier process planned too."""
        self._loop = asyncio.get_running_loop()
        for environment in outbox.left_behind(self._store):
            self._set(environment)
        looking = self._loop.create_task(self._look()) if self._store.database.shared else None
        try:
            yield
        finally:
            self._loop = None
            if looking is not None:
                looking.cancel()
            for timer in self._timers.values():
                timer.cancel()
            self._timers.clear()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                for environment in await self._store.worker.run(self._due):
                    for listener in self._store.on_change:
                        listener(environment)
            except DatabaseUnavailable as problem:
                log.warning("%s", problem.explanation)
            except Exception:
                log.exception("what others left behind could not be looked for")

    def _due(self) -> list[Environment]:
        found = self._store.due(self._store.time())
        self._store.processes.look()
        if found or self._store.processes.is_busy:  # some of it may be on its way with this process
            self._store.processes.beat()
        return found

    def _notice(self, environment: Environment) -> None:
        if self._loop is not None and (environment.id in self._timers or next_due(environment) is not None):
            with suppress(RuntimeError):  # the loop has just ended
                self._loop.call_soon_threadsafe(self._set, environment)

    def _set(self, environment: Environment) -> None:
        """Wait for the first entry of a schedule, and for no other one."""
        timer = self._timers.pop(environment.id, None)
        if timer is not None:
            timer.cancel()
        due = next_due(environment)
        if self._loop is None or due is None:
            return
        wait = (due - self._store.now(environment)) / 1000
        if wait <= 0 or environment.clock.mode == "running":
            seconds = min(max(wait, SHORTEST_SECONDS), LONGEST_SECONDS)
            self._timers[environment.id] = self._loop.call_later(seconds, self._tick, environment)

    def _tick(self, environment: Environment) -> None:
        self._timers.pop(environment.id, None)
        task = asyncio.get_running_loop().create_task(self._play(environment))
        self._playing.add(task)
        task.add_done_callback(self._playing.discard)

    async def _play(self, environment: Environment) -> None:
        try:
            await self._store.worker.run(play, self._store, environment, self._store.now(environment))
        except Exception:
            # The entry stays; the next request meets it again and tells its caller.
            log.exception("what fell due could not be played")
            return
        self._set(environment)
