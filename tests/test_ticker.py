from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockserver.state import schedule
from mockserver.state.clock import real_time
from mockserver.state.environments import Environment
from mockserver.state.schedule import PLAYERS, falls_due, plan
from mockserver.state.store import Store
from mockserver.ticker import Ticker
from tests.state.stores import Time, make_store

KIND = "a test rings"


@pytest.fixture
def rung() -> Iterator[list[str]]:
    """What fell due."""
    words: list[str] = []

    @falls_due(KIND)
    def ring(store: Store, environment: Environment, details: dict[str, Any]) -> None:
        if details["word"] == "broken":
            raise ZeroDivisionError
        words.append(details["word"])

    yield words
    del PLAYERS[KIND]


@pytest.fixture
def store() -> Iterator[Store]:
    made = make_store(real_time)  # type: ignore[arg-type]  # any source of time does
    yield made
    made.close()


def ring_in(store: Store, environment: Environment, milliseconds: int, word: str) -> None:
    with store.change(environment):
        plan(environment, store.now(environment) + milliseconds, KIND, word=word)


async def heard(rung: list[str], *words: str) -> None:
    for _ in range(1000):
        if rung == list(words):
            return
        await asyncio.sleep(0.005)
    raise AssertionError(rung)


async def test_a_running_clock_plays_what_falls_due_without_a_request(store: Store, rung: list[str]) -> None:
    environment = store.environment("key")
    async with Ticker(store).running():
        ring_in(store, environment, 60, "second")
        ring_in(store, environment, 30, "first")
        # A plan of another thread counts too.
        await asyncio.to_thread(ring_in, store, environment, 90, "third")
        await heard(rung, "first", "second", "third")


async def test_what_is_due_already_is_played_at_once(store: Store, rung: list[str]) -> None:
    async with Ticker(store).running():
        ring_in(store, store.environment("key"), -1000, "late")
        await heard(rung, "late")


async def test_a_clock_that_stands_still_waits_for_nothing(store: Store, rung: list[str]) -> None:
    environment = store.environment("key")
    with store.change(environment):
        environment.clock = environment.clock.freeze(real_time())
    ticker = Ticker(store)
    async with ticker.running():
        ring_in(store, environment, 1, "never")
        await asyncio.sleep(0.05)
        assert not ticker._timers
        with store.change(environment):
            environment.clock = environment.clock.run(real_time(), real_time)
        await heard(rung, "never")


async def test_nothing_is_left_at_the_end(store: Store, rung: list[str]) -> None:
    environment = store.environment("key")
    ticker = Ticker(store)
    async with ticker.running():
        ring_in(store, environment, 20, "late")
        await asyncio.sleep(0)
        assert len(ticker._timers) == 1
    assert not ticker._timers
    await asyncio.sleep(0.05)
    assert rung == []


async def test_a_player_that_breaks_is_told_of_and_not_tried_for_ever(
    store: Store, rung: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    environment = store.environment("key")
    ticker = Ticker(store)
    async with ticker.running():
        ring_in(store, environment, 1, "broken")
        await asyncio.sleep(0.1)
        assert not ticker._timers
    assert caplog.text.count("could not be played") == 1
    assert schedule.next_due(environment) is not None


async def test_what_an_earlier_process_planned_is_played(tmp_path: Path, rung: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    first = make_store(Time(), database=url)
    ring_in(first, first.environment("key"), 10, "kept")
    first.close()
    second = make_store(real_time, database=url)  # type: ignore[arg-type]
    async with Ticker(second).running():
        await heard(rung, "kept")
    second.close()
