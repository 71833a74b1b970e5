"""Sandboxes: keys that the server gives out, and that nothing is left of when their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.errors import AuthenticationInvalid, NotFound
from mockserver.instants import DAY, HOUR
from mockserver.keeper import Keeper
from mockserver.state import sandboxes, snapshots
from mockserver.state.connections import COMPANY
from mockserver.state.database import Database
from mockserver.state.environments import Environment
from mockserver.state.journal import Journals
from mockserver.state.store import Store
from tests.state.stores import Time, connected, make_store


@pytest.fixture
def store(time: Time, database_url: str | None) -> Iterator[Store]:
    made = make_store(time, database=database_url, demo=True, demo_lifetime=DAY)
    yield made
    made.close()


@pytest.fixture
def keeper(store: Store) -> Keeper:
    return Keeper(store, Journals(10, 10_000))


@pytest.fixture
def environment(store: Store) -> Environment:
    return sandboxes.open_sandbox(store)


def key_of(environment: Environment) -> str:
    key: str = environment.sandbox["key"]
    return key


def rows(database: Database) -> dict[str, int]:
    """Count what is stored beside the environments."""
    tables = ("integrations", "snapshots", "blobs", "worlds", "records", "terms")
    return {table: database.query(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables}


def use(store: Store, environment: Environment) -> None:
    """Leave something in every table."""
    with store.change(environment):
        environment.settings = {**environment.settings, COMPANY: {"name": "Halden / Optics"}}
    integration = connected(store, environment)
    job = next(iter(store.records(environment, integration).all("ats_jobs")))["id"]
    with store.write(environment, integration) as transaction:
        transaction.update("ats_jobs", job, {"name": "Mine"})
        store.keep_blob(environment, b"a file")
    snapshots.take(store, environment, "before")


def test_a_key_is_known_until_its_time_is_over(store: Store, environment: Environment, time: Time) -> None:
    assert store.environment(key_of(environment)) is environment
    time.now += DAY - 1
    assert store.environment(key_of(environment)) is environment
    time.now += 1
    with pytest.raises(AuthenticationInvalid, match="invalid or expired"):
        store.environment(key_of(environment))


@pytest.mark.parametrize("key", ["demo", "", "demo-x", "x" * 500])
def test_no_other_key_is(store: Store, key: str) -> None:
    with pytest.raises(AuthenticationInvalid):
        store.environment(key)
    assert store.environment_count() == 0


def test_keys_differ_and_cannot_be_guessed(store: Store) -> None:
    keys = {key_of(sandboxes.open_sandbox(store)) for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) > 30 for key in keys)


def test_nothing_is_left_when_its_time_is_over(
    store: Store, environment: Environment, keeper: Keeper, time: Time
) -> None:
    kept = sandboxes.open_sandbox(store)
    with store.change(kept):
        sandboxes.set_resets(store, kept, None)
        kept.sandbox["expires_at"] += DAY
    before = rows(store.database)
    use(store, environment)
    assert rows(store.database)["records"] > before["records"]
    time.now += DAY
    keeper.tend()
    assert rows(store.database) == before
    assert store.environment_count() == 1
    assert store.environment_by_id(environment.id) is None
    assert store.environment(key_of(kept)).id == kept.id


def test_a_reset_and_a_snapshot_take_nothing_from_its_life(store: Store, environment: Environment, time: Time) -> None:
    taken = snapshots.take(store, environment, None)
    with store.change(environment):
        environment.sandbox = {**environment.sandbox, "colour": "#0a6e4f"}
        link = sandboxes.add_link(environment, "Kick-off", "same")
    expected = dict(environment.sandbox)
    snapshots.restore(store, environment, taken["id"])
    assert environment.sandbox == expected
    snapshots.remove(store, environment, taken["id"])
    snapshots.reset(store, environment)
    assert environment.sandbox == expected
    assert store.environment(key_of(environment)) is environment
    assert sandboxes.followed(store, sandboxes.token_of(environment, link))[0] is environment


def test_a_clock_that_a_visitor_sets_prolongs_nothing(store: Store, environment: Environment, time: Time) -> None:
    with store.change(environment):
        environment.clock = environment.clock.freeze(0)
    time.now += DAY
    with pytest.raises(AuthenticationInvalid):
        store.environment(key_of(environment))


def test_it_is_reset_on_schedule(store: Store, environment: Environment, keeper: Keeper, time: Time) -> None:
    with store.change(environment):
        sandboxes.set_resets(store, environment, HOUR)
    for _ in range(2):
        use(store, environment)
        snapshots.remove(store, environment, snapshots.entries(store, environment)[0]["id"])
        time.now += HOUR - 1
        keeper.tend()
        assert COMPANY in environment.settings
        time.now += 1
        keeper.tend()
        assert COMPANY not in environment.settings
    with store.change(environment):
        sandboxes.set_resets(store, environment, None)
    use(store, environment)
    time.now += 5 * HOUR
    keeper.tend()
    assert COMPANY in environment.settings


def test_links_lead_in_until_they_are_removed(store: Store, environment: Environment, time: Time) -> None:
    with store.change(environment):
        first = sandboxes.add_link(environment, "A", "same")
        second = sandboxes.add_link(environment, "B", "own")
    assert [each["name"] for each in sandboxes.links(environment)] == ["A", "B"]
    assert first["id"] != second["id"]
    token = sandboxes.token_of(environment, first)
    assert sandboxes.followed(store, token) == (environment, first)
    with store.change(environment):
        assert sandboxes.remove_link(environment, first["id"])
        assert not sandboxes.remove_link(environment, first["id"])
    for wrong in (token, "", ".", environment.id, f"{environment.id}.", f"{environment.id}.x", "x.y", "\0.\0"):
        with pytest.raises(NotFound):
            sandboxes.followed(store, wrong)
    time.now += DAY
    with pytest.raises(NotFound):
        sandboxes.followed(store, sandboxes.token_of(environment, second))


def test_another_process_knows_them_too(shared_url: str, time: Time) -> None:
    one, other = (make_store(time, database=shared_url, demo=True) for _ in range(2))
    environment = sandboxes.open_sandbox(one)
    assert other.environment(key_of(environment)).sandbox == environment.sandbox
    sandboxes.close(one, environment)
    with pytest.raises(AuthenticationInvalid):
        other.environment(key_of(environment))
    for store in (one, other):
        store.close()


def test_a_file_and_its_log_are_overwritten(tmp_path: Path, time: Time) -> None:
    store = make_store(time, database=f"sqlite:///{tmp_path}/mock.db", demo=True, demo_lifetime=DAY)
    keeper = Keeper(store, Journals(10, 10_000))
    environment = sandboxes.open_sandbox(store)
    use(store, environment)

    def found(secret: str) -> bool:
        return any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())

    secrets = (key_of(environment), "Halden", "a file")
    assert all(map(found, secrets))
    time.now += DAY
    keeper.tend()
    assert not any(map(found, secrets))
    store.close()
