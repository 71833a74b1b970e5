"""Writing rows: records and their terms, in a world that lies on top of a seeded one.

What is written for the first time comes up from below: the row is put into the own world, complete and with all its
terms, under the number that it has below, and counts instead of the one there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import orjson

from mockserver.instants import parse_instant
from mockserver.state.conditions import Condition
from mockserver.state.records import Record, Records


class Place(NamedTuple):
    """Where a record stands."""

    world: int
    sequence: int
    record: Record


class Rows(Records):
    """The records of a world that becomes one's own, by calling `own`, with the first row that is written."""

    def __init__(self, records: Records, now: int, own: Callable[[], int]) -> None:
        super().__init__(records.database, records.layout, records.world, records.base, now)
        self._own = own

    def find(self, model: str, id: str) -> Place:
        """Give a record and where it stands; KeyError if there is none."""
        rows = self._standing(model, "id", (id,))
        if not rows:
            raise KeyError(f"{model} {id}")
        _, world, sequence, document = rows[0]
        return Place(int(world), int(sequence), self._read(model, document))

    def add(self, model: str, record: Record) -> None:
        """Put a new record behind all others of its model."""
        self._make_own()
        self._put(model, self._last(model) + 1, record)

    def replace(self, model: str, place: Place, record: Record) -> None:
        """Put a record in the place of an earlier one."""
        self._make_own()
        if place.world == self.base:
            self._put(model, place.sequence, record)
            return
        code = self.layout.number(model)
        self.database.execute(
            """UPDATE records SET document = ?, deleted_at = ?, touched_at = ?
               WHERE world = ? AND model = ? AND seq = ?""",
            (orjson.dumps(record), _deleted_at(record), self.now, self.world, code, place.sequence),
        )
        before, after = self.terms_of(model, place.record), self.terms_of(model, record)
        if gone := before - after:
            self.database.execute_many(
                "DELETE FROM terms WHERE world = ? AND model = ? AND path = ? AND value = ? AND seq = ?",
                [(self.world, code, path, value, place.sequence) for path, value in gone],
            )
        self._add_terms(code, place.sequence, after - before)

    def touch(self, model: str, condition: Condition) -> None:
        """Make records appear under `updated_after`, without any other change."""
        if not condition.values:
            return
        self._make_own()
        if condition.path == "id":
            rows = [row[1:] for row in self._standing(model, "id", condition.values)]
        else:
            rows = self._rows("r.world, r.seq, r.document", model, (condition,))
        for _, sequence, document in (row for row in rows if row[0] == self.base):
            self._put(model, sequence, self._read(model, document))
        if own := [sequence for world, sequence, _ in rows if world == self.world]:
            among, sequences = self.database.among("seq", own)
            self.database.execute(
                f"UPDATE records SET touched_at = ? WHERE world = ? AND model = ? AND {among}",
                (self.now, self.world, self.layout.number(model), *sequences),
            )

    def _make_own(self) -> None:
        world = self._own()
        if world != self.world:
            self.rest_on(world, self.world if self.base is None else self.base)

    def _last(self, model: str) -> int:
        code = self.layout.number(model)
        # One question for each world: together they would look at every row.
        found = (
            self.database.query("SELECT MAX(seq) FROM records WHERE world = ? AND model = ?", (world, code))
            for world in self.layers
        )
        return max(last or 0 for ((last,),) in found)

    def _put(self, model: str, sequence: int, record: Record) -> None:
        code = self.layout.number(model)
        self.database.execute(
            """INSERT INTO records (world, model, seq, id, touched_at, deleted_at, document)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (self.world, code, sequence, record["id"], self.now, _deleted_at(record), orjson.dumps(record)),
        )
        self._add_terms(code, sequence, self.terms_of(model, record))

    def _add_terms(self, code: int, sequence: int, terms: Iterable[tuple[int, str]]) -> None:
        if rows := [(self.world, code, path, value, sequence) for path, value in sorted(terms)]:
            self.database.execute_many(
                "INSERT INTO terms (world, model, path, value, seq) VALUES (?, ?, ?, ?, ?)", rows
            )


def _deleted_at(record: dict[str, Any]) -> int | None:
    deleted_at = record["remote_deleted_at"]
    return None if deleted_at is None else parse_instant(deleted_at)
