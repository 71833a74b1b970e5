"""Days that employees wait for: the first one, the last one, those of a long leave.

This module is loaded with the server, since what falls due may have been planned in an earlier run; what it needs to
play that is loaded when it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.instants import DAY, HOUR
from mockserver.state.environments import Environment
from mockserver.state.schedule import falls_due, plan
from mockserver.state.store import Store

if TYPE_CHECKING:
    from mockserver.upstream.happening import Happening

KIND = "upstream_dates"
EVENT = "dates_arrive"
# So early in the day tools notice which day it is.
EARLY = HOUR // 2


def when_day_comes(happening: Happening, day: int) -> None:
    """Plan that what employees wait for happens on a day, counted from 1970; nothing if that is today or past."""
    if day > happening.today:
        plan(happening.environment, day * DAY + EARLY, KIND, integration_id=happening.integration.id)


@falls_due(KIND)
def dates_arrive(store: Store, environment: Environment, details: dict[str, Any]) -> None:
    """Play what employees of an integration wait for; one that was removed meanwhile has none."""
    integration = store.integration(environment, details["integration_id"])
    if integration is None:
        return
    from mockserver.upstream.catalogue import EVENTS

    EVENTS[EVENT].play(store, environment, integration, {})
