"""What is stored cannot grow without end: what is too much is refused whole, and what was there stays."""

from __future__ import annotations

import pytest

from mockserver.errors import ServerFull
from mockserver.state import snapshots
from mockserver.state.store import Store
from tests.state.stores import Time, connected, make_store

LIMIT = 12_000_000
FILE = b"x" * 1_000_000


@pytest.fixture
def store(time: Time) -> Store:
    return make_store(time, storage_limit=LIMIT)


def keep(store: Store, key: str, number: int) -> None:
    environment = store.environment(key)
    with store.change(environment, connected(store, environment)):
        environment.count("files")
        store.keep_blob(environment, FILE + str(number).encode())


def fits(store: Store, number: int) -> bool:
    try:
        keep(store, "greedy", number)
    except ServerFull:
        return False
    return True


def fill(store: Store) -> int:
    kept = 0
    while fits(store, kept):
        kept += 1
    return kept


def test_what_is_too_much_is_refused_whole(store: Store) -> None:
    kept = fill(store)
    assert 5 < kept < 12
    with pytest.raises(ServerFull) as refused:
        keep(store, "greedy", kept)
    assert "--storage-limit" in (refused.value.explanation or "")
    assert store.database.size() <= LIMIT
    environment = store.environment("greedy")
    assert environment.counters["files"] == kept
    ((blobs,),) = store.database.query("SELECT COUNT(*) FROM blobs")
    assert blobs == kept


def test_reading_goes_on_and_a_reset_makes_room(store: Store) -> None:
    other = store.environment("other")
    jobs = list(store.records(other, connected(store, other)).all("ats_jobs"))
    fill(store)
    assert list(store.records(other, connected(store, other)).all("ats_jobs")) == jobs
    snapshots.reset(store, store.environment("greedy"))
    keep(store, "other", 1)


def test_a_world_that_is_too_large_is_refused_as_well(time: Time) -> None:
    store = make_store(time, storage_limit=5_000_000, size="5000")
    environment = store.environment("a")
    with pytest.raises(ServerFull):
        store.records(environment, connected(store, environment))
    ((worlds,),) = store.database.query("SELECT COUNT(*) FROM worlds")
    assert worlds == 0
