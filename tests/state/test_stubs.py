"""Registered answers, kept with their environment."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.clock import Clock
from mockserver.state.environments import Environment
from mockserver.state.stubs import Stub, find, put, remove, stubs


@pytest.fixture
def environment() -> Environment:
    return Environment("e", "secret", 42, 0, 0, Clock())


def stub(path: str = "/x", **changes: Any) -> Stub:
    plain: Stub = {"tool": "t", "api": "a", "method": None, "path": path, "params": {}, "status": 200, "headers": {}}
    return {**plain, "data": None, "blob": None, **changes}


def test_the_settings_are_replaced_and_never_changed(environment: Environment) -> None:
    before = environment.settings
    put(environment, stub())
    kept = stubs(environment)
    put(environment, stub("/y"))
    assert before == {}
    assert len(kept) == 1


def test_ids_follow_from_what_a_stub_answers_to(environment: Environment) -> None:
    first = put(environment, stub(params={"a": "1", "b": "2"}))
    assert put(environment, stub(params={"b": "2", "a": "1"}, status=500))["id"] == first["id"]
    assert [entry["status"] for entry in stubs(environment)] == [500]
    assert put(environment, stub(method="GET"))["id"] != first["id"]


def test_a_stub_that_is_put_again_is_the_last_one(environment: Environment) -> None:
    for path in ("/x", "/*", "/x"):
        put(environment, stub(path))
    found = find(environment, "t", "a", "GET", "/x", {})
    assert found is not None
    assert found["path"] == "/x"


@pytest.mark.parametrize(
    ("request_", "fits"),
    [
        (("t", "a", "GET", "/x", {"p": "1"}), True),
        (("t", "a", "GET", "x/", {"p": "1", "q": "2"}), True),
        (("t", "a", "GET", "/x", {}), False),
        (("t", "a", "GET", "/x", {"p": "2"}), False),
        (("t", "a", "POST", "/x", {"p": "1"}), False),
        (("t", "b", "GET", "/x", {"p": "1"}), False),
        (("u", "a", "GET", "/x", {"p": "1"}), False),
        (("t", "a", "GET", "/y", {"p": "1"}), False),
    ],
)
def test_a_request_fits_in_all_that_the_stub_names(environment: Environment, request_: Any, fits: bool) -> None:
    put(environment, stub(method="GET", params={"p": "1"}))
    assert (find(environment, *request_) is not None) == fits


def test_removing(environment: Environment) -> None:
    first, _ = put(environment, stub()), put(environment, stub("/y"))
    assert remove(environment, "nothing") == 0
    assert remove(environment, first["id"]) == 1
    assert [entry["path"] for entry in stubs(environment)] == ["/y"]
    assert remove(environment) == 1
    assert stubs(environment) == []
