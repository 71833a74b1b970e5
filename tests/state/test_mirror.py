from __future__ import annotations

from mockserver.state import mirror
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store


def tag_names(store: Store, environment: Environment, integration: Integration) -> set[str]:
    """Give the names of the tags that reads show."""
    return {tag["name"] for tag in store.records(environment, integration).all("ats_tags")}


def test_upstream_changes_show_at_once_by_default(
    store: Store, environment: Environment, integration: Integration
) -> None:
    with mirror.upstream(store, environment, integration) as records:
        records.insert("ats_tags", {"name": "Now"})
    assert "Now" in tag_names(store, environment, integration)


def test_separated_changes_wait_for_a_sync(store: Store, environment: Environment, integration: Integration) -> None:
    mirror.separate(store, environment, integration)
    with mirror.upstream(store, environment, integration) as records:
        records.insert("ats_tags", {"name": "Later"})
    assert "Later" not in tag_names(store, environment, integration)
    assert mirror.bring(store, environment, integration, mirror.DELTA) == ["ats_tags"]
    assert "Later" in tag_names(store, environment, integration)
    assert mirror.bring(store, environment, integration, mirror.FULL) == []


def test_only_a_full_sync_notices_deletions(store: Store, environment: Environment, integration: Integration) -> None:
    mirror.separate(store, environment, integration)
    tag = next(iter(store.records(environment, integration).all("ats_tags")))
    with mirror.upstream(store, environment, integration) as records:
        records.delete("ats_tags", tag["id"])
    assert mirror.bring(store, environment, integration, mirror.DELTA) == []
    assert tag["name"] in tag_names(store, environment, integration)
    assert mirror.bring(store, environment, integration, mirror.FULL) == ["ats_tags"]
    assert tag["name"] not in tag_names(store, environment, integration)


def test_what_came_and_went_between_two_syncs_is_never_seen(
    store: Store, environment: Environment, integration: Integration
) -> None:
    mirror.separate(store, environment, integration)
    with mirror.upstream(store, environment, integration) as records:
        tag = records.insert("ats_tags", {"name": "Unseen"})
        records.delete("ats_tags", tag["id"])
    assert mirror.bring(store, environment, integration, mirror.FULL) == []
    assert store.records(environment, integration).get("ats_tags", tag["id"]) is None


def test_writes_through_the_api_stand_upstream_too_and_ids_never_clash(
    store: Store, environment: Environment, integration: Integration
) -> None:
    mirror.separate(store, environment, integration)
    with store.write(environment, integration) as records:
        mine = records.insert("ats_tags", {"name": "Mine"})
    with mirror.upstream(store, environment, integration) as records:
        assert records.get("ats_tags", mine["id"])
        theirs = records.insert("ats_tags", {"name": "Theirs"})
    assert theirs["id"] != mine["id"]
    mirror.join(store, environment, integration)
    assert {"Mine", "Theirs"} <= tag_names(store, environment, integration)
    assert integration.remote_world is None
