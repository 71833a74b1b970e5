"""Limits of an environment, off unless set: requests per window of its clock, and actions in flight per integration.

The window is part of the environment, so it begins anew when limits are set and with a reset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from mockserver.instants import SECOND
from mockserver.state.environments import Environment
from mockserver.state.store import Store

SETTING = "limits"
WINDOW = "limits_window"
# What the vendor publishes as its default; announced in headers also where nothing is enforced.
PUBLISHED_CONCURRENCY = 30


@dataclass(frozen=True, slots=True)
class Window:
    """A window of time, how many requests may fall into it, and how many did."""

    begins: int
    ends: int
    most: int
    used: int = 0

    def wait(self, now: int) -> int:
        """Give the seconds until another request is let in, 0 if one is let in at once."""
        return 0 if self.used < self.most else max(1, -(-(self.ends - now) // SECOND))


def put(environment: Environment, limits: Mapping[str, Any]) -> None:
    """Set the limits, none if there are no entries; the caller saves the environment within `store.change`."""
    others = {name: value for name, value in environment.settings.items() if name not in (SETTING, WINDOW)}
    environment.settings = {**others, SETTING: dict(limits)} if limits else others


def count_request(store: Store, environment: Environment, now: int) -> int:
    """Count a request and give the seconds to wait before another one is let in, 0 if this one is."""
    known = window(environment, now)
    if known is None or known.wait(now):
        return 0 if known is None else known.wait(now)
    with store.keep(environment):
        # Other processes may have counted in the meantime, or limits may have been set.
        current = window(environment, now)
        wait = 0 if current is None else current.wait(now)
        if current is not None and not wait:
            counted = asdict(replace(current, used=current.used + 1))
            environment.settings = {**environment.settings, WINDOW: counted}
    return wait


def window(environment: Environment, now: int) -> Window | None:
    """Give the window that an instant is in, fresh if the last has ended; None where requests are not limited."""
    limits = environment.settings.get(SETTING, {}).get("requests")
    if limits is None:
        return None
    stored = environment.settings.get(WINDOW)
    # A clock that was set back is before the window.
    if stored is not None and stored["begins"] <= now < stored["ends"]:
        return Window(**stored)
    return Window(now, now + limits["window_seconds"] * SECOND, limits["count"])


def concurrency(environment: Environment) -> int | None:
    """Give how many actions may be in flight per integration, None if that is not limited."""
    limit: int | None = environment.settings.get(SETTING, {}).get("concurrency")
    return limit
