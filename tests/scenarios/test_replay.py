"""A moment is compared with what it says: members that are named, lists as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.scenarios.replay import differences, play

CALL = {"method": "GET", "path": "/x", "integration_id": None, "body": None}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ({}, {"a": 1}),
        ({"a": {"b": None}}, {"a": {"b": None, "c": 1}}),
        ([{"a": 1}, {}], [{"a": 1, "b": 2}, {"c": 3}]),
        (1, 1.0),
    ],
)
def test_what_is_not_named_may_be_anything(wanted: Any, given: Any) -> None:
    assert list(differences(wanted, given)) == []


@pytest.mark.parametrize(
    ("wanted", "given", "text"),
    [
        ({"a": 1}, {}, "$.a is missing"),
        ({"a": [1]}, {"a": [1, 2]}, "$.a has 2 entries, not 1"),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "$.a[0].b is 2, not 1"),
        ({"a": {}}, {"a": None}, "$.a is None, not {}"),
        (True, 1, "$ is 1, not True"),
        (None, 0, "$ is 0, not None"),
    ],
)
def test_what_is_different_is_told_with_its_place(wanted: Any, given: Any, text: str) -> None:
    assert list(differences(wanted, given)) == [text]


def test_the_calls_that_come_first_have_to_succeed() -> None:
    asked = []

    def send(method: str, path: str, integration_id: str | None, body: Any) -> tuple[int, Any]:
        asked.append((method, path))
        return (404 if path == "/wrong" else 200), {"a": 1}

    moment = {"first": [CALL], "call": CALL, "status": 200, "answer": {"a": 1}}
    assert play(moment, send) == []
    assert asked == [("GET", "/x")] * 2
    assert play({**moment, "first": [{**CALL, "path": "/wrong"}]}, send) == ["GET /wrong answers 404: {'a': 1}"]
    assert play({**moment, "status": 400}, send) == ["the status is 200, not 400: {'a': 1}"]
