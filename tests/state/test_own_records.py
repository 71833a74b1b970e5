"""Own records become part of a world when it is made, and of what it is made from."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from mockserver.ids import record_id
from mockserver.instants import format_instant
from mockserver.state.environments import Environment, Integration
from mockserver.state.making import OWN_RECORDS
from mockserver.state.own_records import OwnRecordError
from mockserver.state.records import Record, Records
from mockserver.state.store import Store
from tests.state.stores import connected


def entry(model: str, **parts: Any) -> dict[str, Any]:
    usual = {"model": model, "match": None, "remote_id": None, "like": None, "delete": False}
    fields = {key: value for key, value in parts.items() if key not in usual}
    return {**usual, **{key: value for key, value in parts.items() if key in usual}, "fields": fields}


def begin(integration: Integration, *entries: dict[str, Any]) -> Integration:
    integration.settings = {**integration.settings, OWN_RECORDS: orjson.dumps(list(entries)).decode()}
    return integration


def get(store: Store, environment: Environment, integration: Integration, model: str, remote_id: str) -> Record:
    found = store.records(environment, integration).get(model, record_id(integration.id, remote_id))
    assert found is not None
    return found


def seeded(store: Store) -> Records:
    """The records of the same integration where nobody has added anything."""
    other = store.environment("seeded")
    return store.records(other, connected(store, other))


def first(store: Store, model: str) -> Record:
    return next(seeded(store).all(model))


def test_a_record_is_added_with_every_key_and_nothing_in_what_is_not_said(
    store: Store, environment: Environment, integration: Integration
) -> None:
    known = first(store, "ats_candidates")
    begin(integration, entry("ats_candidates", remote_id="C-1", first_name="Ada"))
    record = get(store, environment, integration, "ats_candidates", "C-1")
    assert record.keys() == known.keys()
    assert (record["first_name"], record["last_name"], record["email_addresses"]) == ("Ada", None, [])
    assert record["changed_at"] == format_instant(environment.anchor)
    assert record["id"] == record_id(integration.id, "C-1")
    assert [each["remote_id"] for each in store.records(environment, integration).all("ats_candidates")][-1] == "C-1"


def test_a_record_can_be_like_another_one(store: Store, environment: Environment, integration: Integration) -> None:
    model = first(store, "ats_jobs")
    begin(integration, entry("ats_jobs", remote_id="J-1", like=model["remote_id"], name="Head of Data"))
    record = get(store, environment, integration, "ats_jobs", "J-1")
    assert (record["name"], record["description"]) == ("Head of Data", model["description"])


def test_a_record_is_changed_by_its_remote_id_or_by_its_values(
    store: Store, environment: Environment, integration: Integration
) -> None:
    one, mail = first(store, "ats_jobs"), "email_addresses.email_address"
    person = next(each for each in seeded(store).all("ats_candidates") if each["email_addresses"])
    address = person["email_addresses"][0]["email_address"]
    begin(
        integration,
        entry("ats_jobs", match={"remote_id": one["remote_id"]}, name="Chief of Staff"),
        entry("ats_candidates", match={mail: address, "last_name": person["last_name"]}, first_name="Ada"),
    )
    assert get(store, environment, integration, "ats_jobs", one["remote_id"]) == {
        **one,
        "name": "Chief of Staff",
        "changed_at": format_instant(environment.anchor),
    }
    assert get(store, environment, integration, "ats_candidates", person["remote_id"])["first_name"] == "Ada"


def test_a_deletion_takes_along_what_belongs_to_the_record(
    store: Store, environment: Environment, integration: Integration
) -> None:
    job = first(store, "ats_jobs")
    begin(integration, entry("ats_jobs", match={"remote_id": job["remote_id"]}, delete=True))
    records = store.records(environment, integration)
    assert get(store, environment, integration, "ats_jobs", job["remote_id"])["remote_deleted_at"] == format_instant(
        environment.anchor
    )
    assert records.where("ats_applications", "job_id", [job["id"]]) == []
    assert records.where("ats_applications", "job_id", [job["id"]], include_deleted=True)


def test_ids_days_and_names_are_filled_in_and_can_be_looked_up(
    store: Store, environment: Environment, integration: Integration
) -> None:
    job = first(store, "ats_jobs")
    integration.settings = {"company": "Halden Optics"}
    begin(
        integration,
        entry("ats_candidates", remote_id="C-1", source="{company}"),
        entry(
            "ats_applications",
            remote_id="A-1",
            candidate_id="remote:C-1",
            job_id=f"remote:{job['remote_id']}",
            remote_created_at="{today-1 09:00}",
        ),
    )
    records = store.records(environment, integration)
    [application] = records.where("ats_applications", "candidate_id", [record_id(integration.id, "C-1")])
    assert application["job_id"] == job["id"]
    assert application["remote_created_at"] == format_instant(environment.anchor - 15 * 3_600_000)
    assert get(store, environment, integration, "ats_candidates", "C-1")["source"] == "Halden Optics"


def test_environments_with_the_same_own_records_share_a_world_and_others_do_not(
    store: Store, environment: Environment, integration: Integration
) -> None:
    begin(integration, entry("ats_tags", remote_id="T-1", name="Urgent"))
    begun = []
    for key, name in (("same", "Urgent"), ("other", "Later")):
        another = store.environment(key)
        begun.append(begin(connected(store, another), entry("ats_tags", remote_id="T-1", name=name)))
        store.records(another, begun[-1])
    plain = store.environment("plain")
    worlds = [store.records(environment, integration).world, begun[0].world, begun[1].world]
    worlds.append(store.records(plain, connected(store, plain)).world)
    assert worlds[0] == worlds[1]
    assert len(set(worlds)) == 3


def test_what_is_written_later_never_meets_an_own_record(
    store: Store, environment: Environment, integration: Integration
) -> None:
    begin(integration, entry("ats_tags", remote_id="T-1", name="Urgent"))
    with store.write(environment, integration) as records:
        written = records.insert("ats_tags", {"name": "Later", "remote_data": None})
    assert written["remote_id"].startswith("9")
    with store.write(environment, integration) as records:
        records.update("ats_tags", record_id(integration.id, "T-1"), {"name": "Done"})
    assert get(store, environment, integration, "ats_tags", "T-1")["name"] == "Done"
    other = store.environment("other")
    mine = begin(connected(store, other), entry("ats_tags", remote_id="T-1", name="Urgent"))
    assert get(store, other, mine, "ats_tags", "T-1")["name"] == "Urgent"


@pytest.mark.parametrize(
    ("wrong", "keys", "text"),
    [
        (entry("ats_jobs", remote_id="J-1", nme="x"), ("nme",), "unknown key 'nme', did you mean 'name'?"),
        (entry("ats_jobs", remote_id="J-1", like="7"), ("like",), "there is no record '7'"),
        (entry("ats_jobs", match={"remote_id": "7"}), ("match", "remote_id"), "no record of 'Jobs' has remote_id '7'"),
        (entry("ats_jobs", match={"name": "Nobody"}), ("match", "name"), "no record of 'Jobs' has name 'Nobody'"),
        (entry("ats_jobs", remote_id="900000001"), ("remote_id",), "numbers from 900000000 on"),
    ],
)
def test_an_entry_that_does_not_fit_is_named_and_no_world_is_left(
    store: Store, environment: Environment, integration: Integration, wrong: Any, keys: Any, text: str
) -> None:
    begin(integration, entry("ats_tags", remote_id="T-1", name="Urgent"), wrong)
    for _ in range(2):
        with pytest.raises(OwnRecordError) as caught:
            store.records(environment, integration)
        assert (caught.value.number, caught.value.keys) == (1, keys)
        assert text in caught.value.text
    assert integration.world is None


def test_a_record_that_is_there_cannot_be_added(
    store: Store, environment: Environment, integration: Integration
) -> None:
    known = first(store, "ats_jobs")["remote_id"]
    begin(integration, entry("ats_jobs", remote_id=known))
    with pytest.raises(OwnRecordError, match="already"):
        store.records(environment, integration)
