"""A receiver, and a store whose time is set by the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.webhooks.courier import Courier
from tests.state.stores import Time, make_store
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def store(time: Time) -> Iterator[Store]:
    made = make_store(time, allow_webhook_host=("hooks.test",))
    yield made
    made.close()


@pytest.fixture
def environment(store: Store) -> Environment:
    return store.environment("key")


@pytest.fixture
def courier(store: Store) -> Courier:
    return Courier(store)
