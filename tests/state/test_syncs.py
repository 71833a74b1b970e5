"""Syncs by the clock of the environment."""

from __future__ import annotations

import pytest

from mockserver.state.clock import Clock
from mockserver.state.environments import Environment, Integration
from mockserver.state.syncs import DURATION, latest, running, start


@pytest.fixture
def environment() -> Environment:
    return Environment("e", "secret", 42, 0, 0, Clock())


@pytest.fixture
def integration() -> Integration:
    return Integration("lever:1", "lever", "ATS", 42, 150, 0)


def test_a_sync_runs_for_a_while(environment: Environment, integration: Integration) -> None:
    assert latest(integration) is None
    sync = start(environment, integration, "FULL", 1_000)
    assert latest(integration) == sync
    assert running(integration, 1_000) == sync
    assert running(integration, 1_000 + DURATION - 1) == sync
    assert running(integration, 1_000 + DURATION) is None
    assert latest(integration) == sync


def test_a_clock_that_was_set_back_ends_it(environment: Environment, integration: Integration) -> None:
    start(environment, integration, "FULL", 1_000)
    assert running(integration, 999) is None


def test_ids_come_from_a_counter_of_the_integration(environment: Environment, integration: Integration) -> None:
    other = Integration("lever:2", "lever", "ATS", 42, 150, 0)
    ids = [start(environment, each, "DELTA", 0).id for each in (integration, integration, other)]
    assert len(set(ids)) == 3
    again = Environment("f", "another secret", 42, 0, 0, Clock())
    assert start(again, integration, "FULL", 0).id == ids[0]


def test_the_settings_are_replaced_and_never_changed(environment: Environment, integration: Integration) -> None:
    before = integration.settings
    start(environment, integration, "FULL", 0)
    assert before == {}
    assert integration.document()["settings"]["sync"]["type"] == "FULL"
