"""Actions in flight: how many are under way, in this process and in those that share its database."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from mockserver.errors import DatabaseUnavailable
from mockserver.state.environments import Environment
from mockserver.state.store import Store

# An environment and the id of an integration.
Slot = tuple[str, str]


class InFlight:
    """Counts actions while they are under way; those of a process that died count no more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._own: Counter[Slot] = Counter()

    def count(self, slot: Slot) -> int:
        """Give how many actions of an integration are under way."""
        return self._own[slot] + self._elsewhere(slot[0]).get(slot[1], 0)

    def all(self, environment: Environment) -> dict[str, int]:
        """Give the number of actions under way for each integration of an environment that has some."""
        own = {id: number for (owner, id), number in self._own.items() if owner == environment.id}
        together = Counter(own) + Counter(self._elsewhere(environment.id))
        return dict(sorted(together.items()))

    def enter(self, slot: Slot | None) -> None:
        """Count an action as under way until `leave`; nothing is counted for None."""
        self._add(slot, 1)

    def leave(self, slot: Slot | None) -> None:
        """Count an action no more."""
        self._add(slot, -1)

    def _add(self, slot: Slot | None, number: int) -> None:
        if slot is None:
            return
        self._own[slot] += number
        now = self._own[slot]
        if not now:
            del self._own[slot]
        self._store.processes.is_busy = bool(self._own)
        if self._store.database.shared:
            with suppress(DatabaseUnavailable):  # the next change says it all again
                self._tell(slot, now)

    def _tell(self, slot: Slot, number: int) -> None:
        processes, database = self._store.processes, self._store.database
        processes.beat()
        with database.transaction():
            database.execute(
                """INSERT INTO in_flight (environment, integration, process, number) VALUES (?, ?, ?, ?)
                   ON CONFLICT (environment, integration, process) DO UPDATE SET number = excluded.number""",
                (*slot, processes.own, number),
            )
            if not number:
                database.execute("DELETE FROM in_flight WHERE process = ? AND number = 0", (processes.own,))

    def _elsewhere(self, environment: str) -> dict[str, int]:
        processes, database = self._store.processes, self._store.database
        if not database.shared:
            return {}
        rows = database.query(
            """SELECT f.integration, SUM(f.number) FROM in_flight f JOIN processes p ON p.id = f.process
               WHERE f.environment = ? AND f.process <> ? AND p.seen_at >= ? GROUP BY f.integration""",
            (environment, processes.own, processes.dead_before),
        )
        return {integration: int(number) for integration, number in rows}
