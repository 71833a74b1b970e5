"""Processes: which of those that share a database still live, so that what a dead one had in hand is not lost."""

from __future__ import annotations

import os
import socket

from mockserver.instants import DAY, SECOND
from mockserver.state.clock import TimeSource
from mockserver.state.database import Database

# A process that did not say for so long that it lives is dead; it says so several times within.
DEAD_AFTER = 20 * SECOND


class Processes:
    """This process among those that share a database."""

    def __init__(self, database: Database, time: TimeSource) -> None:
        self._database = database
        self._time = time
        # Tells processes apart, also one that gets the number of a dead one.
        self.own = f"{socket.gethostname()}/{os.getpid()}/{time()}"
        # Has something in hand that the database does not tell.
        self.is_busy = False

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

    def lives(self, id: str) -> bool:
        """Tell whether a process lives, as far as anybody knows; a database that is not shared has this one only."""
        if id == self.own or not self._database.shared:
            return id == self.own
        found = self._database.query("SELECT 1 FROM processes WHERE id = ? AND seen_at >= ?", (id, self.dead_before))
        return bool(found)

    @property
    def dead_before(self) -> int:
        """The instant since when a process must have been seen to count as alive."""
        return self._time() - DEAD_AFTER
