"""The clock of an environment: it runs with the real one, stands still, or was set to another instant."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

TimeSource = Callable[[], int]


def real_time() -> int:
    """Give the real time in milliseconds; the only place that reads it."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Clock:
    """Where an environment's time stands: `offset` to the real time while running, `instant` while frozen."""

    mode: Literal["running", "frozen"] = "running"
    offset: int = 0
    instant: int = 0

    def now(self, source: TimeSource) -> int:
        """Give the environment's time in milliseconds."""
        return self.instant if self.mode == "frozen" else source() + self.offset

    def freeze(self, instant: int) -> Clock:
        """Give this clock standing still at an instant."""
        return Clock("frozen", 0, instant)

    def run(self, instant: int, source: TimeSource) -> Clock:
        """Give this clock running on from an instant."""
        return Clock("running", instant - source(), 0)

    def advance(self, instant: int, source: TimeSource) -> Clock:
        """Give this clock at a later instant, in the same mode."""
        return self.freeze(instant) if self.mode == "frozen" else self.run(instant, source)

    def document(self) -> dict[str, Any]:
        """Give the clock in the form in which it is stored."""
        return {"mode": self.mode, "offset": self.offset, "instant": self.instant}
