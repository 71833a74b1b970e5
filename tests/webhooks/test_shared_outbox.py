"""Several processes behind one outbox: each webhook is sent by one of them, whatever happens to the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mockserver import ticker as module_of_ticker
from mockserver.errors import DatabaseUnavailable
from mockserver.instants import SECOND
from mockserver.state import outbox, snapshots
from mockserver.state.environments import Environment
from mockserver.state.outbox import CARRIED, Parcel
from mockserver.state.processes import DEAD_AFTER
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint, configure
from mockserver.ticker import Ticker
from mockserver.webhooks import courier as module_of_courier
from mockserver.webhooks.courier import Courier
from tests.state.stores import Time, make_store
from tests.webhooks.receiver import Receiver


@pytest.fixture
def pair(shared_url: str, time: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Store]]:
    """Two stores as two processes have them, that look often for what the other one left behind."""
    monkeypatch.setattr(module_of_ticker, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(module_of_courier, "PATIENCE_SECONDS", 0.02)
    one = make_store(time, database=shared_url)
    time.now += 1  # they are told apart by when they began, as they are one process here
    other = make_store(time, database=shared_url)
    yield one, other
    one.close()
    other.close()


def listen(store: Store, url: str) -> Environment:
    environment = store.environment("key")
    with store.change(environment):
        configure(environment, endpoints=[Endpoint("all", url)])
    return environment


def happen(store: Store, environment: Environment, *numbers: int) -> None:
    for number in numbers:
        with store.change(environment):
            outbox.tell(store, environment, "sync-finished", {"n": number})


def numbers(receiver: Receiver) -> list[int]:
    return [request.event["data"]["n"] for request in receiver.received]


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


def is_settled(store: Store) -> bool:
    """Tell whether nothing waits and nothing is on its way."""
    return store.shelf.due() == []


async def test_one_that_runs_sends_what_a_dead_one_had_in_hand(
    pair: tuple[Store, Store], time: Time, receiver: Receiver
) -> None:
    one, other = pair
    environment = listen(one, receiver.url)
    happen(one, environment, 1, 2)
    assert len(outbox.take(one, environment)) == 2  # and with them it dies
    async with Courier(other).running(), Ticker(other).running():
        await asyncio.sleep(0.1)
        assert receiver.received == []
        # The clock does not jump for the one that lives, so it sees the other one for dead.
        for _ in range(DEAD_AFTER // SECOND + 1):
            other.processes.look()
            time.now += SECOND
        await until(lambda: is_settled(other))
    assert numbers(receiver) == [1, 2]


async def test_nobody_counts_as_dead_because_everybody_was_cut_off(
    pair: tuple[Store, Store], time: Time, receiver: Receiver
) -> None:
    one, other = pair
    environment = listen(one, receiver.url)
    happen(one, environment, 1)
    [parcel] = outbox.take(one, environment)
    seen = other.environment("key")
    other.processes.look()
    time.now += 10 * DEAD_AFTER  # the database was away, or the machine asleep
    other.processes.look()
    assert outbox.take(other, seen) == []
    one.processes.beat()
    time.now += DEAD_AFTER - 1
    assert outbox.take(other, seen) == []
    time.now += 2
    assert outbox.take(other, seen) == [parcel]


def test_what_was_taken_while_the_database_went_away_is_taken_again(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    environment = listen(one, "http://127.0.0.1:9/hook")
    happen(one, environment, 1)
    execute = one.database.execute

    def kept_but_not_told(statement: str, parameters: Any = ()) -> int:
        done = execute(statement, parameters)
        if statement == "COMMIT":
            raise DatabaseUnavailable("away", explanation="for a test")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(one.database, "execute", kept_but_not_told)
        with pytest.raises(DatabaseUnavailable):
            outbox.take(one, environment)
    seen = other.environment("key")
    assert CARRIED in seen.settings
    assert outbox.take(other, seen) == []
    environment = one.environment("key")
    [parcel] = outbox.take(one, environment)
    assert parcel["event"]["data"]["n"] == 1
    assert outbox.take(one, environment) == []


def test_only_who_has_a_parcel_can_give_it_back_or_try_it_again(pair: tuple[Store, Store], time: Time) -> None:
    one, other = pair
    environment = listen(one, "http://127.0.0.1:9/hook")
    happen(one, environment, 1)
    [parcel] = outbox.take(one, environment)
    time.now += DEAD_AFTER + 1
    seen = other.environment("key")
    assert outbox.take(other, seen) == [parcel]
    # The first one was only slow.
    assert not outbox.is_ours(one, environment, parcel)
    assert outbox.retry(one, environment, parcel) is None
    outbox.give_back(one, environment, [parcel])
    outbox.settle(one, environment, parcel)
    assert (outbox.waiting(environment), outbox.is_ours(other, seen, parcel)) == ([], True)
    assert outbox.retry(other, seen, parcel) is not None
    assert len(outbox.waiting(other.environment("key"))) == 1


async def test_a_reset_elsewhere_stops_what_waits_here(
    pair: tuple[Store, Store], receiver: Receiver, time: Time
) -> None:
    one, other = pair
    receiver.holds = True
    environment = listen(one, receiver.url)
    async with Courier(one).running():
        happen(one, environment, 1, 2, 3)
        await asyncio.to_thread(receiver.wait_for, 1)
        snapshots.reset(other, other.environment("key"))
        listen(other, receiver.url)
        receiver.holds = False
        receiver.released.set()
        happen(one, environment, 4)
        await until(lambda: is_settled(one))
    assert numbers(receiver) == [1, 4]
    assert outbox.waiting(other.environment("key")) == []


async def test_what_was_sent_while_the_database_was_away_is_written_down_later(
    pair: tuple[Store, Store], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    receiver.holds = True
    environment = listen(one, receiver.url)
    receiver.answer(200, 500)
    async with Courier(one).running():
        happen(one, environment, 1, 2)
        await asyncio.to_thread(receiver.wait_for, 1)
        with monkeypatch.context() as patch:
            refused = refuse(patch, outbox, "settle")
            receiver.holds = False
            receiver.released.set()
            await until(lambda: len(refused) > 2)
            assert numbers(receiver) == [1]
        await until(lambda: CARRIED not in environment.settings)
    assert numbers(receiver) == [1, 2]
    [(parcel, _)] = outbox.waiting(other.environment("key"))
    assert (parcel["attempt"], parcel["event"]["data"]["n"]) == (2, 2)


async def test_a_stop_while_the_database_is_away_leaves_them_to_the_next(
    pair: tuple[Store, Store], time: Time, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    receiver.holds = True
    environment = listen(one, receiver.url)
    async with Courier(one).running():
        happen(one, environment, 1, 2)
        await asyncio.to_thread(receiver.wait_for, 1)
        refuse(monkeypatch, outbox, "give_back")
    time.now += DEAD_AFTER + 1
    taken = outbox.take(other, other.environment("key"))
    assert [parcel["event"]["data"]["n"] for parcel in taken] == [1, 2]


def refuse(patch: pytest.MonkeyPatch, place: Any, name: str) -> list[Parcel | list[Parcel]]:
    """Let a function say that the database is away, and give what it is asked for."""
    asked: list[Parcel | list[Parcel]] = []

    def away(store: Store, environment: Environment, what: Any) -> None:
        asked.append(what)
        raise DatabaseUnavailable("away", explanation="for a test")

    patch.setattr(place, name, away)
    return asked
