"""Limits on their way through the API: who is let in, and the headers that tell how much room is left."""

from __future__ import annotations

from mockserver.api.request import Answer
from mockserver.errors import ConcurrencyLimitExceeded, RateLimitExceeded
from mockserver.state.environments import Environment
from mockserver.state.in_flight import InFlight, Slot
from mockserver.state.limits import PUBLISHED_CONCURRENCY, SETTING, concurrency, count_request
from mockserver.state.store import Store


def admit_request(store: Store, environment: Environment, now: int) -> None:
    """Count a request of an environment; RateLimitExceeded with Retry-After when its window is full."""
    wait = count_request(store, environment, now)
    if wait:
        count, window = (environment.settings[SETTING]["requests"][name] for name in ("count", "window_seconds"))
        raise RateLimitExceeded(
            "You have exceeded the rate limit. Please try again later.",
            explanation=f"the limit is {count} requests in {window} seconds of the environment's clock",
            headers={"Retry-After": str(wait)},
        )


def admit_action(in_flight: InFlight, environment: Environment, slot: Slot) -> None:
    """Let an action in, or raise ConcurrencyLimitExceeded when too many of its integration are under way."""
    limit = concurrency(environment)
    if limit is not None and in_flight.count(slot) >= limit:
        raise ConcurrencyLimitExceeded(
            f"More than {limit} actions of this integration are in flight. Please try again later."
        )


def show_concurrency(in_flight: InFlight, environment: Environment, slot: Slot, answer: Answer) -> None:
    """Add the headers that every answer to an action has, whether the limit is enforced or not."""
    limit = concurrency(environment)
    announced = PUBLISHED_CONCURRENCY if limit is None else limit
    remaining = max(0, announced - in_flight.count(slot) - 1)
    answer.headers = [
        *answer.headers,
        (b"concurrency-limit", str(announced).encode()),
        (b"concurrency-remaining", str(remaining).encode()),
    ]
