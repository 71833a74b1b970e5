from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from mockserver.instants import DAY, MINUTE, SECOND
from mockserver.state import outbox, schedule, snapshots, webhooks
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint, configure
from mockserver.webhooks import courier as module
from mockserver.webhooks.courier import Courier
from mockserver.webhooks.log import Entry
from mockserver.webhooks.signature import signature
from tests.state.stores import NOW, Time, make_store
from tests.webhooks.receiver import Receiver, is_genuine


def listen(store: Store, environment: Environment, *receivers: Receiver | str, **options: Any) -> None:
    urls = [receiver if isinstance(receiver, str) else receiver.url for receiver in receivers]
    endpoints = [Endpoint(f"endpoint-{number + 1}", url, **options) for number, url in enumerate(urls)]
    with store.change(environment):
        configure(environment, endpoints=endpoints)


def happen(store: Store, environment: Environment, *numbers: int) -> None:
    for number in numbers:
        with store.change(environment):
            outbox.tell(store, environment, "sync-finished", {"n": number})


def entries(courier: Courier, environment: Environment) -> list[Entry]:
    """Give the deliveries, oldest first."""
    return list(courier.logs.of(environment))[::-1]


def numbers(receiver: Receiver) -> list[int]:
    return [request.event["data"]["n"] for request in receiver.received]


async def settled(courier: Courier, environment: Environment, count: int = 1) -> None:
    """Wait until so many deliveries were attempted."""
    for _ in range(2000):
        if sum(entry.state != "waiting" for entry in entries(courier, environment)) >= count:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(entries(courier, environment))


def advance(store: Store, environment: Environment, time: Time, by: int) -> None:
    time.now += by
    schedule.play(store, environment, time.now)


