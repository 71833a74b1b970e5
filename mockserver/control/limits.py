"""Control of limits: set them, look at how much of them is used."""

from __future__ import annotations

from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.instants import format_instant
from mockserver.state import limits
from mockserver.state.limits import PUBLISHED_CONCURRENCY, SETTING


@controls("GetLimits")
def get_limits(call: ControlCall) -> Any:
    """Give the limits, null where nothing is limited."""
    environment = call.environment
    window = limits.window(environment, call.store.now(environment))
    wanted, concurrency = environment.settings.get(SETTING, {}).get("requests"), limits.concurrency(environment)
    return {
        "requests": window and {**wanted, "used": window.used, "ends_at": format_instant(window.ends)},
        "concurrency": concurrency,
        "announced_concurrency": PUBLISHED_CONCURRENCY if concurrency is None else concurrency,
        "in_flight": call.pipeline.in_flight.all(environment),
    }


@controls("SetLimits")
def set_limits(call: ControlCall) -> Any:
    """Set the limits and give them."""
    environment = call.environment
    with call.store.change(environment):
        limits.put(environment, {name: value for name, value in call.body.items() if value is not None})
    return get_limits(call)
