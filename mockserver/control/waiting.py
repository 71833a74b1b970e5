"""Waiting: an operation that answers when something has happened, or when its time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def wait_until(enough: Callable[[], bool], seconds: float, listeners: list[Callable[[], None]]) -> None:
    """Wait until enough has happened, at most some seconds; `listeners` is told each time something happens."""
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
                await happened.wait()
    except TimeoutError:
        pass
    finally:
        listeners.remove(wake)
