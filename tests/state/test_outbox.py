from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver.errors import InputInvalid
from mockserver.instants import DAY, MINUTE, SECOND
from mockserver.state import outbox, snapshots
from mockserver.state.environments import Environment, Integration
from mockserver.state.outbox import Parcel, tell
from mockserver.state.processes import DEAD_AFTER
from mockserver.state.schedule import next_due, play
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint, configure
from tests.state.stores import NOW, Time, connected, make_store

HOOK = "http://127.0.0.1:1/"


@pytest.fixture
def listening(store: Store, environment: Environment) -> Environment:
    with store.change(environment):
        configure(environment, endpoints=[Endpoint("all", HOOK), Endpoint("some", HOOK, ("data-changed",))])
    return environment


def happen(store: Store, environment: Environment, type: str = "sync-finished", **data: Any) -> None:  # noqa: A002
    with store.change(environment):
        tell(store, environment, type, {"integration_id": "hrworks:1", **data})


def arm(environment: Environment, effect: dict[str, Any], **times: Any) -> None:
    rule = {"match": {}, "effect": effect, "times": times or {"next": 1}, "matched": 0, "hits": 0}
    configure(environment, faults=[rule])


def numbers(parcels: list[Parcel]) -> list[int]:
    return [parcel["event"]["data"]["n"] for parcel in parcels]


def test_nothing_is_kept_when_nobody_listens(store: Store, environment: Environment) -> None:
    happen(store, environment)
    assert environment.settings == {}
    with store.change(environment):
        configure(environment, endpoints=[Endpoint("some", HOOK, ("data-changed",))])
    happen(store, environment)
    assert outbox.take(store, environment) == []


def test_each_endpoint_that_listens_gets_the_same_event(store: Store, listening: Environment) -> None:
    happen(store, listening, "data-changed")
    happen(store, listening, "sync-finished")
    parcels = outbox.take(store, listening)
    assert [(parcel["event"]["type"], parcel["endpoint"]) for parcel in parcels] == [
        ("data-changed", "all"),
        ("data-changed", "some"),
        ("sync-finished", "all"),
    ]
    assert outbox.body(parcels[0]) == outbox.body(parcels[1])
    assert len({parcel["id"] for parcel in parcels}) == 3
    assert outbox.take(store, listening) == []


def test_ids_follow_from_the_environment_and_the_number_of_the_event(store: Store, time: Time) -> None:
    def history(store: Store, key: str) -> list[Parcel]:
        environment = store.environment(key)
        with store.change(environment):
            configure(environment, endpoints=[Endpoint("all", HOOK)])
        for number in range(3):
            happen(store, environment, n=number)
        return outbox.take(store, environment)

    other = make_store(time)
    first, second, third = history(store, "a"), history(other, "a"), history(store, "b")
    other.close()
    assert first == second
    ids = {parcel["event"]["id"] for parcel in (*first, *third)}
    assert len(ids) == 6
    assert all(len(id) == 24 for id in ids)


def test_the_body_is_indented_text_in_utf8_with_the_members_in_their_order(
    store: Store, listening: Environment
) -> None:
    happen(store, listening, name="Zoë 🎉")
    [parcel] = outbox.take(store, listening)
    body = outbox.body(parcel)
    assert list(orjson.loads(body)) == ["id", "type", "data"]
    assert body.startswith(b'{\n  "id": "')
    assert "Zoë 🎉".encode() in body


def test_what_is_taken_back_is_not_told(store: Store, listening: Environment) -> None:
    def fail() -> None:
        with store.change(listening):
            tell(store, listening, "sync-finished", {})
            raise InputInvalid("no")

    with pytest.raises(InputInvalid):
        fail()
    assert outbox.take(store, listening) == []


def test_who_waits_for_changes_is_told_after_them(store: Store, listening: Environment) -> None:
    seen: list[int] = []
    store.on_change.append(lambda environment: seen.append(len(outbox.waiting(environment))))
    happen(store, listening)
    assert seen == [1]


def test_taking_and_retrying_leave_the_revision(store: Store, listening: Environment) -> None:
    happen(store, listening)
    revision = listening.revision
    [parcel] = outbox.take(store, listening)
    assert outbox.retry(store, listening, parcel) == NOW + 10 * SECOND
    assert play(store, listening, NOW + 10 * SECOND) == 1
    assert listening.revision == revision


