"""Signed tokens: what they hold, how long, and for whom."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.connectors import load_catalog
from mockserver.description import load
from mockserver.instants import HOUR, SECOND, parse_instant
from mockserver.settings import Settings
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.tokens import TokenRefusedError, environment_of, issue, read

NOW = parse_instant("2025-06-02T09:00:00Z")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    made = Store(Settings(now=NOW), load_catalog(), load())
    yield made
    made.close()


@pytest.fixture
def environment(store: Store, request: pytest.FixtureRequest) -> Environment:
    return store.environment(request.node.name)


def token(store: Store, environment: Environment, **claims: Any) -> str:
    with store.change(environment):
        return issue(store, environment, "connect", NOW + HOUR, claims)


def decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_it_is_a_json_web_token(store: Store, environment: Environment) -> None:
    head, payload, signature = token(store, environment, tool="lever").split(".")
    assert json.loads(decode(head)) == {"alg": "HS256", "typ": "JWT"}
    claims = json.loads(decode(payload))
    assert (claims["use"], claims["tool"]) == ("connect", "lever")
    assert (claims["iat"], claims["exp"]) == (NOW // SECOND, (NOW + HOUR) // SECOND)
    wanted = hmac.new(environment.secret.encode(), f"{head}.{payload}".encode(), sha256).digest()
    assert decode(signature) == wanted


def test_each_has_a_name_of_its_own(store: Store, environment: Environment) -> None:
    names = {read(store, environment, token(store, environment), "connect")["jti"] for _ in range(3)}
    assert len(names) == 3


def test_its_environment_is_found(store: Store, environment: Environment) -> None:
    assert environment_of(store, token(store, environment)) is environment


def test_only_its_environment_takes_it(store: Store, environment: Environment) -> None:
    with pytest.raises(TokenRefusedError, match="another API key"):
        read(store, store.environment("somebody else"), token(store, environment), "connect")


def test_only_its_purpose_counts(store: Store, environment: Environment) -> None:
    with pytest.raises(TokenRefusedError, match="expected activation or setup"):
        read(store, environment, token(store, environment), "activation", "setup")


def test_it_ends(store: Store, environment: Environment) -> None:
    one = token(store, environment, language="de")
    for now, ends in ((NOW + HOUR - 1, False), (NOW + HOUR, True)):
        with store.change(environment):
            environment.clock = environment.clock.freeze(now)
        if not ends:
            assert read(store, environment, one, "connect")["language"] == "de"
            continue
        with pytest.raises(TokenRefusedError, match="expired") as refused:
            read(store, environment, one, "connect")
        assert refused.value.ended is not None
        assert refused.value.ended["language"] == "de"


@settings(max_examples=200)
@given(text=st.text(), place=st.integers(0, 400), other=st.characters())
def test_whatever_was_changed_is_refused(store: Store, text: str, place: int, other: str) -> None:
    environment = store.environment("changed")
    one = token(store, environment)
    place %= len(one)
    for changed in (text, one[:place] + other + one[place + 1 :], one[:place], f"{one}{other}"):
        if changed != one:
            with pytest.raises(TokenRefusedError):
                read(store, environment, changed, "connect")
