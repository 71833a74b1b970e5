"""Reading the records of one world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.state.conditions import Condition, Matcher, Selection
from mockserver.state.database import Database, Row
from mockserver.state.layout import Layout
from mockserver.state.terms import term_values

__all__ = ["Condition", "Record", "Records", "Selection"]

Record = dict[str, Any]


@dataclass
class Records:
    """The records of one world, by id, by term and by selection.

    A record is a dict with all its fields, coverage not applied. `base` is the world that lies below, if there is one;
    `now` is the environment's time in milliseconds.
    """

    database: Database
    layout: Layout
    world: int
    base: int | None = None
    now: int = 0
    _matcher: Matcher = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.rest_on(self.world, self.base)

    def rest_on(self, world: int, base: int | None) -> None:
        """Look at another world from now on."""
        self.world, self.base = world, base
        self._matcher = Matcher(self.database, self.layout, self.layers)

    @property
    def layers(self) -> tuple[int, ...]:
        """The world and what lies below it."""
        return (self.world,) if self.base is None else (self.world, self.base)

    def get(self, model: str, id: str) -> Record | None:
        """Give one record, deleted or not, or None."""
        return self.many(model, (id,)).get(id)

    def many(self, model: str, ids: Iterable[str]) -> dict[str, Record]:
        """Give the records of these ids, by id; unknown ids are left out."""
        return self._by_key(model, "id", dict.fromkeys(ids))

    def where(
        self, model: str, path: str, values: Iterable[str], *, include_deleted: bool = False, limit: int = -1
    ) -> list[Record]:
        """Give the records with one of these terms at a path, in order of creation; `limit` is for one term."""
        wanted = tuple(values)
        if not wanted:
            return []
        alive = "" if include_deleted else " AND r.deleted_at IS NULL"
        some = "" if limit < 0 else f" LIMIT {limit}"
        # One term has its records in order; those of many are put in order here, each once, as that takes less time.
        tail = f" ORDER BY seq{some}" if len(wanted) == 1 else ""
        rows = self._rows("{seq} AS seq, r.document", model, (Condition(path, "equals", wanted),), alive, tail)
        if len(wanted) > 1:
            rows = sorted(dict(rows).items())
        return [self._read(model, document) for _, document in rows]

    def all(self, model: str, *, include_deleted: bool = False) -> Iterator[Record]:
        """Give every record of a model in order of creation, a few hundred at a time."""
        after = 0
        while True:
            selection = Selection(model, include_deleted=include_deleted, after=after, limit=500)
            sequences = self.select(selection)
            if not sequences:
                return
            yield from self.load(model, sequences).values()
            after = sequences[-1]

    def select(self, selection: Selection) -> list[int]:
        """Give the sequence numbers of the selected records, at most `limit`."""
        alive = "" if selection.include_deleted else " AND r.deleted_at IS NULL"
        conditions = selection.conditions
        if selection.touched_since is not None:
            conditions += self._matcher.touched(selection.model, selection.touched_since)
        rows = self._in_order("{seq} AS seq", selection.model, conditions, alive, selection.after, selection.limit)
        return [sequence for (sequence,) in rows]

    def ids(self, model: str, conditions: Iterable[Condition] = ()) -> list[str]:
        """Give the ids of all records of a model, deleted ones too, that pass the conditions."""
        return [id for _, id in self._in_order("{seq} AS seq, r.id", model, tuple(conditions))]

    def values(self, model: str, path: str, conditions: Iterable[Condition] = ()) -> list[str]:
        """Give the terms that the live records of a model have at a path, as far as they pass the conditions."""
        code, number = self.layout.number(model), self.layout.number(path)
        all_matching = self._matcher.matching(model, conditions)
        if all_matching[0].leading is not None:
            # Terms are in the order of their values: to look into the few records is faster than through all terms.
            alive = self._rows("r.seq, r.document", model, conditions, " AND r.deleted_at IS NULL")
            [place] = [place for place in self.layout.indexed(model) if place.text == path]
            records = [self._read(model, document) for _, document in alive]
            return sorted({value for record in records for value in term_values(record, place)})
        found: set[str] = set()
        for world, matching in zip(self.layers, all_matching, strict=True):
            rows = self.database.query(
                f"""SELECT DISTINCT v.value FROM terms v WHERE v.world = ? AND v.model = ? AND v.path = ? AND v.seq IN
                    (SELECT r.seq FROM {matching.text} AND r.deleted_at IS NULL)""",
                (world, code, number, *matching.parameters),
            )
            found.update(value for (value,) in rows)
        return sorted(found)

    def count(self, model: str, *, include_deleted: bool = False) -> int:
        """Give how many records of a model there are."""
        alive = "" if include_deleted else " AND r.deleted_at IS NULL"
        return sum(number for (number,) in self._rows("COUNT(*)", model, (), alive))

    def last(self, model: str) -> int:
        """Give the number of the last record of a model, deleted or not, which is how many there ever were."""
        statement, code = "SELECT MAX(seq) FROM records WHERE world = ? AND model = ?", self.layout.number(model)
        found = (self.database.query(statement, (layer, code)) for layer in self.layers)
        return max(number or 0 for [(number,)] in found)

    def load(self, model: str, sequences: Sequence[int]) -> dict[int, Record]:
        """Give the records of these sequence numbers, in order of creation."""
        return self._by_key(model, "seq", sequences)

    def terms_of(self, model: str, record: Record) -> set[tuple[int, str]]:
        """Give the terms of a record as they stand in the database."""
        return {
            (self.layout.number(path.text), value)
            for path in self.layout.indexed(model)
            for value in term_values(record, path)
        }

    def _by_key(self, model: str, key: str, values: Iterable[Any]) -> dict[Any, Record]:
        rows = self._standing(model, key, values)
        return {row[0]: self._read(model, row[3]) for row in rows}

    def _standing(self, model: str, key: str, values: Iterable[Any]) -> list[Row]:
        """Give key, world, sequence and document of the records with one of some keys, `seq` or `id`."""
        listed = list(values)
        if not listed:
            return []
        among, wanted = self.database.among(key, listed)
        # In any other order the index on ids would be of no use.
        order = " ORDER BY seq" if key == "seq" else ""
        worlds, layers = self.database.among("world", self.layers)
        rows = self.database.query(
            f"SELECT {key}, world, seq, document FROM records WHERE {worlds} AND model = ? AND {among}{order}",
            (*layers, self.layout.number(model), *wanted),
        )
        return rows if self.base is None else _topmost(rows, self.world)

    def _read(self, model: str, document: bytes) -> Record:
        # Only what lies at the bottom may be packed.
        record: Record = self.layout.packs.read(self.layers[-1], self.layout.number(model), document)
        return record

    def _in_order(
        self,
        columns: str,
        model: str,
        conditions: tuple[Condition, ...],
        more: str = "",
        after: int = 0,
        limit: int | None = None,
    ) -> list[Row]:
        """Give the numbers of records and some columns, in order of creation, each record once, behind `after`."""
        if any(condition.finds_few for condition in conditions):
            # Not in the statement: SQLite would look at all records in order instead of at those few.
            rows = self._rows(columns, model, conditions, more)
            return sorted(dict.fromkeys(row for row in rows if row[0] > after))[:limit]
        tail = " ORDER BY seq" if limit is None else f" ORDER BY seq LIMIT {limit}"
        return self._rows(columns, model, conditions, f"{more} AND {{seq}} > ?", tail, [after], once=True)

    def _rows(
        self,
        columns: str,
        model: str,
        conditions: Iterable[Condition],
        more: str = "",
        tail: str = "",
        parameters: Sequence[Any] = (),
        *,
        once: bool = False,
    ) -> list[Row]:
        """Give the rows of all layers; `more` belongs to each of them, `tail` to all together, `{seq}` is the number.

        Without `once`, a record that has several of the terms that were asked for comes several times.
        """
        matching = self._matcher.matching(model, conditions)
        statement = " UNION ALL ".join(
            f"SELECT {'DISTINCT ' if once and each.repeats else ''}{columns} FROM {each.text}{more}".replace(
                "{seq}", each.sequence
            )
            for each in matching
        )
        together = [value for each in matching for value in (*each.parameters, *parameters)]
        return self.database.query(statement + tail, together)


def _topmost(rows: Iterable[Row], own: int) -> list[Row]:
    """Leave out what an own record stands in the place of."""
    found: dict[Any, Row] = {}
    for row in rows:
        if row[0] not in found or row[1] == own:
            found[row[0]] = row
    return list(found.values())
