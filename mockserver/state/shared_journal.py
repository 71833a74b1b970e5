"""The journal in a database: what several processes were asked and answered, as one journal for each environment.

Entries are put into the database together, a moment after they were noted; who reads waits for as long, so that what
other processes had answered before is there. The numbers of entries are in the order in which they arrived there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import orjson

from mockserver.errors import DatabaseUnavailable
from mockserver.state.database import Database
from mockserver.state.environments import Environment
from mockserver.state.journal import SECRET_HEADERS, Entry, Journal, Journals

log = logging.getLogger("mockserver.journal")

_MASK = b"********"


class SharedJournals(Journals):
    """Journals like those in memory, kept in a database."""

    is_shared = True

    def __init__(self, database: Database, most_entries: int, most_bytes: int) -> None:
        super().__init__(most_entries, most_bytes)
        self._database = database

    def of(self, environment: Environment) -> Journal:
        """Give the journal of an environment as it is now; it does not grow."""
        rows = self._database.query("SELECT recorded FROM journals WHERE environment = ?", (environment.id,))
        journal = Journal(recorded=int(rows[0][0]) if rows else 0)
        kept = self._database.query(
            "SELECT number, document FROM requests WHERE environment = ? ORDER BY number", (environment.id,)
        )
        for number, document in kept:
            entry = _read(document)
            entry.number = int(number)
            journal.entries.append(entry)
            journal.bytes += entry.size
        while journal.bytes > self.most_bytes and journal.entries:
            journal.bytes -= journal.entries.popleft().size
        return journal

    def add_all(self, entries: Iterable[tuple[Environment, Entry]]) -> None:
        """Add entries to the journals of their environments and tell who listens."""
        by_environment: dict[str, list[Entry]] = {}
        for environment, entry in entries:
            by_environment.setdefault(environment.id, []).append(entry)
        try:
            with self._database.transaction():
                for id, found in sorted(by_environment.items()):
                    self._add(id, found[-self.most_entries :], len(found))
        except DatabaseUnavailable as problem:  # what was answered meanwhile is not worth failing for
            self.dropped += sum(map(len, by_environment.values()))
            log.warning("the journal is incomplete: %s", problem.explanation)
        self.tell()

    def clear(self, environment: Environment) -> None:
        """Begin a new journal for an environment."""
        with self._database.transaction():
            # In this order: who adds entries holds the journal's row, so from here on nobody does.
            for table in ("journals", "requests"):
                self._database.execute(f"DELETE FROM {table} WHERE environment = ?", (environment.id,))

    def _add(self, id: str, entries: list[Entry], count: int) -> None:
        ((recorded,),) = self._database.query(
            """INSERT INTO journals (environment, recorded) VALUES (?, ?) ON CONFLICT (environment)
               DO UPDATE SET recorded = journals.recorded + excluded.recorded RETURNING recorded""",
            (id, count),
        )
        first = int(recorded) - len(entries) + 1
        self._database.execute_many(
            "INSERT INTO requests (environment, number, document) VALUES (?, ?, ?)",
            [(id, number, _document(entry)) for number, entry in enumerate(entries, first)],
        )
        self.dropped += count - len(entries)
        self.dropped += self._database.execute(
            "DELETE FROM requests WHERE environment = ? AND number <= ?", (id, int(recorded) - self.most_entries)
        )


def _document(entry: Entry) -> bytes:
    """Give an entry as JSON, whose texts stand for bytes; keys are nobody's business who reads a database."""
    headers = {name: _masked(value) if name in SECRET_HEADERS else value for name, value in entry.headers.items()}
    return orjson.dumps({**asdict(entry), "headers": list(headers.items())}, default=_as_text)


def _masked(value: bytes) -> bytes:
    scheme, blank, _ = value.partition(b" ")
    return scheme + blank + _MASK if blank else _MASK


def _read(document: bytes) -> Entry:
    found: dict[str, Any] = orjson.loads(document)
    for name in ("query", "body", "answer"):
        found[name] = _as_bytes(found[name])
    found["headers"] = dict(_pairs(found["headers"]))
    found["answer_headers"] = _pairs(found["answer_headers"])
    return Entry(**found)


def _pairs(found: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(_as_bytes(name), _as_bytes(value)) for name, value in found]


def _as_text(value: bytes) -> str:
    return value.decode("latin-1")


def _as_bytes(text: str) -> bytes:
    return text.encode("latin-1")
