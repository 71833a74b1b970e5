"""Control of limits: set them, look at how much of them is used."""

from __future__ import annotations

from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.instants import format_instant
from mockserver.state.limits import PUBLISHED_CONCURRENCY, SETTING


@controls("GetLimits")
def get_limits(call: ControlCall) -> Any:
    """Give the limits, null where nothing is limited."""
    limits, environment = call.pipeline.limits, call.environment
    window = limits.window(environment, call.store.now(environment))
    concurrency = limits.concurrency(environment)
    return {
        "requests": window and {**window.limits, "used": window.used, "ends_at": format_instant(window.ends)},
        "concurrency": concurrency,
        "announced_concurrency": PUBLISHED_CONCURRENCY if concurrency is None else concurrency,
        "in_flight": limits.all_in_flight(environment),
    }


@controls("SetLimits")
def set_limits(call: ControlCall) -> Any:
    """Set the limits and give them."""
    environment = call.environment
    with call.store.change(environment):
        others = {name: value for name, value in environment.settings.items() if name != SETTING}
        wanted = {name: value for name, value in call.body.items() if value is not None}
        environment.settings = {**others, SETTING: wanted} if wanted else others
    return get_limits(call)
