"""No client can make environments without end, and nothing that was changed is ever lost to make room."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.errors import ServerFull
from mockserver.instants import DAY
from mockserver.state import snapshots
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from tests.state.stores import Time, connected, make_store


@pytest.fixture
def store(time: Time) -> Store:
    return make_store(time, max_environments=3)


def change(store: Store, key: str) -> Environment:
    environment = store.environment(key)
    with store.change(environment):
        environment.settings = {"note": key}
    return environment


def test_the_one_that_was_not_asked_for_the_longest_makes_room(store: Store) -> None:
    first, second, third = (store.environment(key) for key in ("a", "b", "c"))
    assert store.environment("a") is first
    store.environment("d")
    assert store.environment_count() == 3
    assert store.environment("c") is third
    assert store.environment("a") is first
    assert store.environment("b") is not second


def test_it_comes_back_as_it_was(store: Store) -> None:
    before = store.environment("a").document()
    for key in "bcdef":
        store.environment(key)
    assert store.environment("a").document() == before


def test_what_was_changed_stays(store: Store) -> None:
    changed = change(store, "a")
    for key in "bcdef":
        store.environment(key)
    assert store.environment("a") is changed
    assert changed.settings == {"note": "a"}


def test_when_all_were_changed_another_one_is_refused(store: Store) -> None:
    for key in "abc":
        change(store, key)
    with pytest.raises(ServerFull) as refused:
        store.environment("d")
    assert (refused.value.status, refused.value.code) == (429, "PLATFORM.RATE_LIMIT_EXCEEDED")
    assert "--max-environments" in (refused.value.explanation or "")
    assert store.environment("a").settings == {"note": "a"}


def test_a_reset_makes_it_one_that_can_go(store: Store) -> None:
    for key in "abc":
        change(store, key)
    snapshots.reset(store, store.environment("b"))
    store.environment("d")
    assert store.environment("a").settings == {"note": "a"}


def test_a_snapshot_makes_it_one_that_cannot(store: Store) -> None:
    for key in "abc":
        environment = change(store, key)
        snapshots.take(store, environment, None)
        snapshots.reset(store, environment)
    with pytest.raises(ServerFull):
        store.environment("d")


def test_a_change_that_fails_changes_nothing(store: Store) -> None:
    environment = store.environment("a")
    with pytest.raises(ZeroDivisionError), store.change(environment):
        raise ZeroDivisionError
    assert not environment.touched


def test_a_database_remembers_what_was_changed(time: Time, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'mock.db'}"
    before = make_store(time, database=address, max_environments=3)
    change(before, "a")
    for key in "bc":
        before.environment(key)
    before.close()
    after = make_store(time, database=address, max_environments=3)
    after.environment("d")
    assert after.environment("a").settings == {"note": "a"}
    assert after.environment_count() <= 3
    after.close()


def test_a_process_does_not_hold_on_to_what_another_one_let_go(time: Time, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    making, reading = (make_store(time, max_environments=3, database=url) for _ in range(2))
    changed = change(making, "kept")
    for number in range(40):
        making.environment(f"key {number}")
        reading.environment(f"key {number}")
        assert reading.environment("kept").settings == changed.settings
        assert making.environment_count() <= 3
    assert len(reading.roster) <= 6
    assert reading.environment("key 0").document() == making.environment("key 0").document()
    making.close()
    reading.close()


def test_worlds_of_a_day_that_is_over_go_when_nobody_uses_them(store: Store, time: Time) -> None:
    def worlds() -> int:
        ((number,),) = store.database.query("SELECT COUNT(*) FROM worlds")
        return int(number)

    def read(key: str) -> None:
        environment = store.environment(key)
        integration = store.integration(environment, connected(store, environment).id)
        assert integration is not None
        store.records(environment, integration)

    read("a")
    read("b")
    assert worlds() == 1
    numbers = []
    for _ in range(5):
        time.now += DAY
        read(f"on day {time()}")
        numbers.append(worlds())
    assert max(numbers) <= 3


def test_what_was_written_keeps_the_world_below_it(store: Store, time: Time) -> None:
    environment = store.environment("a")
    integration = connected(store, environment)
    with store.write(environment, integration) as records:
        records.insert("ats_tags", {"name": "new"})
        before = len(list(records.all("ats_jobs")))
    for _ in range(3):
        time.now += DAY
        store.environment(f"on day {time()}")
    assert len(list(store.records(environment, integration).all("ats_jobs"))) == before > 0
