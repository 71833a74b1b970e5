"""Reading the records of one world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.ids import ID_LENGTH
from mockserver.state.database import Database
from mockserver.state.layout import Layout
from mockserver.state.terms import term_values

Record = dict[str, Any]


@dataclass(frozen=True)
class Condition:
    """One filter: the record has a term at `path` that passes `match` against any of `values`.

    match: equals (values are exact terms), none_of, contains, at_least, at_most. The path `id` looks at the record's id
    and knows equals, none_of and not_ending (its last character is none of `values`).
    """

    path: str
    match: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """Which records of a model a list wants, in order of creation, starting behind `after`."""

    model: str
    conditions: tuple[Condition, ...] = ()
    touched_since: int | None = None
    include_deleted: bool = False
    after: int = 0
    limit: int = 100


@dataclass
class Records:
    """The records of one world, by id, by term and by selection.

    A record is a dict with all its fields, coverage not applied. `now` is the environment's time in milliseconds.
    """

    database: Database
    layout: Layout
    world: int
    now: int = 0

    def get(self, model: str, id: str) -> Record | None:
        """Give one record, deleted or not, or None."""
        rows = self.database.query(
            "SELECT document FROM records WHERE world = ? AND model = ? AND id = ?",
            (self.world, self.layout.number(model), id),
        )
        return orjson.loads(rows[0][0]) if rows else None

    def many(self, model: str, ids: Iterable[str]) -> dict[str, Record]:
        """Give the records of these ids, by id; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        rows = self.database.query(
            f"SELECT id, document FROM records WHERE world = ? AND model = ? AND {self.database.among('id')}",
            (self.world, self.layout.number(model), self.database.values(wanted)),
        )
        return {id: orjson.loads(document) for id, document in rows}

    def where(
        self, model: str, path: str, values: Iterable[str], *, include_deleted: bool = False, limit: int = -1
    ) -> list[Record]:
        """Give the records with one of these terms at a path, in order of creation."""
        wanted = list(values)
        if not wanted:
            return []
        alive = "" if include_deleted else "AND r.deleted_at IS NULL"
        code = self.layout.number(model)
        some = "" if limit < 0 else f"LIMIT {limit}"
        rows = self.database.query(
            f"""SELECT DISTINCT r.seq, r.document FROM terms t
                JOIN records r ON r.world = t.world AND r.model = t.model AND r.seq = t.seq
                WHERE t.world = ? AND t.model = ? AND t.path = ? AND {self.database.among("t.value")} {alive}
                ORDER BY r.seq {some}""",
            (self.world, code, self.layout.number(path), self.database.values(wanted)),
        )
        return [orjson.loads(document) for _, document in rows]

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
        parts, parameters = self._matching(selection.model, selection.conditions)
        parts.append("seq > ?")
        parameters.append(selection.after)
        if not selection.include_deleted:
            parts.append("deleted_at IS NULL")
        if selection.touched_since is not None:
            parts.append("touched_at >= ?")
            parameters.append(selection.touched_since)
        statement = f"SELECT seq FROM records WHERE {' AND '.join(parts)} ORDER BY seq LIMIT {selection.limit}"
        return [sequence for (sequence,) in self.database.query(statement, parameters)]

    def ids(self, model: str, conditions: Iterable[Condition] = ()) -> list[str]:
        """Give the ids of all records of a model, deleted ones too, that pass the conditions."""
        parts, parameters = self._matching(model, conditions)
        rows = self.database.query(f"SELECT id FROM records WHERE {' AND '.join(parts)} ORDER BY seq", parameters)
        return [id for (id,) in rows]

    def values(self, model: str, path: str, conditions: Iterable[Condition] = ()) -> list[str]:
        """Give the terms that the live records of a model have at a path, as far as they pass the conditions."""
        parts, parameters = self._matching(model, conditions)
        rows = self.database.query(
            f"""SELECT DISTINCT value FROM terms WHERE world = ? AND model = ? AND path = ? AND seq IN
                (SELECT seq FROM records WHERE {" AND ".join(parts)} AND deleted_at IS NULL) ORDER BY value""",
            (self.world, self.layout.number(model), self.layout.number(path), *parameters),
        )
        return [value for (value,) in rows]

    def count(self, model: str, *, include_deleted: bool = False) -> int:
        """Give how many records of a model there are."""
        alive = "" if include_deleted else "AND deleted_at IS NULL"
        ((number,),) = self.database.query(
            f"SELECT COUNT(*) FROM records WHERE world = ? AND model = ? {alive}",
            (self.world, self.layout.number(model)),
        )
        return int(number)

    def load(self, model: str, sequences: Sequence[int]) -> dict[int, Record]:
        """Give the records of these sequence numbers, in their order."""
        if not sequences:
            return {}
        rows = self.database.query(
            f"""SELECT seq, document FROM records WHERE world = ? AND model = ?
                AND {self.database.among("seq")} ORDER BY seq""",
            (self.world, self.layout.number(model), self.database.values(sequences)),
        )
        return {sequence: orjson.loads(document) for sequence, document in rows}

    def terms_of(self, model: str, record: Record) -> set[tuple[int, str]]:
        """Give the terms of a record as they stand in the database."""
        return {
            (self.layout.number(path.text), value)
            for path in self.layout.indexed(model)
            for value in term_values(record, path)
        }

    def _matching(self, model: str, conditions: Iterable[Condition]) -> tuple[list[str], list[Any]]:
        code = self.layout.number(model)
        parts, parameters = ["world = ? AND model = ?"], [self.world, code]
        for condition in conditions:
            text, values = self._condition(code, condition)
            parts.append(text)
            parameters.extend(values)
        return parts, parameters

    def _condition(self, code: int, condition: Condition) -> tuple[str, list[Any]]:
        among, match = self.database.among, condition.match
        listed = [self.database.values(condition.values)]
        if condition.path == "id":
            forms = {
                "equals": among("id"),
                "none_of": f"NOT ({among('id')})",
                "not_ending": f"NOT ({among(f'substr(id, {ID_LENGTH}, 1)')})",
            }
            return forms[match], listed
        outer = "seq NOT IN" if match == "none_of" else "seq IN"
        inner = f"{outer} (SELECT seq FROM terms WHERE world = ? AND model = ? AND path = ? AND {{}})"
        head: list[Any] = [self.world, code, self.layout.number(condition.path)]
        if match in ("equals", "none_of"):
            return inner.format(among("value")), [*head, *listed]
        if match == "contains":
            test = " OR ".join(["value LIKE ? ESCAPE '!'"] * len(condition.values))
            return inner.format(f"({test})"), [*head, *(f"%{_escape(value)}%" for value in condition.values)]
        operator = {"at_least": ">=", "at_most": "<="}[match]
        return inner.format(f"value {operator} ?"), [*head, condition.values[0]]


def _escape(value: str) -> str:
    return value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
