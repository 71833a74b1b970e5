"""Recording: a request and its answer become an entry of the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import orjson

from mockserver.api.passage import Passage
from mockserver.api.request import Answer, compact
from mockserver.state.environments import Environment
from mockserver.state.journal import BODY_KEPT, ENTRY_BYTES, Entry, Journal, Journals

_BATCH = 64
# Two bodies that are longer together are not kept until a batch is full.
_LARGE = 20_000
# In a body that is too large, texts that are longer are shortened first: contents of files, mostly.
_LONGEST_TEXT = 200
# Larger ones are only cut off; taking them apart once more would cost as much as answering did.
_LARGEST_TAKEN_APART = 4_000_000


_Noted = tuple[Passage, Answer, int, int]


class Recorder:
    """Writes requests and answers down, a batch at a time.

    Many entries at once cost a fraction of what each of them costs between two requests; whoever looks at a journal,
    waits for an entry or comes with large bodies has everything written down first.
    """

    def __init__(self, journals: Journals) -> None:
        self.journals = journals
        self._noted: list[_Noted] = []
        # Told when something was noted after everything had been written down.
        self.on_note: Callable[[], None] | None = None
        # Clients repeat themselves: equal headers, and the same page again, are kept once.
        self._headers: dict[bytes, bytes] = {}
        self._size = ENTRY_BYTES
        self._page = self._told = b""

    def note(self, passage: Passage, answer: Answer, at: int, microseconds: int) -> None:
        """Take note of a request that was answered at an instant and took so long."""
        self._noted.append((passage, answer, at, microseconds))
        if self.on_note is not None and len(self._noted) == 1:
            self.on_note()
        large = len(passage.request.body) + len(answer.body) > _LARGE
        if large or len(self._noted) >= _BATCH or (self.journals.listeners and not self.journals.is_shared):
            self.settle()

    def journal(self, environment: Environment) -> Journal:
        """Give the journal of an environment, complete."""
        self.settle()
        return self.journals.of(environment)

    def clear(self, environment: Environment) -> None:
        """Begin a new journal for an environment."""
        self.settle()
        self.journals.clear(environment)

    def settle(self) -> None:
        """Write down what was noted."""
        noted, self._noted = self._noted, []
        if noted:
            self.journals.add_all(self._entries(noted))

    def _entries(self, noted: list[_Noted]) -> Iterator[tuple[Environment, Entry]]:
        for passage, answer, at, microseconds in noted:
            assert passage.environment is not None, "nobody knows who asked"
            if passage.request.headers != self._headers:
                self._headers = passage.request.headers
                self._size = ENTRY_BYTES + sum(map(len, self._headers.values()))
            if answer.body is not self._page:
                self._page, self._told = answer.body, compact(answer.body, BODY_KEPT)
            entry = entry_of(passage, answer, self._headers, self._told, at, microseconds)
            entry.size = self._size + len(entry.body) + len(entry.answer)
            yield passage.environment, entry


def entry_of(
    passage: Passage, answer: Answer, headers: dict[bytes, bytes], told: bytes, at: int, microseconds: int
) -> Entry:
    """Give the entry of a request that had these headers and an answer of which this is kept."""
    request, operation, delivery = passage.request, passage.operation, answer.delivery
    if delivery is not None:
        microseconds += (delivery.delay_ms + delivery.drip_ms) * 1000
    return Entry(
        at,
        microseconds,
        request.method,
        request.path,
        request.query,
        headers,
        kept(request.body) if request.body else b"",
        len(request.body),
        None if operation is None else operation.id,
        passage.integration_id,
        answer.status,
        answer.headers,
        told,
        len(answer.body),
        "" if delivery is None else delivery.ending,
    )


def kept(body: bytes) -> bytes:
    """Give what is kept of a body: all of it, or JSON with shortened texts if that is enough, or its beginning."""
    if len(body) <= BODY_KEPT:
        return body
    if len(body) <= _LARGEST_TAKEN_APART:
        with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
            body = orjson.dumps(_shortened(orjson.loads(body)))
    return compact(body, BODY_KEPT)


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:100]}… ({len(value)} characters)"
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    return [_shortened(inner) for inner in value] if isinstance(value, list) else value
