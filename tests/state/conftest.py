"""A store whose time is set by the tests, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from tests.state.stores import Time, connected, make_store


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(
    params=["memory", "file", pytest.param("postgres", marks=pytest.mark.needs_postgres)],
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The address of an empty database on each engine; None is one in memory."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return request.getfixturevalue("postgres").database() if request.param == "postgres" else None


@pytest.fixture
def store(time: Time, database_url: str | None) -> Iterator[Store]:
    made = make_store(time, database=database_url)
    yield made
    made.close()


@pytest.fixture
def environment(store: Store) -> Environment:
    return store.environment("key")


@pytest.fixture
def integration(store: Store, environment: Environment) -> Integration:
    return connected(store, environment)
