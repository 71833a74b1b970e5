from __future__ import annotations

import pytest

from mockserver.state.environments import Environment, Integration
from mockserver.state.records import Record, Records, Selection
from mockserver.state.store import Store
from tests.state.stores import Time, connected


@pytest.fixture
def records(store: Store, environment: Environment, integration: Integration) -> Records:
    return store.records(environment, integration)


def pending(records: Records) -> Record:
    """Give an application with interviews."""
    interview = next(iter(records.all("ats_interviews")))
    found = records.get("ats_applications", interview["application_id"])
    assert found
    return found


def since(store: Store, environment: Environment, integration: Integration, model: str, instant: int) -> set[str]:
    """Give the ids of what `updated_after` would list."""
    records = store.records(environment, integration)
    sequences = records.select(Selection(model, touched_since=instant, limit=10_000))
    return {record["id"] for record in records.load(model, sequences).values()}


def test_changes_move_changed_at_and_appear_in_terms(
    store: Store, environment: Environment, integration: Integration, records: Records
) -> None:
    job = next(iter(records.all("ats_jobs")))
    with store.write(environment, integration) as transaction:
        after = transaction.update("ats_jobs", job["id"], {"name": "Captain"})
    assert after["changed_at"] > job["changed_at"]
    found = store.records(environment, integration).where("ats_jobs", "name", ["captain"])
    assert [entry["id"] for entry in found] == [job["id"]]
    old = store.records(environment, integration).where("ats_jobs", "name", [job["name"].casefold()])
    assert job["id"] not in [entry["id"] for entry in old]


def test_equal_values_change_nothing(
    store: Store, environment: Environment, integration: Integration, records: Records
) -> None:
    job = next(iter(records.all("ats_jobs")))
    with store.write(environment, integration) as transaction:
        assert transaction.update("ats_jobs", job["id"], {"name": job["name"]}) == job
    assert environment.changed_at == 0


def test_membership_touches_without_moving_changed_at(
    store: Store, environment: Environment, integration: Integration, records: Records, time: Time
) -> None:
    candidate = next(iter(records.all("ats_candidates")))
    with store.write(environment, integration) as transaction:
        tag = transaction.insert("ats_tags", {"name": "New"})
        after = transaction.update("ats_candidates", candidate["id"], {"tag_ids": [tag["id"]]})
    assert after["changed_at"] == candidate["changed_at"]
    assert candidate["id"] in since(store, environment, integration, "ats_candidates", time.now)


@pytest.mark.parametrize(
    ("model", "change", "seen_by", "unseen_by"),
    [
        ("ats_candidates", {"first_name": "Else"}, ["ats_applications"], ["ats_jobs"]),
        ("ats_application_stages", {"name": "Else"}, ["ats_applications"], ["ats_jobs", "ats_candidates"]),
        ("ats_jobs", {"name": "Else"}, [], ["ats_applications", "ats_candidates"]),
        ("ats_interviews", {"title": "Else"}, ["ats_applications"], ["ats_candidates"]),
        ("ats_job_postings", {"title": "Else"}, ["ats_jobs"], []),
        ("ats_users", {"first_name": "Else"}, [], ["ats_jobs"]),
        ("ats_tags", {"name": "Else"}, [], ["ats_candidates"]),
        ("ats_screening_questions", {"title": "Else"}, [], ["ats_jobs"]),
    ],
)
def test_the_vendors_table_of_nested_changes(
    model: str,
    change: dict[str, str],
    seen_by: list[str],
    unseen_by: list[str],
    store: Store,
    environment: Environment,
    integration: Integration,
    records: Records,
    time: Time,
) -> None:
    application = pending(records)
    used = {
        "ats_candidates": application["candidate_id"],
        "ats_application_stages": application["current_stage_id"],
        "ats_jobs": application["job_id"],
    }
    id = used.get(model) or next(iter(records.all(model)))["id"]
    with store.write(environment, integration) as transaction:
        transaction.update(model, id, change)
    assert since(store, environment, integration, model, time.now) == {id}
    for other in seen_by:
        assert since(store, environment, integration, other, time.now), other
    for other in unseen_by:
        assert not since(store, environment, integration, other, time.now), other


@pytest.mark.parametrize(
    ("model", "change", "seen"),
    [
        ("hris_employments", {"job_title": "Else"}, True),
        ("hris_time_off_balances", {"balance": 99.5}, True),
        ("hris_legal_entities", {"name": "Else"}, True),
        ("hris_locations", {"name": "Else"}, True),
        ("hris_teams", {"name": "Else"}, False),
        ("hris_absences", {"employee_note": "Else"}, False),
    ],
)
def test_the_vendors_table_for_employees(
    model: str, change: dict[str, object], seen: bool, store: Store, environment: Environment, time: Time
) -> None:
    integration = connected(store, environment, "sandbox", "HRIS")
    employee = next(
        entry for entry in store.records(environment, integration).all("hris_employees") if entry["work_location_id"]
    )
    ids = {"hris_locations": employee["work_location_id"], "hris_legal_entities": employee["legal_entity_id"]}
    id = ids.get(model) or next(iter(store.records(environment, integration).all(model)))["id"]
    with store.write(environment, integration) as transaction:
        transaction.update(model, id, change)
    assert bool(since(store, environment, integration, "hris_employees", time.now)) is seen


def test_deleting_takes_along_what_is_owned(
    store: Store, environment: Environment, integration: Integration, records: Records
) -> None:
    application = pending(records)
    with store.write(environment, integration) as transaction:
        transaction.delete("ats_candidates", application["candidate_id"])
    after = store.records(environment, integration)
    gone = after.get("ats_applications", application["id"])
    assert gone
    assert gone["remote_deleted_at"] is not None
    assert not after.where("ats_interviews", "application_id", [application["id"]])


def test_a_restored_record_is_live_again(
    store: Store, environment: Environment, integration: Integration, records: Records
) -> None:
    tag = next(iter(records.all("ats_tags")))
    with store.write(environment, integration) as transaction:
        transaction.delete("ats_tags", tag["id"])
        back = transaction.restore("ats_tags", tag["id"])
    assert back["remote_deleted_at"] is None
    assert tag["id"] in [entry["id"] for entry in store.records(environment, integration).all("ats_tags")]


def test_an_unknown_id_is_a_key_error(store: Store, environment: Environment, integration: Integration) -> None:
    with pytest.raises(KeyError), store.write(environment, integration) as transaction:
        transaction.update("ats_tags", "nobody", {"name": "x"})
