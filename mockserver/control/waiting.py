"""Waiting: an operation that answers when something has happened, or when its time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress


async def wait_until(
    enough: Callable[[], bool], seconds: float, listeners: list[Callable[[], None]], every: float | None = None
) -> None:
    """Wait until enough has happened, at most some seconds; `listeners` is told each time something happens.

    `every` is after how long to look again although nobody told, where other processes let things happen.
    """
    if not seconds or enough():
        return
    loop, happened = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        # What happens may happen on another thread.
        loop.call_soon_threadsafe(happened.set)

    listeners.append(wake)
    try:
        async with asyncio.timeout(seconds):
            while not enough():
                happened.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await happened.wait()
    except TimeoutError:
        pass
    finally:
        listeners.remove(wake)
