"""Rules decide by their counters and the seed alone, and are kept with the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.errors import InputInvalid
from mockserver.state import faults, snapshots
from mockserver.state.environments import Environment
from mockserver.state.faults import MOST_RULES, Asked
from mockserver.state.store import Store
from tests.state.stores import Time, make_store

ERROR = {"error": "PLATFORM.UNKNOWN_ERROR"}


def asked(**given: Any) -> Asked:
    plain: dict[str, Any] = {
        "operation": "GetAtsJobs",
        "method": "GET",
        "path": "/ats/jobs",
        "tool": "sandbox",
        "category": "ATS",
        "integration_id": "sandbox:1",
        "body": None,
    }
    return Asked(**{**plain, **given})


def arm(store: Store, environment: Environment, effect: Any = None, times: Any = None, match: Any = None) -> str:
    rule = {"preset": None, "match": match or {}, "effect": effect or ERROR, "times": times or {"always": True}}
    with store.change(environment):
        return str(faults.arm(environment, rule)["id"])


def pattern(store: Store, environment: Environment, count: int) -> str:
    """Show which of so many requests are struck."""
    return "".join("x" if faults.strike(store, environment, asked()) else "." for _ in range(count))


@pytest.mark.parametrize(
    ("times", "expected"),
    [({"next": 2}, "xx....."), ({"every": 3}, "..x..x."), ({"always": True}, "xxxxxxx"), ({"share": 0}, "......."),
     ({"share": 1}, "xxxxxxx")],
)  # fmt: skip
def test_how_often(store: Store, environment: Environment, times: dict[str, Any], expected: str) -> None:
    id = arm(store, environment, times=times)
    assert pattern(store, environment, 7) == expected
    [rule] = faults.rules(environment)
    assert (rule["id"], rule["hits"]) == (id, expected.count("x"))
    assert rule["matched"] == (2 if "next" in times else 7)


def test_a_share_is_the_same_in_every_run_and_another_with_another_seed() -> None:
    found = set()
    for seed in (42, 42, 43):
        store = make_store(Time(), seed=seed)
        environment = store.environment("key")
        arm(store, environment, times={"share": 0.3})
        text = pattern(store, environment, 1000)
        assert 230 < text.count("x") < 370
        found.add(text)
        store.close()
    assert len(found) == 2


def test_two_rules_draw_differently(store: Store, environment: Environment) -> None:
    for effect in ({"warning": "a"}, {"latency_ms": 1}):
        arm(store, environment, effect, {"share": 0.5})
    found = [faults.strike(store, environment, asked()) for _ in range(200)]
    names = {tuple(struck.names) if struck else () for struck in found}
    assert names == {(), ("fault-1",), ("fault-2",), ("fault-1", "fault-2")}


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, True),
        ({"operation": "GetAtsJobs", "method": "GET", "path": "/ats/*"}, True),
        ({"tool": "sandbox", "category": "ATS", "integration_id": "sandbox:1"}, True),
        ({"operation": "GetAtsUsers"}, False),
        ({"operation": "GetAtsJobs", "method": "POST"}, False),
        ({"path": "/hris/**"}, False),
        ({"category": "HRIS"}, False),
        ({"body": {"a.b": 1}}, True),
        ({"body": {"a.b": 2}}, False),
    ],
)
def test_what_a_rule_matches(store: Store, environment: Environment, match: dict[str, Any], expected: bool) -> None:
    arm(store, environment, match=match)
    assert (faults.strike(store, environment, asked(body={"a": {"b": 1}})) is not None) is expected


def test_a_rule_for_bodies_waits_for_one(store: Store, environment: Environment) -> None:
    arm(store, environment, match={"body": {"a": None}})
    assert faults.strike(store, environment, asked(body=None)) is None
    assert faults.strike(store, environment, asked(body={})) is not None


def test_the_first_outcome_decides_and_the_rest_adds_up(store: Store, environment: Environment) -> None:
    arm(store, environment, {"latency_ms": 5}, match={"path": "/ats/**"})
    arm(store, environment, {"error": "PLATFORM.UNKNOWN_ERROR"}, {"next": 1})
    arm(store, environment, {"html": 502, "latency_ms": 9}, {"next": 1})
    first, second, third = (faults.strike(store, environment, asked()) for _ in range(3))
    assert first is not None
    assert (first.names, first.effect) == (["fault-1", "fault-2"], {"latency_ms": 5, "error": "PLATFORM.UNKNOWN_ERROR"})
    assert second is not None
    assert (second.names, second.effect) == (["fault-1", "fault-3"], {"latency_ms": 5, "html": 502})
    assert third is not None
    assert third.names == ["fault-1"]


def test_rules_are_removed_one_by_one_or_all_at_once(store: Store, environment: Environment) -> None:
    ids = [arm(store, environment) for _ in range(3)]
    with store.change(environment):
        assert faults.disarm(environment, ids[1]) == 1
        assert faults.disarm(environment, "fault-99") == 0
    assert [rule["id"] for rule in faults.rules(environment)] == [ids[0], ids[2]]
    with store.change(environment):
        assert faults.disarm(environment) == 2
    assert "faults" not in environment.settings
    assert arm(store, environment) == "fault-4"


def test_spent_rules_make_room_and_others_do_not(store: Store, environment: Environment) -> None:
    for _ in range(MOST_RULES - 1):
        arm(store, environment)
    arm(store, environment, {"warning": "a"}, {"next": 1})
    faults.strike(store, environment, asked())
    assert arm(store, environment) == f"fault-{MOST_RULES + 1}"
    assert len(faults.rules(environment)) == MOST_RULES
    with pytest.raises(InputInvalid, match=f"{MOST_RULES} rules"):
        arm(store, environment)


def test_a_reset_removes_them_and_a_snapshot_keeps_them(store: Store, environment: Environment) -> None:
    arm(store, environment, times={"next": 5})
    pattern(store, environment, 2)
    taken = snapshots.take(store, environment, None)
    pattern(store, environment, 3)
    snapshots.reset(store, environment)
    assert faults.rules(environment) == []
    assert snapshots.restore(store, environment, taken["id"])
    assert pattern(store, environment, 5) == "xxx.."


def test_counts_outlive_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mock.db'}"
    first = make_store(Time(), database=url)
    arm(first, first.environment("key"), times={"next": 3})
    assert pattern(first, first.environment("key"), 2) == "xx"
    first.close()
    second = make_store(Time(), database=url)
    assert pattern(second, second.environment("key"), 3) == "x.."
    second.close()
