"""The journal: what each environment was asked and what it answered, newest first, never more than is allowed.

It is in memory and belongs to one process (see shared_journal.py for several): a restart begins a new one, and so do a
reset and the restoring of a snapshot. Adding an entry copies no more than the part of the bodies that is kept and never
waits for anybody.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mockserver.state.environments import Environment

# Bytes kept of each body. A long list is recognised by its first records, and 1,000 of them still fit into 8 MB.
BODY_KEPT = 6_000
# What an entry takes besides bodies and headers: itself, its numbers, the request line.
ENTRY_BYTES = 1_000
# All journals together may take this many times what one may; those that were used longest ago make room.
JOURNALS_FULL = 8


# Headers that hold keys.
SECRET_HEADERS = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"x-mock-control-token", b"x-api-key"})


@dataclass(slots=True)
class Entry:
    """One request and its answer.

    `body` and `answer` are what was kept of the bodies, `body_size` and `answer_size` their full sizes. `ending` is
    empty for an answer that was sent whole, else how the connection ended. `size` is the memory that it counts for,
    `number` is given when it is written down.
    """

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
    size: int = 0
    number: int = 0


@dataclass(slots=True)
class Journal:
    """The entries of one environment, oldest first, how many there ever were, and the memory that they take."""

    entries: deque[Entry] = field(default_factory=deque)
    recorded: int = 0
    bytes: int = 0

    @property
    def dropped(self) -> int:
        """How many entries had to make room."""
        return self.recorded - len(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        """Give the entries, newest first."""
        return reversed(self.entries)


class Journals:
    """The journals of all environments; `dropped` counts the entries of all of them that had to make room."""

    is_shared = False

    def __init__(self, most_entries: int, most_bytes: int) -> None:
        self.most_entries = most_entries
        self.most_bytes = most_bytes
        self._journals: OrderedDict[str, Journal] = OrderedDict()
        self._bytes = 0
        self.dropped = 0
        self.are_kept = most_entries > 0 and most_bytes > 0
        self.listeners: list[Callable[[], None]] = []

    def of(self, environment: Environment) -> Journal:
        """Give the journal of an environment, an empty one if nothing was written down."""
        found = self._journals.get(environment.id)
        if found is None:
            found = self._journals[environment.id] = Journal()
        return found

    def add_all(self, entries: Iterable[tuple[Environment, Entry]]) -> None:
        """Add entries to the journals of their environments and tell who listens."""
        for environment, entry in entries:
            self.add(environment, entry)

    def tell(self) -> None:
        """Tell who listens that there may be more."""
        for listener in tuple(self.listeners):
            listener()

    def add(self, environment: Environment, entry: Entry) -> None:
        """Add an entry to the journal of an environment, number it, and tell who listens."""
        journal = self.of(environment)
        entries = journal.entries
        journal.recorded += 1
        entry.number = journal.recorded
        entries.append(entry)
        grown = entry.size
        while len(entries) > self.most_entries or journal.bytes + grown > self.most_bytes:
            grown -= entries.popleft().size
            self.dropped += 1
        journal.bytes += grown
        self._bytes += grown
        self._journals.move_to_end(environment.id)
        while self._bytes > JOURNALS_FULL * self.most_bytes:
            _, forgotten = self._journals.popitem(last=False)
            self._bytes -= forgotten.bytes
            self.dropped += len(forgotten)
        self.tell()

    def clear(self, environment: Environment) -> None:
        """Begin a new journal for an environment."""
        forgotten = self._journals.pop(environment.id, None)
        if forgotten is not None:
            self._bytes -= forgotten.bytes
