"""Worlds: the sets of records in the database, one for each integration that was used.

A world that comes straight from a seed has an `origin` and is shared by every environment that asks for the same; it
is never written. The first write of an environment gives it a copy of its own. So 2,000 tests that only read share
one world, a reset drops the copy and points back, and a snapshot is a world that nobody writes any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from mockserver.instants import format_instant
from mockserver.state.database import Database
from mockserver.state.layout import Layout
from mockserver.state.records import Records
from mockserver.state.terms import term_values
from mockserver.world import Plan, Seeded, generate

# Above this, the only user of a seeded world takes it over at the first write; a copy would take seconds.
LARGE = 20_000
BATCH = 2_000

_INSERT_RECORD = (
    "INSERT INTO records (world, model, seq, id, touched_at, deleted_at, document) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_TERM = "INSERT INTO terms (world, model, path, value, seq) VALUES (?, ?, ?, ?, ?)"


@dataclass
class Worlds:
    """Makes, shares, copies and drops worlds."""

    database: Database
    layout: Layout

    def records(self, world: int, now: int = 0) -> Records:
        """Give the reading side of a world, as it is at an instant."""
        return Records(self.database, self.layout, world, now)

    def seeded(self, plan: Plan) -> int | None:
        """Give the number of the shared world of a plan, if it has been made."""
        rows = self.database.query("SELECT number FROM worlds WHERE origin = ?", (origin(plan),))
        return int(rows[0][0]) if rows else None

    def seed(self, plan: Plan, records: Iterable[Seeded] | None = None) -> int:
        """Make the shared world of a plan, from records that were generated beforehand or from the plan itself."""
        with self.database.transaction():
            found = self.seeded(plan)
            if found is not None:
                return found
            number = self._new(origin(plan))
            rows = self._rows(number, generate(plan) if records is None else records)
            while batch := list(islice(rows, BATCH)):
                self.database.execute_many(_INSERT_RECORD, (record for record, _ in batch))
                self.database.execute_many(_INSERT_TERM, [term for _, terms in batch for term in terms])
            return number

    def own(self, world: int, owner: str) -> int:
        """Give a world that `owner` may write and that holds what `world` holds."""
        ((source,),) = self.database.query("SELECT origin FROM worlds WHERE number = ?", (world,))
        if source is not None and self._size(world) > LARGE and not self._shared(world, owner):
            self.database.execute("UPDATE worlds SET origin = NULL, owner = ? WHERE number = ?", (owner, world))
            return world
        number = self._new(None, owner)
        for table, columns in (
            ("records", "model, seq, id, touched_at, deleted_at, document"),
            ("terms", "model, path, value, seq"),
        ):
            self.database.execute(
                f"INSERT INTO {table} (world, {columns}) SELECT ?, {columns} FROM {table} WHERE world = ?",
                (number, world),
            )
        return number

    def drop(self, worlds: Iterable[int]) -> None:
        """Remove worlds that nobody uses any more."""
        for world in worlds:
            for table in ("records", "terms"):
                self.database.execute(f"DELETE FROM {table} WHERE world = ?", (world,))
            self.database.execute("DELETE FROM worlds WHERE number = ?", (world,))

    def _new(self, origin: str | None, owner: str | None = None) -> int:
        ((last,),) = self.database.query("SELECT COALESCE(MAX(number), 0) FROM worlds")
        number = int(last) + 1
        self.database.execute("INSERT INTO worlds (number, origin, owner) VALUES (?, ?, ?)", (number, origin, owner))
        return number

    def _size(self, world: int) -> int:
        ((size,),) = self.database.query("SELECT COUNT(*) FROM records WHERE world = ?", (world,))
        return int(size)

    def _shared(self, world: int, owner: str) -> bool:
        rows = self.database.query("SELECT environment, document FROM integrations WHERE document LIKE '%\"world\":%'")
        return any(
            orjson.loads(document).get("world") == world and environment != owner for environment, document in rows
        )

    def _rows(self, world: int, records: Iterable[Seeded]) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
        sequences: dict[str, int] = {}
        layout = self.layout
        indexed = {
            model: [(layout.number(path.text), path) for path in layout.indexed(model)] for model in layout.paths
        }
        for seeded in records:
            sequence = sequences[seeded.model] = sequences.get(seeded.model, 0) + 1
            code = layout.number(seeded.model)
            document = {
                **seeded.fields,
                "id": seeded.id,
                "remote_id": seeded.remote_id,
                "changed_at": format_instant(seeded.changed_at),
                "remote_deleted_at": None if seeded.deleted_at is None else format_instant(seeded.deleted_at),
            }
            terms = {
                (world, code, number, value, sequence)
                for number, path in indexed.get(seeded.model, ())
                for value in term_values(seeded.fields, path)
            }
            text = orjson.dumps(document).decode()
            yield (
                (world, code, sequence, seeded.id, seeded.touched_at, seeded.deleted_at, text),
                sorted(terms),
            )


def origin(plan: Plan) -> str:
    """Give the text that two equal plans share."""
    return "/".join(
        str(part)
        for part in (
            plan.integration_id,
            plan.seed,
            plan.category,
            ",".join(plan.locales),
            plan.size,
            plan.anchor,
            plan.company or "",
        )
    )
