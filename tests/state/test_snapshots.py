from __future__ import annotations

from mockserver.state import snapshots
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store


def add_tag(store: Store, environment: Environment, integration: Integration, name: str) -> str:
    """Add a tag and give its id."""
    with store.write(environment, integration) as records:
        return str(records.insert("ats_tags", {"name": name})["id"])


def names(store: Store, environment: Environment, id: str) -> set[str]:
    """Give the names of all tags."""
    integration = store.integration(environment, id)
    assert integration
    return {tag["name"] for tag in store.records(environment, integration).all("ats_tags")}


def worlds(store: Store) -> int:
    """Count the worlds in the database."""
    ((number,),) = store.database.query("SELECT COUNT(*) FROM worlds")
    return int(number)


def test_reset_puts_back_the_seed_and_forgets_the_copy(
    store: Store, environment: Environment, integration: Integration
) -> None:
    before = names(store, environment, integration.id)
    add_tag(store, environment, integration, "Gone")
    assert worlds(store) == 2
    snapshots.reset(store, environment)
    assert names(store, environment, integration.id) == before
    assert worlds(store) == 1
    assert environment.changed_at == 0


def test_reset_leaves_other_environments_alone(store: Store, environment: Environment) -> None:
    other = store.environment("other")
    theirs = store.integrations(other)[0]
    mine = store.integration(environment, theirs.id)
    assert mine
    model = "ats_tags"
    if theirs.category != "ATS":
        model = "hris_teams"
    with store.write(other, theirs) as records:
        kept = records.insert(model, {"name": "Kept"})
    with store.write(environment, mine) as records:
        records.insert(model, {"name": "Gone"})
    snapshots.reset(store, environment)
    assert store.records(other, theirs).get(model, kept["id"])


def test_the_same_calls_after_a_reset_give_the_same_ids(
    store: Store, environment: Environment, integration: Integration
) -> None:
    first = add_tag(store, environment, integration, "Same")
    snapshots.reset(store, environment)
    again = store.integration(environment, integration.id)
    assert again
    assert add_tag(store, environment, again, "Same") == first


def test_a_snapshot_brings_back_records_counters_and_clock(
    store: Store, environment: Environment, integration: Integration
) -> None:
    add_tag(store, environment, integration, "Before")
    with store.change(environment):
        environment.clock = environment.clock.freeze(1_000_000_000_000)
    entry = snapshots.take(store, environment, "here")
    current = store.integration(environment, integration.id)
    assert current
    add_tag(store, environment, current, "After")
    with store.change(environment):
        environment.clock = environment.clock.freeze(2_000_000_000_000)
    assert snapshots.restore(store, environment, entry["id"])
    found = names(store, environment, integration.id)
    assert "Before" in found
    assert "After" not in found
    assert store.now(environment) == 1_000_000_000_000
    assert [item["name"] for item in snapshots.entries(store, environment)] == ["here"]


def test_a_snapshot_can_be_restored_twice_and_survives_a_reset(
    store: Store, environment: Environment, integration: Integration
) -> None:
    add_tag(store, environment, integration, "Kept")
    entry = snapshots.take(store, environment, None)
    for _ in range(2):
        snapshots.reset(store, environment)
        assert "Kept" not in names(store, environment, integration.id)
        assert snapshots.restore(store, environment, entry["id"])
        current = store.integration(environment, integration.id)
        assert current
        add_tag(store, environment, current, "More")
    assert {"Kept", "More"} <= names(store, environment, integration.id)


def test_a_removed_snapshot_frees_its_world(store: Store, environment: Environment, integration: Integration) -> None:
    add_tag(store, environment, integration, "Kept")
    entry = snapshots.take(store, environment, None)
    snapshots.reset(store, environment)
    assert worlds(store) == 2
    assert snapshots.remove(store, environment, entry["id"])
    assert worlds(store) == 1
    assert not snapshots.restore(store, environment, entry["id"])
    assert not snapshots.remove(store, environment, entry["id"])
