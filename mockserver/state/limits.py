"""Limits of an environment, off unless set: requests per window of its clock, and actions in flight per integration.

What counts is in memory and begins anew when limits are set, with a reset and with a restart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mockserver.instants import SECOND
from mockserver.state.environments import Environment

SETTING = "limits"
# What the vendor publishes as its default; announced in headers also where nothing is enforced.
PUBLISHED_CONCURRENCY = 30

# An environment and the id of an integration.
Slot = tuple[str, str]


@dataclass(slots=True)
class Window:
    """A window of time and what was counted in it; `limits` are the settings under which it was opened."""

    limits: Mapping[str, Any]
    begins: int
    ends: int
    used: int = 0


class Limits:
    """Counts what limits are about, for all environments."""

    def __init__(self) -> None:
        self._windows: dict[str, Window] = {}
        self._in_flight: Counter[Slot] = Counter()

    def count_request(self, environment: Environment, now: int) -> int:
        """Count a request and give the seconds to wait before another one is let in, 0 if this one is."""
        window = self.window(environment, now)
        if window is None:
            return 0
        if window.used >= window.limits["count"]:
            return max(1, -(-(window.ends - now) // SECOND))
        window.used += 1
        return 0

    def window(self, environment: Environment, now: int) -> Window | None:
        """Give the window that an instant is in, fresh if the last has ended; None where requests are not limited."""
        limits = environment.settings.get(SETTING, {}).get("requests")
        window = self._windows.get(environment.id)
        if limits is None:
            if window is not None:
                del self._windows[environment.id]
            return None
        # Other settings, a window that is over, or a clock that was set back.
        if window is None or window.limits is not limits or not window.begins <= now < window.ends:
            window = Window(limits, now, now + limits["window_seconds"] * SECOND)
            self._windows[environment.id] = window
        return window

    def concurrency(self, environment: Environment) -> int | None:
        """Give how many actions may be in flight per integration, None if that is not limited."""
        limit: int | None = environment.settings.get(SETTING, {}).get("concurrency")
        return limit

    def in_flight(self, slot: Slot) -> int:
        """Give how many actions of an integration are under way."""
        return self._in_flight.get(slot, 0)

    def all_in_flight(self, environment: Environment) -> dict[str, int]:
        """Give the number of actions under way for each integration of an environment that has some."""
        return {id: number for (owner, id), number in sorted(self._in_flight.items()) if owner == environment.id}

    @contextmanager
    def hold(self, slot: Slot | None) -> Iterator[None]:
        """Count an action as under way; nothing is counted for None."""
        if slot is None:
            yield
            return
        self._in_flight[slot] += 1
        try:
            yield
        finally:
            self._in_flight[slot] -= 1
            if not self._in_flight[slot]:
                del self._in_flight[slot]
