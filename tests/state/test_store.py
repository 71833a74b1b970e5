from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from tests.state.stores import NOW, Time, connected, make_store


def test_a_key_is_an_environment_of_its_own_with_equal_data(store: Store) -> None:
    one, other = store.environment("one"), store.environment("other")
    assert one.id != other.id
    first, second = connected(store, one), connected(store, other)
    assert first.id == second.id
    assert store.records(one, first).world == store.records(other, second).world


def test_a_write_is_seen_by_its_own_environment_only(store: Store, environment: Environment) -> None:
    integration = connected(store, environment)
    other = store.environment("other")
    with store.write(environment, integration) as records:
        tag = records.insert("ats_tags", {"name": "Mine"})
    assert store.records(environment, integration).get("ats_tags", tag["id"])
    assert store.records(other, connected(store, other)).get("ats_tags", tag["id"]) is None


def test_an_exception_takes_back_everything(store: Store, environment: Environment, integration: Integration) -> None:
    store.records(environment, integration)
    before = (repr(environment), store.records(environment, integration).count("ats_tags"))

    def write_half() -> None:
        with store.write(environment, integration) as records:
            records.insert("ats_tags", {"name": "Half"})
            environment.count("something")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert (repr(environment), store.records(environment, integration).count("ats_tags")) == before
    assert not integration.writable


def test_a_change_that_fails_takes_back_what_ended_well_inside_of_it(
    store: Store, environment: Environment, integration: Integration
) -> None:
    store.records(environment, integration)
    before = (repr(environment), store.records(environment, integration).count("ats_tags"))

    def fail_in_the_end() -> None:
        with store.change(environment):
            with store.write(environment, integration) as records:
                records.insert("ats_tags", {"name": "Whole"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_end()
    assert (repr(environment), store.records(environment, integration).count("ats_tags")) == before
    with store.write(environment, integration) as records:
        records.insert("ats_tags", {"name": "Later"})
    assert store.records(environment, integration).count("ats_tags") == before[1] + 1


def test_writes_are_at_least_a_millisecond_apart_even_when_the_clock_stands_still(
    store: Store, environment: Environment, integration: Integration
) -> None:
    stamps = []
    for _ in range(3):
        with store.write(environment, integration) as records:
            stamps.append(records.insert("ats_tags", {"name": "Tick"})["changed_at"])
    assert stamps == ["2025-06-02T09:00:00.000Z", "2025-06-02T09:00:00.001Z", "2025-06-02T09:00:00.002Z"]


def test_remote_ids_of_written_records_are_never_reused(
    store: Store, environment: Environment, integration: Integration
) -> None:
    ids = []
    for _ in range(3):
        with store.write(environment, integration) as records:
            tag = records.insert("ats_tags", {"name": "Short"})
            records.delete("ats_tags", tag["id"])
        ids.append(tag["remote_id"])
    assert len(set(ids)) == 3


def test_a_transaction_without_writes_changes_nothing(
    store: Store, environment: Environment, integration: Integration
) -> None:
    with store.write(environment, integration):
        pass
    assert environment.changed_at == 0
    assert not integration.writable


def test_everything_survives_a_restart_on_a_file(tmp_path: Path, time: Time) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    first = make_store(time, database=url)
    environment = first.environment("kept")
    integration = connected(first, environment)
    with first.write(environment, integration) as records:
        tag = records.insert("ats_tags", {"name": "Kept"})
    first.close()
    time.now += 86_400_000 * 3
    second = make_store(time, database=url)
    again = second.environment("kept")
    assert (again.anchor, again.changed_at) == (environment.anchor, environment.changed_at)
    found = second.records(again, connected(second, again)).get("ats_tags", tag["id"])
    assert found == tag
    with second.write(again, connected(second, again)) as records:
        assert records.insert("ats_tags", {"name": "Next"})["remote_id"] != tag["remote_id"]
    second.close()


def test_an_environment_is_anchored_at_the_midnight_of_its_creation(time: Time) -> None:
    store = make_store(time)
    assert store.environment("today").anchor == NOW // 86_400_000 * 86_400_000
    time.now += 86_400_000
    assert store.environment("tomorrow").anchor == store.environment("today").anchor + 86_400_000


def test_a_frozen_server_gives_every_environment_a_frozen_clock(time: Time) -> None:
    store = make_store(time, now=1_000_000_000_000)
    environment = store.environment("frozen")
    time.now += 5_000
    assert store.now(environment) == 1_000_000_000_000


def test_added_integrations_count_up_per_environment(store: Store, environment: Environment) -> None:
    with store.change(environment):
        first = store.connections.further(environment, store.now(environment), "careerplug", "ATS", size="30")
        second = store.connections.further(environment, store.now(environment), "careerplug", "ATS")
        store.save(environment, first, second)
    assert len({first.id, second.id, connected(store, environment, "careerplug").id}) == 3
    assert first in store.integrations(environment)
    assert 0 < store.records(environment, first).count("ats_candidates") <= 30
