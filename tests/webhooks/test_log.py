from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.webhooks import log
from mockserver.webhooks.log import Logs


def parcel(number: int, text: str = "") -> dict[str, Any]:
    event = {"id": f"event-{number}", "type": "data-changed", "data": {"text": text}}
    return {"id": f"parcel-{number}", "event": event, "endpoint": "one", "at": 0, "attempt": 1}


def ids(logs: Logs, environment: Environment) -> list[str]:
    return [entry.parcel["id"] for entry in logs.of(environment)]


def test_newest_first_and_one_entry_a_delivery(environment: Environment) -> None:
    logs = Logs()
    first = logs.entry(environment, parcel(1), "http://one/")
    logs.entry(environment, parcel(2), "http://one/")
    assert logs.entry(environment, parcel(1), "http://one/") is first
    assert ids(logs, environment) == ["parcel-2", "parcel-1"]
    assert [entry.number for entry in logs.of(environment)] == [2, 1]


def test_the_number_of_entries_is_bounded_and_what_went_is_counted(environment: Environment) -> None:
    logs = Logs()
    for number in range(log.MOST_ENTRIES + 20):
        logs.entry(environment, parcel(number), "")
    kept = logs.of(environment)
    assert len(list(kept)) == log.MOST_ENTRIES
    assert (kept.dropped, kept.recorded) == (20, log.MOST_ENTRIES + 20)
    assert kept.find("parcel-0") is None


def test_so_are_the_bytes(environment: Environment) -> None:
    logs = Logs()
    for number in range(20):
        logs.entry(environment, parcel(number, "x" * 500_000), "")
    assert logs.of(environment).bytes <= log.MOST_BYTES
    assert 5 <= len(list(logs.of(environment))) <= 8
    # One that is too large alone is kept until the next one comes.
    logs.entry(environment, parcel(99, "x" * 2 * log.MOST_BYTES), "")
    assert ids(logs, environment) == ["parcel-99"]


def test_so_are_all_logs_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 100_000)
    logs = Logs()
    environments = [store.environment(f"key-{number}") for number in range(40)]
    for environment in environments:
        for number in range(20):
            logs.entry(environment, parcel(number), "")
    assert ids(logs, environments[0]) == []
    assert len(ids(logs, environments[-1])) == 20
    for environment in environments:
        logs.clear(environment)
    assert logs._bytes == 0


def test_environments_do_not_see_each_other(store: Store, environment: Environment) -> None:
    logs = Logs()
    logs.entry(environment, parcel(1), "")
    assert ids(logs, store.environment("other")) == []
    logs.clear(store.environment("other"))
    assert ids(logs, environment) == ["parcel-1"]


def test_attempts_are_bounded(environment: Environment) -> None:
    entry = Logs().entry(environment, parcel(1), "")
    for number in range(2 * log.MOST_ATTEMPTS):
        entry.attempts.append(log.Attempt(number, 1, None, 200, "", None))
    assert len(entry.attempts) == log.MOST_ATTEMPTS
    assert entry.attempts[-1].at == 2 * log.MOST_ATTEMPTS - 1
