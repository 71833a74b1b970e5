"""The delivery log: what became of each webhook, per environment, never more than is allowed.

It is in memory and belongs to one process, like the request journal: a restart, a reset and the restoring of a snapshot
begin a new one.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from mockserver.state.environments import Environment
from mockserver.state.outbox import Parcel, body

# waiting: taken and not sent yet. retrying: failed, and another attempt is planned. failed: failed for good.
# refused: the target is one that nothing may be sent to. dropped: lost on purpose.
State = Literal["waiting", "delivered", "retrying", "failed", "refused", "dropped"]

MOST_ENTRIES = 500
MOST_BYTES = 4_000_000
# All logs together may take this many times what one may; those that were used longest ago make room.
LOGS_FULL = 8
MOST_ATTEMPTS = 50
# What an entry takes besides its body: addresses, attempts, the entry itself.
ENTRY_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: when by the environment's clock, how long in real time, and what came of it."""

    at: int
    milliseconds: int
    signature: str | None
    status: int | None
    answer: str
    problem: str | None


@dataclass(slots=True)
class Entry:
    """One delivery: an event on its way to one endpoint, and all attempts at it."""

    number: int
    parcel: Parcel
    url: str
    created_at: int
    state: State = "waiting"
    retry_at: int | None = None
    attempts: deque[Attempt] = field(default_factory=lambda: deque(maxlen=MOST_ATTEMPTS))

    @property
    def size(self) -> int:
        """Give the memory that the entry is counted with."""
        return ENTRY_BYTES + len(body(self.parcel))


class Log:
    """The deliveries of one environment."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[Entry, int]] = OrderedDict()
        self.recorded = 0
        self.bytes = 0

    @property
    def dropped(self) -> int:
        """How many entries had to make room."""
        return self.recorded - len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Give the entries, newest first."""
        return (entry for entry, _ in reversed(self._entries.values()))

    def find(self, id: str) -> Entry | None:
        """Give a delivery by id, or None if there is none, or none any more."""
        found = self._entries.get(id)
        return None if found is None else found[0]

    def add(self, parcel: Parcel, url: str) -> Entry:
        """Add a delivery and give its entry."""
        self.recorded += 1
        entry = Entry(self.recorded, parcel, url, parcel["at"])
        size = entry.size
        self._entries[parcel["id"]] = (entry, size)
        self.bytes += size
        while len(self._entries) > MOST_ENTRIES or (self.bytes > MOST_BYTES and len(self._entries) > 1):
            _, (_, gone) = self._entries.popitem(last=False)
            self.bytes -= gone
        return entry


class Logs:
    """The logs of all environments; `listeners` are told when something became of a delivery."""

    def __init__(self) -> None:
        self._logs: OrderedDict[str, Log] = OrderedDict()
        self._bytes = 0
        self.listeners: list[Callable[[], None]] = []

    def of(self, environment: Environment) -> Log:
        """Give the log of an environment, an empty one if nothing was sent."""
        return self._logs.get(environment.id) or Log()

    def entry(self, environment: Environment, parcel: Parcel, url: str) -> Entry:
        """Give the entry of a parcel, a new one if there is none."""
        log = self._logs.setdefault(environment.id, Log())
        self._logs.move_to_end(environment.id)
        found = log.find(parcel["id"])
        if found is not None:
            return found
        before = log.bytes
        entry = log.add(parcel, url)
        self._bytes += log.bytes - before
        while self._bytes > LOGS_FULL * MOST_BYTES:
            _, forgotten = self._logs.popitem(last=False)
            self._bytes -= forgotten.bytes
        return entry

    def clear(self, environment: Environment) -> None:
        """Begin a new log for an environment."""
        forgotten = self._logs.pop(environment.id, None)
        if forgotten is not None:
            self._bytes -= forgotten.bytes

    def tell(self) -> None:
        """Tell who listens that something became of a delivery."""
        for listener in tuple(self.listeners):
            listener()
