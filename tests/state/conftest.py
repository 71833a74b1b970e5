"""A store in memory whose time is set by the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.state.stores import Time, connected, make_store

from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def store(time: Time) -> Iterator[Store]:
    made = make_store(time)
    yield made
    made.close()


@pytest.fixture
def environment(store: Store) -> Environment:
    return store.environment("key")


@pytest.fixture
def integration(store: Store, environment: Environment) -> Integration:
    return connected(store, environment)