def test_what_happened_is_delivered_in_order_signed_and_written_down(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    listen(store, environment, receiver)
    happen(store, environment, *range(20))
    courier.deliver(environment)
    assert numbers(receiver) == list(range(20))
    secret = webhooks.secret(environment)
    assert secret is not None
    assert all(is_genuine(secret, request) for request in receiver.received)
    assert {entry.state for entry in entries(courier, environment)} == {"delivered"}
    [attempt] = entries(courier, environment)[0].attempts
    assert (attempt.at, attempt.status, attempt.problem) == (NOW, 200, None)
    assert attempt.signature == receiver.received[0].headers["X-Kombo-Signature"]
    assert receiver.received[0].headers["X-Mock-Delivery"] == entries(courier, environment)[0].parcel["id"]


async def test_a_running_courier_needs_no_call(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    listen(store, environment, receiver)
    async with courier.running():
        happen(store, environment, 1)
        await settled(courier, environment)
        # Also for what happens on another thread.
        await asyncio.to_thread(happen, store, environment, 2)
        await settled(courier, environment, 2)
        await asyncio.to_thread(courier.deliver, environment)
        assert not courier._lines
    assert numbers(receiver) == [1, 2]


def test_failures_are_tried_again_by_the_environments_clock(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver, time: Time
) -> None:
    receiver.answer(500, 404, 302, 200)
    listen(store, environment, receiver)
    happen(store, environment, 1)
    courier.deliver(environment)
    [entry] = entries(courier, environment)
    assert (entry.state, entry.retry_at) == ("retrying", NOW + 10 * SECOND)
    courier.deliver(environment)
    assert len(receiver.received) == 1
    for wait in (10 * SECOND, MINUTE, 10 * MINUTE):
        advance(store, environment, time, wait - 1)
        courier.deliver(environment)
        before = len(receiver.received)
        advance(store, environment, time, 1)
        courier.deliver(environment)
        assert len(receiver.received) == before + 1
    assert [attempt.status for attempt in entry.attempts] == [500, 404, 302, 200]
    assert [attempt.at - NOW for attempt in entry.attempts] == [0, 10_000, 70_000, 670_000]
    assert (entry.state, entry.retry_at) == ("delivered", None)
    assert len({request.body for request in receiver.received}) == 1


def test_an_advanced_clock_plays_all_attempts_in_their_order(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver, time: Time
) -> None:
    receiver.always = (500, b"", {})
    listen(store, environment, receiver, retries=(SECOND, SECOND, DAY))
    happen(store, environment, 1)
    courier.deliver(environment)
    advance(store, environment, time, MINUTE)
    courier.deliver(environment)
    [entry] = entries(courier, environment)
    assert [attempt.at - NOW for attempt in entry.attempts] == [0, SECOND, 2 * SECOND]
    assert entry.retry_at == NOW + 2 * SECOND + DAY
    advance(store, environment, time, 2 * DAY)
    courier.deliver(environment)
    assert (entry.state, len(entry.attempts)) == ("failed", 4)


def test_no_retries_where_none_are_wanted(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    receiver.answer(500)
    listen(store, environment, receiver, retries=())
    happen(store, environment, 1)
    courier.deliver(environment)
    assert [entry.state for entry in entries(courier, environment)] == ["failed"]
    assert outbox.waiting(environment) == []


def test_an_endpoint_that_fails_keeps_nobody_else_waiting(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    receiver.holds = True
    with Receiver() as other:
        listen(store, environment, receiver, other, timeout_ms=300, retries=())
        happen(store, environment, 1, 2)
        began = monotonic()
        courier.deliver(environment)
        assert monotonic() - began < 3
        assert numbers(other) == [1, 2]
    held = [entry for entry in entries(courier, environment) if entry.parcel["endpoint"] == "endpoint-1"]
    assert [entry.attempts[0].problem for entry in held] == ["no answer within 300 ms"] * 2


def test_nobody_there(store: Store, environment: Environment, courier: Courier) -> None:
    listen(store, environment, "http://127.0.0.1:1/", retries=())
    happen(store, environment, 1)
    courier.deliver(environment)
    [entry] = entries(courier, environment)
    assert entry.state == "failed"
    assert entry.attempts[0].problem
    assert entry.attempts[0].problem.startswith("cannot connect to 127.0.0.1:1")


def test_a_target_is_checked_again_when_it_is_sent_to(store: Store, environment: Environment) -> None:
    async def lookup(name: str) -> list[str]:
        return ["169.254.169.254"]

    courier = Courier(store, lookup=lookup)
    listen(store, environment, "http://hooks.test/", "http://10.0.0.1/")
    happen(store, environment, 1)
    courier.deliver(environment)
    assert [entry.state for entry in entries(courier, environment)] == ["refused", "refused"]
    problems = [entry.attempts[0].problem for entry in entries(courier, environment)]
    assert "hooks.test leads to 169.254.169.254" in str(problems[0])
    assert "10.0.0.1 is not this machine" in str(problems[1])
    # Trying again would not help.
    assert outbox.waiting(environment) == []


def test_mishaps_reach_the_receiver(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    listen(store, environment, receiver)
    effects = [{"mis_sign": True}, {"unsigned": True}, {"drop": True}, {"duplicate": 2}]
    for number, effect in enumerate(effects):
        rule = {"match": {}, "effect": effect, "times": {"next": 1}, "matched": 0, "hits": 0}
        with store.change(environment):
            configure(environment, faults=[rule])
        happen(store, environment, number)
    courier.deliver(environment)
    assert numbers(receiver) == [0, 1, 3, 3]
    secret = webhooks.secret(environment)
    assert secret is not None
    assert [is_genuine(secret, request) for request in receiver.received] == [False, False, True, True]
    assert "X-Kombo-Signature" not in receiver.received[1].headers
    assert [entry.state for entry in entries(courier, environment)] == [
        "delivered", "delivered", "dropped", "delivered", "delivered",
    ]  # fmt: skip
    assert receiver.received[2].body == receiver.received[3].body


def test_a_replay_is_another_attempt_at_the_same_bytes_with_the_present_secret(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    receiver.answer(500)
    listen(store, environment, receiver)
    happen(store, environment, 1)
    courier.deliver(environment)
    with store.change(environment):
        configure(environment, secret="rotated")
    [entry] = entries(courier, environment)
    outbox.replay(store, environment, entry.parcel)
    courier.deliver(environment)
    assert [attempt.status for attempt in entry.attempts] == [500, 200]
    assert entries(courier, environment) == [entry]
    assert receiver.received[0].body == receiver.received[1].body
    assert [is_genuine("rotated", request) for request in receiver.received] == [False, True]
    assert outbox.waiting(environment) == []


def test_what_waits_for_a_removed_endpoint_is_not_sent(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    listen(store, environment, receiver)
    happen(store, environment, 1)
    listen(store, environment)
    courier.deliver(environment)
    assert receiver.received == []
    [entry] = entries(courier, environment)
    assert (entry.state, entry.attempts[0].problem) == ("failed", "the endpoint was removed")


async def test_a_reset_breaks_off_what_belongs_to_the_past(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    receiver.holds = True
    listen(store, environment, receiver)
    async with courier.running():
        happen(store, environment, 1, 2, 3)
        await asyncio.to_thread(receiver.wait_for, 1)
        snapshots.reset(store, environment)
        assert entries(courier, environment) == []
        assert courier._lines == {}
        receiver.holds = False
        receiver.released.set()
        listen(store, environment, receiver)
        happen(store, environment, 4)
        await settled(courier, environment)
    assert numbers(receiver) == [1, 4]


async def test_a_reset_on_another_thread_does_so_too(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver
) -> None:
    receiver.holds = True
    listen(store, environment, receiver)
    async with courier.running():
        happen(store, environment, 1, 2)
        await asyncio.to_thread(receiver.wait_for, 1)
        taken = await asyncio.to_thread(snapshots.take, store, environment, None)
        receiver.holds = False
        await asyncio.to_thread(snapshots.restore, store, environment, taken["id"])
        happen(store, environment, 3)
        await settled(courier, environment)
    assert numbers(receiver) == [1, 3]


async def test_stopping_waits_for_nobody_and_leaves_nothing(
    store: Store, environment: Environment, receiver: Receiver
) -> None:
    if store.database.persistent:
        pytest.skip("a database keeps what was broken off")
    receiver.holds = True
    listen(store, environment, receiver)
    courier = Courier(store)
    async with courier.running():
        happen(store, environment, 1, 2)
        await asyncio.to_thread(receiver.wait_for, 1)
        began = monotonic()
    assert monotonic() - began < 0.5
    assert asyncio.all_tasks() == {asyncio.current_task()}
    # It takes nothing any more; the next one, or a call, finds it.
    happen(store, environment, 3)
    assert [parcel["event"]["data"]["n"] for parcel, _ in outbox.waiting(environment)] == [3]


async def test_a_database_keeps_what_a_stop_broke_off(tmp_path: Path, time: Time, receiver: Receiver) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    first = make_store(time, database=url)
    environment = first.environment("key")
    courier = Courier(first)
    receiver.holds = True
    listen(first, environment, receiver)
    async with courier.running():
        happen(first, environment, 1, 2)
        await asyncio.to_thread(receiver.wait_for, 1)
    first.close()

    receiver.holds = False
    receiver.released.set()
    second = make_store(time, database=url)
    courier = Courier(second)
    async with courier.running():
        await settled(courier, second.environment("key"), 2)
    second.close()
    # The first one may have arrived before the stop: at least once, never out of order.
    assert numbers(receiver) == [1, 1, 2]


def test_lines_are_bounded(
    store: Store, environment: Environment, courier: Courier, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.database.remote:
        pytest.skip("a line moves on while a database is waited for")
    monkeypatch.setattr(module, "LONGEST_LINE", 3)
    listen(store, environment, receiver, retries=())
    happen(store, environment, *range(5))
    courier.deliver(environment)
    assert numbers(receiver) == [0, 1, 2]
    assert [entry.state for entry in entries(courier, environment)] == ["delivered"] * 3 + ["failed"] * 2


def test_our_own_fault_stops_no_line(
    store: Store,
    environment: Environment,
    courier: Courier,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(secret: str, body: bytes) -> str:
        if b'"n": 0' in body:
            raise ZeroDivisionError
        return signature(secret, body)

    monkeypatch.setitem(module._SIGN, "right", broken)
    listen(store, environment, receiver)
    happen(store, environment, 0, 1)
    courier.deliver(environment)
    assert [entry.state for entry in entries(courier, environment)] == ["failed", "delivered"]
    assert "unexpected error with webhook" in caplog.text


def test_the_same_calls_give_the_same_bytes(time: Time, receiver: Receiver) -> None:
    def history() -> list[tuple[dict[str, str], bytes]]:
        store = make_store(time)
        environment = store.environment("key")
        listen(store, environment, receiver)
        with store.change(environment):
            rule = {"match": {}, "effect": {"duplicate": 2}, "times": {"share": 0.5}, "matched": 0, "hits": 0}
            configure(environment, faults=[rule])
        happen(store, environment, *range(10))
        before = len(receiver.received)
        Courier(store).deliver(environment)
        store.close()
        return [(request.headers, request.body) for request in receiver.received[before:]]

    assert history() == history()


def test_two_hundred_starts_leave_no_task_socket_or_thread(receiver: Receiver, time: Time) -> None:
    store = make_store(time)
    environment = store.environment("key")
    listen(store, environment, receiver)
    threads = threading.active_count()

    async def once(number: int) -> None:
        courier = Courier(store)
        async with courier.running():
            happen(store, environment, number)
            await settled(courier, environment)
            assert len(asyncio.all_tasks()) <= 2
        store.on_change.clear()
        store.on_replace.clear()

    for number in range(200):
        asyncio.run(once(number))
    store.close()
    gc.collect()  # a socket that was left open would warn here
    assert numbers(receiver) == list(range(200))
    assert threading.active_count() <= threads + 1
