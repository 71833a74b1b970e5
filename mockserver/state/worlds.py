"""Worlds: the sets of records in the database, one for each integration that was used.

A world that comes straight from a seed has an `origin`, is shared by every environment that asks for the same, and
never changes. The first write of an environment gives it a world of its own that lies on top of the seeded one, its
`base`: it holds only the records that were written, each complete, with all its terms, under the number that it has
below. So 2,000 tests that write share one world, whatever its size; a reset drops the few records on top, and a
snapshot is a world that nobody writes any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import orjson

from mockserver.instants import format_instant
from mockserver.state.database import Database
from mockserver.state.layout import Layout
from mockserver.state.packing import LARGE, Packer
from mockserver.state.records import Records
from mockserver.state.terms import term_values
from mockserver.world import Plan, Seeded, generate

BATCH = 2_000
MOST_BASES = 50_000
RECORD = ("world", "model", "seq", "id", "touched_at", "deleted_at", "document")
TERM = ("world", "model", "path", "value", "seq")

_Row = tuple[Any, ...]


class Document(NamedTuple):
    """A record as it comes to stand in a world, with what is beside it there."""

    model: str
    touched_at: int
    deleted_at: int | None
    fields: dict[str, Any]


class Worlds:
    """Makes, shares, copies and drops worlds."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self.database = database
        self.layout = layout
        # What lies below a world stays the same for its whole life.
        self._bases: dict[int, int | None] = {}

    def records(self, world: int, now: int = 0) -> Records:
        """Give the reading side of a world, as it is at an instant."""
        return Records(self.database, self.layout, world, self._base(world), now)

    def seeded(self, plan: Plan) -> int | None:
        """Give the number of the shared world of a plan, if it has been made."""
        rows = self.database.query("SELECT number FROM worlds WHERE origin = ?", (origin(plan),))
        return int(rows[0][0]) if rows else None

    def seed(
        self,
        plan: Plan,
        records: Iterable[Seeded] | None = None,
        told: Callable[[Seeded], None] | None = None,
        finish: Callable[[int], None] | None = None,
    ) -> int:
        """Make the shared world of a plan, from records that were generated beforehand or from the plan itself.

        When another process is making the same one, wait for it. `told` is told about each record; `finish` gets the
        number of the world and does what remains to be done before anybody uses it.
        """
        with self.database.transaction():
            made = self.database.query(
                "INSERT INTO worlds (origin) VALUES (?) ON CONFLICT (origin) DO NOTHING RETURNING number",
                (origin(plan),),
            )
            if made:
                number = int(made[0][0])
                packer = Packer() if plan.size >= LARGE and finish is None else None
                self._fill(number, _documents(generate(plan) if records is None else records, told), packer)
                if finish is not None:
                    finish(number)
                return number
        found = self.seeded(plan)
        assert found is not None, "the world that was there is gone"
        return found

    def own(self, world: int, owner: str) -> int:
        """Give a world that `owner` may write and that holds what `world` holds."""
        base = self._base(world)
        ((number,),) = self.database.query(
            "INSERT INTO worlds (owner, base) VALUES (?, ?) RETURNING number", (owner, world if base is None else base)
        )
        if base is not None:
            for table, columns in (("records", RECORD[1:]), ("terms", TERM[1:])):
                listed = ", ".join(columns)
                self.database.execute(
                    f"INSERT INTO {table} (world, {listed}) SELECT CAST(? AS BIGINT), {listed} FROM {table} "
                    "WHERE world = ?",
                    (number, world),
                )
        return int(number)

    def keep(self, owner: str, documents: Iterable[Document]) -> int:
        """Give a world of `owner` that holds these records and nothing below; within a transaction."""
        ((number,),) = self.database.query("INSERT INTO worlds (owner) VALUES (?) RETURNING number", (owner,))
        self._fill(int(number), documents)
        return int(number)

    def drop(self, worlds: Iterable[int]) -> None:
        """Remove worlds that nobody uses any more."""
        for world in worlds:
            for table in ("records", "terms"):
                self.database.execute(f"DELETE FROM {table} WHERE world = ?", (world,))
            self.database.execute("DELETE FROM worlds WHERE number = ?", (world,))
            self._bases.pop(world, None)

    def below(self, worlds: Iterable[int | None]) -> set[int]:
        """Give the worlds on which some of these lie."""
        found = (self._base(world) for world in worlds if world is not None)
        return {base for base in found if base is not None}

    def _base(self, world: int) -> int | None:
        if world in self._bases:
            return self._bases[world]
        rows = self.database.query("SELECT base FROM worlds WHERE number = ?", (world,))
        if not rows:  # dropped meanwhile: nothing is in it, and nothing below
            return None
        base = None if rows[0][0] is None else int(rows[0][0])
        if not self.database.in_transaction:  # where the world itself may be taken back
            if len(self._bases) >= MOST_BASES:  # other processes do not tell which ones they drop
                self._bases.clear()
            self._bases[world] = base
        return base

    def _fill(self, world: int, documents: Iterable[Document], packer: Packer | None = None) -> None:
        rows = self._rows(world, documents, packer)
        with self.database.filling("terms", TERM) as fill_terms:
            while batch := list(islice(rows, BATCH)):
                self.database.fill("records", RECORD, (record for record, _ in batch))
                fill_terms(term for _, terms in batch for term in terms)

    def _rows(
        self, world: int, documents: Iterable[Document], packer: Packer | None
    ) -> Iterator[tuple[_Row, list[_Row]]]:
        sequences: dict[str, int] = {}
        layout = self.layout
        indexed = {
            model: [(layout.number(path.text), path) for path in layout.indexed(model)] for model in layout.paths
        }
        for model, touched_at, deleted_at, document in documents:
            sequence = sequences[model] = sequences.get(model, 0) + 1
            code = layout.number(model)
            terms = {
                (world, code, number, value, sequence)
                for number, path in indexed.get(model, ())
                for value in term_values(document, path)
            }
            content = orjson.dumps(document)
            if packer is not None:
                content = packer.pack(code, content)
            yield (world, code, sequence, document["id"], touched_at, deleted_at, content), sorted(terms)


def _documents(records: Iterable[Seeded], told: Callable[[Seeded], None] | None) -> Iterator[Document]:
    for seeded in records:
        yield Document(
            seeded.model,
            seeded.touched_at,
            seeded.deleted_at,
            {
                **seeded.fields,
                "id": seeded.id,
                "remote_id": seeded.remote_id,
                "changed_at": format_instant(seeded.changed_at),
                "remote_deleted_at": None if seeded.deleted_at is None else format_instant(seeded.deleted_at),
            },
        )
        if told is not None:
            told(seeded)


def origin(plan: Plan) -> str:
    """Give the text that two equal plans share; it begins with the day that the world is made for."""
    return "/".join(
        str(part)
        for part in (
            plan.anchor,
            plan.integration_id,
            plan.seed,
            plan.category,
            ",".join(plan.locales),
            plan.size,
            plan.company or "",
            plan.own or "",
        )
    )


def day_of(origin: str) -> int:
    """Give the day that a seeded world was made for: the anchor of its plan."""
    return int(origin.partition("/")[0])


def company_of(origin: str) -> str:
    """Give the name of the customer that a seeded world holds; empty for the usual one."""
    return "/".join(origin.split("/")[6:-1])
