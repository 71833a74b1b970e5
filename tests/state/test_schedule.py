from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.state import schedule
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from tests.state.stores import NOW

PLAYED: list[tuple[str, int]] = []


@pytest.fixture(autouse=True)
def note() -> Iterator[None]:
    """Register a player that notes what it plays and when, and one that plans another entry."""

    def remember(store: Store, environment: Environment, details: dict[str, str]) -> None:
        PLAYED.append((details["name"], store.now(environment)))
        if "then" in details:
            schedule.plan(environment, store.now(environment) + 5, "note", name=details["then"])

    PLAYED.clear()
    schedule.PLAYERS["note"] = remember
    yield
    del schedule.PLAYERS["note"]


def test_entries_are_played_in_order_at_their_own_instants(store: Store, environment: Environment) -> None:
    with store.change(environment):
        schedule.plan(environment, NOW + 30, "note", name="third")
        schedule.plan(environment, NOW + 10, "note", name="first", then="second")
        schedule.plan(environment, NOW + 99, "note", name="never")
    assert schedule.play(store, environment, NOW + 50) == 3
    assert PLAYED == [("first", NOW + 10), ("second", NOW + 15), ("third", NOW + 30)]
    assert schedule.next_due(environment) == NOW + 99


def test_cancelled_entries_are_not_played(store: Store, environment: Environment) -> None:
    with store.change(environment):
        schedule.plan(environment, NOW + 1, "note", name="a", of="x")
        schedule.plan(environment, NOW + 2, "note", name="b", of="y")
        schedule.cancel(environment, "note", of="x")
    schedule.play(store, environment, NOW + 10)
    assert [name for name, _ in PLAYED] == ["b"]


def test_a_failing_player_keeps_its_entry(store: Store, environment: Environment) -> None:
    def fail(store: Store, environment: Environment, details: dict[str, str]) -> None:
        raise RuntimeError

    schedule.PLAYERS["fail"] = fail
    try:
        with store.change(environment):
            schedule.plan(environment, NOW + 1, "fail")
        with pytest.raises(RuntimeError):
            schedule.play(store, environment, NOW + 1)
        assert schedule.next_due(environment) == NOW + 1
        assert environment.moment is None
    finally:
        del schedule.PLAYERS["fail"]