def test_retries_count_from_the_attempt_before(store: Store, listening: Environment, time: Time) -> None:
    happen(store, listening)
    [parcel] = outbox.take(store, listening)
    # The failure is noticed late; the next attempt is due already.
    time.now += MINUTE
    assert outbox.retry(store, listening, parcel) == NOW + 10 * SECOND
    play(store, listening, time.now)
    [again] = outbox.take(store, listening)
    assert (again["attempt"], again["at"]) == (2, NOW + 10 * SECOND)
    assert outbox.body(again) == outbox.body(parcel)
    assert outbox.retry(store, listening, again) == NOW + 10 * SECOND + MINUTE
    for attempt in (3, 4):
        time.now += DAY
        play(store, listening, time.now)
        [again] = outbox.take(store, listening)
        assert again["attempt"] == attempt
        assert (outbox.retry(store, listening, again) is None) == (attempt == 4)


def test_no_retry_for_an_endpoint_that_is_gone(store: Store, listening: Environment) -> None:
    happen(store, listening)
    [parcel] = outbox.take(store, listening)
    with store.change(listening):
        configure(listening, endpoints=[])
    assert outbox.retry(store, listening, parcel) is None


def test_a_replay_is_the_same_bytes_and_takes_the_place_of_a_retry(store: Store, listening: Environment) -> None:
    happen(store, listening)
    [parcel] = outbox.take(store, listening)
    outbox.retry(store, listening, parcel)
    outbox.replay(store, listening, {**parcel, "sign": "wrong", "fate": "drop"})
    assert next_due(listening) is None
    [again] = outbox.take(store, listening)
    assert (again["id"], outbox.body(again)) == (parcel["id"], outbox.body(parcel))
    assert (again["sign"], again["fate"]) == ("right", "send")
    assert outbox.retry(store, listening, again) is None


def test_what_is_given_back_comes_first(store: Store, listening: Environment) -> None:
    for number in range(3):
        happen(store, listening, n=number)
    taken = outbox.take(store, listening)
    happen(store, listening, n=3)
    outbox.give_back(store, listening, taken[1:])
    assert numbers(outbox.take(store, listening)) == [1, 2, 3]


