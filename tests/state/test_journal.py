"""Journals never take more than they may, and count what made room."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.environments import Environment
from mockserver.state.journal import JOURNALS_FULL, Entry, Journals
from mockserver.state.store import Store


def entry(size: int = 100, **given: Any) -> Entry:
    plain: dict[str, Any] = {
        "at": 0,
        "microseconds": 1,
        "method": "GET",
        "path": "/",
        "query": b"",
        "headers": {b"host": b"a"},
        "body": b"",
        "body_size": 0,
        "operation": None,
        "integration_id": None,
        "status": 200,
        "answer_headers": [],
        "answer": b"",
        "answer_size": 0,
        "ending": "",
        "size": size,
    }
    return Entry(**{**plain, **given})


def numbers(journals: Journals, environment: Environment) -> list[int]:
    return [found.number for found in journals.of(environment)]


def test_the_newest_come_first_and_the_oldest_make_room(environment: Environment) -> None:
    journals = Journals(3, 1_000_000)
    for _ in range(5):
        journals.add(environment, entry())
    journal = journals.of(environment)
    assert numbers(journals, environment) == [5, 4, 3]
    assert (journal.recorded, journal.dropped, len(journal), journal.bytes) == (5, 2, 3, 300)
    assert journals.dropped == 2


def test_bytes_are_bounded_too(environment: Environment) -> None:
    journals = Journals(1000, 1000)
    for size in (400, 400, 400, 900, 50):
        journals.add(environment, entry(size))
    assert numbers(journals, environment) == [5, 4]
    journals.add(environment, entry(5000))
    assert numbers(journals, environment) == []
    assert journals.of(environment).bytes == 0
    assert journals.of(environment).dropped == 6


@pytest.mark.parametrize("bounds", [(0, 1000), (1000, 0)])
def test_a_bound_of_nothing_keeps_nothing(bounds: tuple[int, int]) -> None:
    assert not Journals(*bounds).are_kept


def test_all_journals_together_are_bounded(store: Store) -> None:
    journals = Journals(1000, 1000)
    environments = [store.environment(f"key {number}") for number in range(3 * JOURNALS_FULL)]
    for environment in environments:
        for _ in range(10):
            journals.add(environment, entry())
        journals.add(environments[0], entry())  # what is used is kept
    kept = [environment for environment in environments if len(journals.of(environment))]
    assert kept == [environments[0], *environments[1 - JOURNALS_FULL :]]
    assert sum(journals.of(environment).bytes for environment in kept) <= JOURNALS_FULL * 1000


def test_a_new_journal_counts_from_one(store: Store, environment: Environment) -> None:
    journals, other = Journals(10, 10_000), store.environment("other")
    for each in (environment, other, environment):
        journals.add(each, entry())
    journals.clear(environment)
    journals.clear(environment)
    assert (numbers(journals, environment), numbers(journals, other)) == ([], [1])
    journals.add(environment, entry())
    assert numbers(journals, environment) == [1]


def test_who_listens_is_told_of_each_entry(environment: Environment) -> None:
    journals, told = Journals(10, 10_000), []
    journals.listeners.append(lambda: told.append(len(journals.of(environment))))
    for _ in range(3):
        journals.add(environment, entry())
    assert told == [1, 2, 3]
