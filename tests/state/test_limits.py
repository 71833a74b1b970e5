"""Windows by the environment's clock, actions by integration."""

from __future__ import annotations

from mockserver.state import limits, snapshots
from mockserver.state.environments import Environment
from mockserver.state.in_flight import InFlight
from mockserver.state.processes import DEAD_AFTER
from mockserver.state.store import Store
from tests.state.stores import NOW, Time, make_store


def limit(store: Store, environment: Environment, **wanted: object) -> None:
    with store.change(environment):
        limits.put(environment, wanted)


def waits(store: Store, environment: Environment, *instants: int) -> list[int]:
    return [limits.count_request(store, environment, NOW + seconds * 1000) for seconds in instants]


def test_without_limits_nobody_waits(store: Store, environment: Environment) -> None:
    assert waits(store, environment, *range(50)) == [0] * 50
    assert limits.window(environment, NOW) is None


def test_a_window_begins_with_its_first_request_and_tells_when_it_ends(store: Store, environment: Environment) -> None:
    limit(store, environment, requests={"count": 2, "window_seconds": 60})
    assert waits(store, environment, 0, 10, 20, 59, 60, 61, 62) == [0, 0, 40, 1, 0, 0, 58]


def test_the_wait_is_rounded_up(store: Store, environment: Environment) -> None:
    limit(store, environment, requests={"count": 1, "window_seconds": 2})
    instants = [NOW + milliseconds for milliseconds in (0, 1, 1000, 1001, 1999, 2000)]
    found = [limits.count_request(store, environment, instant) for instant in instants]
    assert found == [0, 2, 1, 1, 1, 0]


def test_a_clock_that_is_set_back_opens_a_new_window(store: Store, environment: Environment) -> None:
    limit(store, environment, requests={"count": 1, "window_seconds": 60})
    assert waits(store, environment, 0, 1, -3600, -3599) == [0, 59, 0, 59]


def test_other_limits_and_a_reset_begin_anew(store: Store, environment: Environment, time: Time) -> None:
    wanted = {"count": 1, "window_seconds": 60}
    limit(store, environment, requests=wanted)
    assert waits(store, environment, 0, 0) == [0, 60]
    limit(store, environment, requests={**wanted})
    assert waits(store, environment, 0, 0) == [0, 60]
    with store.change(environment):
        environment.settings = {**environment.settings, "faults": []}
    assert waits(store, environment, 0) == [60]
    snapshots.reset(store, environment)
    assert waits(store, environment, 0, 0) == [0, 0]


def test_environments_do_not_share_a_window(store: Store, environment: Environment) -> None:
    other = store.environment("other")
    for each in (environment, other):
        limit(store, each, requests={"count": 1, "window_seconds": 60})
    assert [waits(store, each, 0, 0) for each in (environment, other)] == [[0, 60], [0, 60]]


def test_actions_count_while_they_are_under_way(store: Store, environment: Environment) -> None:
    in_flight, slot = InFlight(store), (environment.id, "a")
    entered = [slot, slot, (environment.id, "b"), ("other", "a"), None]
    for each in entered:
        in_flight.enter(each)
    assert in_flight.count(slot) == 2
    assert in_flight.all(environment) == {"a": 2, "b": 1}
    for each in entered:
        in_flight.leave(each)
    assert (in_flight.count(slot), in_flight.all(environment)) == (0, {})


def test_actions_of_other_processes_count_while_those_live(shared_url: str, time: Time) -> None:
    one, other = make_store(time, database=shared_url), make_store(time, database=shared_url)
    other.processes.own = "another"
    environment, slot = one.environment("key"), (one.environment("key").id, "a")
    here, there = InFlight(one), InFlight(other)
    here.enter(slot)
    there.enter(slot)
    there.enter(slot)
    assert (here.count(slot), there.count(slot)) == (3, 3)
    assert here.all(environment) == {"a": 3}
    time.now += DEAD_AFTER + 1
    assert (here.count(slot), there.count(slot)) == (1, 2)
    other.processes.beat()
    assert here.count(slot) == 3
    here.leave(slot)
    there.leave(slot)
    there.leave(slot)
    assert (here.count(slot), there.all(environment)) == (0, {})
    for store in (one, other):
        store.close()


def test_processes_count_requests_together(shared_url: str, time: Time) -> None:
    stores = [make_store(time, database=shared_url) for _ in range(2)]
    limit(stores[0], stores[0].environment("key"), requests={"count": 3, "window_seconds": 60})
    found = [waits(stores[number % 2], stores[number % 2].environment("key"), number) for number in range(5)]
    assert found == [[0], [0], [0], [57], [56]]
    for store in stores:
        store.close()
