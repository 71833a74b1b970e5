"""Windows by the environment's clock, actions by integration."""

from __future__ import annotations

import pytest

from mockserver.state import snapshots
from mockserver.state.environments import Environment
from mockserver.state.limits import Limits
from mockserver.state.store import Store
from tests.state.stores import NOW, Time


def limit(store: Store, environment: Environment, **limits: object) -> None:
    with store.change(environment):
        environment.settings = {**environment.settings, "limits": limits}


def waits(limits: Limits, environment: Environment, *instants: int) -> list[int]:
    return [limits.count_request(environment, NOW + seconds * 1000) for seconds in instants]


def test_without_limits_nobody_waits(environment: Environment) -> None:
    limits = Limits()
    assert waits(limits, environment, *range(50)) == [0] * 50
    assert limits.window(environment, NOW) is None


def test_a_window_begins_with_its_first_request_and_tells_when_it_ends(store: Store, environment: Environment) -> None:
    limits = Limits()
    limit(store, environment, requests={"count": 2, "window_seconds": 60})
    assert waits(limits, environment, 0, 10, 20, 59, 60, 61, 62) == [0, 0, 40, 1, 0, 0, 58]


def test_the_wait_is_rounded_up(store: Store, environment: Environment) -> None:
    limits = Limits()
    limit(store, environment, requests={"count": 1, "window_seconds": 2})
    found = [limits.count_request(environment, NOW + milliseconds) for milliseconds in (0, 1, 1000, 1001, 1999, 2000)]
    assert found == [0, 2, 1, 1, 1, 0]


def test_a_clock_that_is_set_back_opens_a_new_window(store: Store, environment: Environment) -> None:
    limits = Limits()
    limit(store, environment, requests={"count": 1, "window_seconds": 60})
    assert waits(limits, environment, 0, 1, -3600, -3599) == [0, 59, 0, 59]


def test_other_limits_and_a_reset_begin_anew(store: Store, environment: Environment, time: Time) -> None:
    limits = Limits()
    wanted = {"count": 1, "window_seconds": 60}
    limit(store, environment, requests=wanted)
    assert waits(limits, environment, 0, 0) == [0, 60]
    limit(store, environment, requests={**wanted})
    assert waits(limits, environment, 0, 0) == [0, 60]
    with store.change(environment):
        environment.settings = {**environment.settings, "faults": []}
    assert waits(limits, environment, 0) == [60]
    snapshots.reset(store, environment)
    assert waits(limits, environment, 0, 0) == [0, 0]


def test_environments_do_not_share_a_window(store: Store, environment: Environment) -> None:
    limits, other = Limits(), store.environment("other")
    for each in (environment, other):
        limit(store, each, requests={"count": 1, "window_seconds": 60})
    assert [waits(limits, each, 0, 0) for each in (environment, other)] == [[0, 60], [0, 60]]


def test_actions_count_while_they_are_held(environment: Environment) -> None:
    limits, slot = Limits(), (environment.id, "a")
    with limits.hold(slot), limits.hold(slot), limits.hold((environment.id, "b")), limits.hold(("other", "a")):
        assert limits.in_flight(slot) == 2
        assert limits.all_in_flight(environment) == {"a": 2, "b": 1}
    with pytest.raises(ZeroDivisionError), limits.hold(slot):
        _ = 1 / 0
    with limits.hold(None):
        assert limits.in_flight(slot) == 0
    assert limits.all_in_flight(environment) == {}
