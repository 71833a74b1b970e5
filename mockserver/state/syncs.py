"""Syncs of an integration: one at a time, each taking its time by the clock of the environment.

The latest sync is kept in the settings of its integration, so that reset and snapshots take it along.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from mockserver.ids import base58
from mockserver.instants import SECOND
from mockserver.state.environments import Environment, Integration

SyncType = Literal["FULL", "DELTA"]

SETTING = "sync"
# Long enough that a second call in a row meets the first one, short enough that nobody waits for it.
DURATION = SECOND


@dataclass(frozen=True, slots=True)
class Sync:
    """One sync; it runs from `started_at` until just before `ends_at`."""

    id: str
    type: SyncType
    started_at: int
    ends_at: int

    def runs(self, now: int) -> bool:
        """Say whether the sync is queued or running; a clock that was set back ends it too."""
        return self.started_at <= now < self.ends_at


def latest(integration: Integration) -> Sync | None:
    """Give the sync that was started last, running or not, or None."""
    stored = integration.settings.get(SETTING)
    return None if stored is None else Sync(**stored)


def running(integration: Integration, now: int) -> Sync | None:
    """Give the sync that is queued or running at an instant, or None."""
    sync = latest(integration)
    return sync if sync is not None and sync.runs(now) else None


def document(sync: Sync) -> dict[str, object]:
    """Give a sync in the form in which it is stored."""
    return asdict(sync)


def start(environment: Environment, integration: Integration, type: SyncType, now: int) -> Sync:  # noqa: A002 - its name
    """Start a sync and give it; the caller holds `Store.change` for both and has seen that none is running."""
    number = environment.count(f"syncs/{integration.id}")
    sync = Sync(base58(f"{integration.id}/syncs/{number}"), type, now, now + DURATION)
    integration.settings = {**integration.settings, SETTING: asdict(sync)}
    return sync