def test_what_waits_is_bounded(store: Store, listening: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_WAITING", 5)
    for number in range(8):
        happen(store, listening, n=number)
    parcels = outbox.take(store, listening)
    assert numbers(parcels) == [3, 4, 5, 6, 7]
    assert [outbox.retry(store, listening, parcel) is not None for parcel in (*parcels, *parcels)] == [True] * 5 + [
        False
    ] * 5


def test_dropped_ones_are_marked(store: Store, listening: Environment) -> None:
    arm(listening, {"drop": True})
    happen(store, listening, n=0)
    happen(store, listening, n=1)
    assert [parcel["fate"] for parcel in outbox.take(store, listening)] == ["drop", "send"]


def test_duplicates_have_one_event_and_deliveries_of_their_own(store: Store, listening: Environment) -> None:
    arm(listening, {"duplicate": 3})
    happen(store, listening)
    parcels = outbox.take(store, listening)
    assert len({outbox.body(parcel) for parcel in parcels}) == 1
    assert len({parcel["id"] for parcel in parcels}) == 3


def test_signatures_go_wrong_on_demand(store: Store, listening: Environment) -> None:
    arm(listening, {"mis_sign": True})
    happen(store, listening)
    arm(listening, {"unsigned": True})
    happen(store, listening)
    happen(store, listening)
    assert [parcel["sign"] for parcel in outbox.take(store, listening)] == ["wrong", "none", "right"]


def test_a_delay_is_one_of_the_environments_clock(store: Store, listening: Environment, time: Time) -> None:
    arm(listening, {"delay": MINUTE})
    happen(store, listening, n=0)
    happen(store, listening, n=1)
    assert numbers(outbox.take(store, listening)) == [1]
    assert [at for _, at in outbox.waiting(listening)] == [NOW + MINUTE]
    time.now += MINUTE
    play(store, listening, time.now)
    [late] = outbox.take(store, listening)
    assert (late["event"]["data"]["n"], late["at"]) == (0, NOW + MINUTE)


def test_reordered_ones_leave_after_the_next(store: Store, listening: Environment) -> None:
    arm(listening, {"reorder": True}, every=2)
    for number in range(5):
        happen(store, listening, n=number)
    assert numbers(outbox.take(store, listening)) == [0, 2, 1, 4, 3]
    assert next_due(listening) is None


def test_a_reordered_one_leaves_by_itself_in_the_end(store: Store, listening: Environment, time: Time) -> None:
    arm(listening, {"reorder": True})
    happen(store, listening, n=0)
    assert outbox.take(store, listening) == []
    play(store, listening, NOW + MINUTE)
    assert numbers(outbox.take(store, listening)) == [0]


def test_only_the_line_of_an_endpoint_is_reordered(store: Store, listening: Environment) -> None:
    arm(listening, {"reorder": True}, next=2)
    happen(store, listening, "data-changed", n=0)
    happen(store, listening, "sync-finished", n=1)
    assert [(parcel["endpoint"], parcel["event"]["data"]["n"]) for parcel in outbox.take(store, listening)] == [
        ("all", 1),
        ("all", 0),
    ]
    assert [parcel["endpoint"] for parcel, _ in outbox.waiting(listening)] == ["some"]


def test_a_reset_forgets_and_a_snapshot_remembers(store: Store, listening: Environment) -> None:
    happen(store, listening, n=0)
    taken = snapshots.take(store, listening, None)
    snapshots.reset(store, listening)
    assert outbox.waiting(listening) == []
    snapshots.restore(store, listening, taken["id"])
    assert numbers(outbox.take(store, listening)) == [0]


def test_a_database_keeps_what_waits_and_what_is_planned(tmp_path: Path, time: Time) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    first = make_store(time, database=url)
    for key in ("a", "b", "c"):
        environment = first.environment(key)
        with first.change(environment):
            configure(environment, endpoints=[Endpoint("all", HOOK)])
    happen(first, first.environment("a"), n=1)
    happen(first, first.environment("b"), n=2)
    [parcel] = outbox.take(first, first.environment("b"))
    outbox.retry(first, first.environment("b"), parcel)
    first.close()

    second = make_store(time, database=url)
    found = {environment.id: environment for environment in outbox.left_behind(second)}
    assert found.keys() == {second.environment("a").id, second.environment("b").id}
    [parcel] = outbox.take(second, second.environment("a"))
    assert numbers([parcel]) == [1]
    outbox.settle(second, second.environment("a"), parcel)
    assert next_due(second.environment("b")) == NOW + 10 * SECOND
    assert [environment.id for environment in outbox.left_behind(second)] == [second.environment("b").id]
    second.close()


def test_only_a_database_that_is_kept_has_something_left_behind(store: Store, listening: Environment) -> None:
    happen(store, listening)
    assert outbox.left_behind(store) == ([listening] if store.database.persistent else [])


def test_events_are_about_an_integration_or_about_none(store: Store, environment: Environment) -> None:
    integration: Integration = connected(store, environment)
    assert outbox.integration_of({"data": {"id": integration.id, "tool": "sandbox"}}) == integration.id
    assert outbox.integration_of({"data": {"id": "an order", "integration_id": integration.id}}) == integration.id
    assert outbox.integration_of({"data": {"integration_tool": "sandbox"}}) is None


def test_what_a_process_had_taken_when_it_died_is_taken_again(tmp_path: Path, time: Time) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    first = make_store(time, database=url)
    environment = first.environment("a")
    with first.change(environment):
        configure(environment, endpoints=[Endpoint("all", HOOK)])
    happen(first, environment, n=1)
    happen(first, environment, n=2)
    delivered, taken = outbox.take(first, environment)
    assert outbox.take(first, environment) == []
    outbox.settle(first, environment, delivered)

    time.now += DEAD_AFTER + 1  # and nothing else is done about the other one
    second = make_store(time, database=url)
    [found] = outbox.left_behind(second)
    assert outbox.take(second, found) == [taken]
    outbox.settle(second, found, taken)
    assert (outbox.left_behind(second), outbox.CARRIED in found.settings) == ([], False)
    second.close()
