from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.environments import Environment
from mockserver.state.mishaps import strike
from mockserver.state.webhooks import configure, mishaps

CHANGED = {"type": "data-changed", "endpoint": "one", "integration_id": "hrworks:1"}


def arm(environment: Environment, *rules: dict[str, Any]) -> None:
    blank = {"match": {}, "times": {"always": True}, "matched": 0, "hits": 0}
    configure(environment, faults=[{**blank, **rule} for rule in rules])


def strikes(environment: Environment, count: int) -> list[bool]:
    return [bool(strike(environment, CHANGED)) for _ in range(count)]


def test_without_rules_nothing_happens(environment: Environment) -> None:
    assert strike(environment, CHANGED) == {}
    assert environment.settings == {}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"always": True}, [True] * 6),
        ({"next": 2}, [True, True, False, False, False, False]),
        ({"every": 3}, [False, False, True, False, False, True]),
        ({"share": 0}, [False] * 6),
        ({"share": 1}, [True] * 6),
    ],
)
def test_how_often(environment: Environment, times: dict[str, Any], expected: list[bool]) -> None:
    arm(environment, {"effect": {"drop": True}, "times": times})
    assert strikes(environment, 6) == expected
    [rule] = mishaps(environment)
    # A rule that is spent does not look at what comes after.
    assert rule["matched"] == (2 if "next" in times else 6)
    assert rule["hits"] == sum(expected)


def test_a_share_is_decided_by_the_seed(environment: Environment) -> None:
    arm(environment, {"effect": {"drop": True}, "times": {"share": 0.5}})
    first = strikes(environment, 200)
    assert 60 < sum(first) < 140
    arm(environment, {"effect": {"drop": True}, "times": {"share": 0.5}})
    assert strikes(environment, 200) == first


@pytest.mark.parametrize("name", CHANGED)
def test_only_what_matches_is_met(environment: Environment, name: str) -> None:
    arm(environment, {"match": {name: CHANGED[name]}, "effect": {"drop": True}})
    assert strike(environment, CHANGED) == {"drop": True}
    assert strike(environment, {**CHANGED, name: "other"}) == {}


def test_of_two_rules_the_older_one_decides_and_both_count(environment: Environment) -> None:
    arm(environment, {"effect": {"duplicate": 2}}, {"effect": {"duplicate": 3, "unsigned": True}})
    assert strike(environment, CHANGED) == {"duplicate": 2, "unsigned": True}
    assert [rule["hits"] for rule in mishaps(environment)] == [1, 1]
