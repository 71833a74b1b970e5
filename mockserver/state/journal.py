"""The journal: what each environment was asked and what it answered, newest first, never more than is allowed.

It is in memory and belongs to one process: a restart begins a new one, and so do a reset and the restoring of a
snapshot. Adding an entry copies no more than the part of the bodies that is kept and never waits for anybody.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mockserver.state.environments import Environment

# Bytes kept of each body. A long list is recognised by its first records, and 1,000 of them still fit into 8 MB.
BODY_KEPT = 6_000
# What an entry takes besides the texts in it.
ENTRY_BYTES = 1_500
# All journals together may take this many times what one may; those that were used longest ago make room.
JOURNALS_FULL = 8


@dataclass(slots=True)
class Entry:
    """One request and its answer.

    `body` and `answer` are what was kept of the bodies, `body_size` and `answer_size` their full sizes. `ending` is
    empty for an answer that was sent whole, else how the connection ended. `size` is the memory that it counts for.
    """

    number: int
    at: int
    microseconds: int
    method: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    body_size: int
    operation: str | None
    integration_id: str | None
    status: int
    answer_headers: list[tuple[bytes, bytes]]
    answer: bytes
    answer_size: int
    ending: str
    size: int


class Journal:
    """The entries of one environment."""

    def __init__(self, most_entries: int, most_bytes: int) -> None:
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._entries: deque[Entry] = deque()
        self.recorded = 0
        self.bytes = 0

    @property
    def dropped(self) -> int:
        """How many entries had to make room."""
        return self.recorded - len(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Give the entries, newest first."""
        return reversed(self._entries)

    @property
    def latest(self) -> Entry | None:
        """The newest entry."""
        return self._entries[-1] if self._entries else None

    def add(self, entry: Entry) -> int:
        """Add an entry and give by how many bytes the journal grew."""
        before = self.bytes
        self.recorded += 1
        self._entries.append(entry)
        self.bytes += entry.size
        while len(self._entries) > self._most_entries or self.bytes > self._most_bytes:
            self.bytes -= self._entries.popleft().size
        return self.bytes - before


class Journals:
    """The journals of all environments."""

    def __init__(self, most_entries: int, most_bytes: int) -> None:
        self.most_entries = most_entries
        self.most_bytes = most_bytes
        self._journals: OrderedDict[str, Journal] = OrderedDict()
        self._bytes = 0
        self.listeners: list[Callable[[], None]] = []

    @property
    def are_kept(self) -> bool:
        """Whether anything is written down at all."""
        return self.most_entries > 0 and self.most_bytes > 0

    def of(self, environment: Environment) -> Journal:
        """Give the journal of an environment, an empty one if nothing was written down."""
        found = self._journals.get(environment.id)
        if found is None:
            found = self._journals[environment.id] = Journal(self.most_entries, self.most_bytes)
        return found

    def add(self, environment: Environment, entry: Entry) -> None:
        """Add an entry to the journal of an environment and tell who listens."""
        self._bytes += self.of(environment).add(entry)
        self._journals.move_to_end(environment.id)
        while self._bytes > JOURNALS_FULL * self.most_bytes:
            _, forgotten = self._journals.popitem(last=False)
            self._bytes -= forgotten.bytes
        for listener in self.listeners:
            listener()

    def clear(self, environment: Environment) -> None:
        """Begin a new journal for an environment."""
        forgotten = self._journals.pop(environment.id, None)
        if forgotten is not None:
            self._bytes -= forgotten.bytes
