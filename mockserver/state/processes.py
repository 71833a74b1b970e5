"""Processes: which of those that share a database still live, so that what a dead one had in hand is not lost."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from mockserver.errors import DatabaseUnavailable
from mockserver.instants import DAY, SECOND
from mockserver.state.clock import TimeSource
from mockserver.state.database import Database

# A process that did not say for so long that it lives is dead; it says so several times within.
DEAD_AFTER = 20 * SECOND
LONGEST_BETWEEN_LOOKS = DEAD_AFTER // 2


class Processes:
    """This process among those that share a database."""

    def __init__(self, database: Database, time: TimeSource) -> None:
        self._database = database
        self._time = time
        # Tells processes apart, also one that gets the number of a dead one.
        self.own = f"{socket.gethostname()}/{os.getpid()}/{time()}"
        # Has something in hand that the database does not tell.
        self.is_busy = False
        # The numbers of the times at which something was taken in hand, perhaps: the database went away meanwhile.
        self.doubtful: set[int] = set()
        self._takes = count(1)
        self._looked_at: int | None = None
        self._blind_until = 0

    def beat(self) -> None:
        """Say that this process lives; needed only while it has something in hand."""
        if self._database.shared:
            now = self._time()
            with self._database.transaction():
                self._database.execute(
                    """INSERT INTO processes (id, seen_at) VALUES (?, ?)
                       ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at""",
                    (self.own, now),
                )
                self._database.execute("DELETE FROM processes WHERE seen_at < ?", (now - DAY,))

    @contextmanager
    def taking(self) -> Iterator[int]:
        """Give the number of an attempt at taking something in hand; it is remembered if nobody knows how it ended."""
        number = next(self._takes)
        try:
            yield number
        except DatabaseUnavailable:
            self.doubtful.add(number)
            raise

    def look(self) -> None:
        """Say that the database can be reached; whoever looks after others does so again and again.

        After a while in which it could not be, or in which the whole machine slept, the others could not say either
        that they live: all of them get the time to do so.
        """
        now = self._time()
        if self._looked_at is not None and now - self._looked_at > LONGEST_BETWEEN_LOOKS:
            self._blind_until = now + DEAD_AFTER
        self._looked_at = now

    def lives(self, id: str) -> bool:
        """Tell whether a process lives, as far as anybody knows; a database that is not shared has this one only."""
        if id == self.own or not self._database.shared:
            return id == self.own
        if self._time() < self._blind_until:
            return True
        found = self._database.query("SELECT 1 FROM processes WHERE id = ? AND seen_at >= ?", (id, self.dead_before))
        return bool(found)

    @property
    def dead_before(self) -> int:
        """The instant since when a process must have been seen to count as alive."""
        return self._time() - DEAD_AFTER
