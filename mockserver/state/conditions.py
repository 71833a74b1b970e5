"""Conditions on records, and the statements that find who passes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.ids import ID_LENGTH
from mockserver.state.database import Database
from mockserver.state.layout import Layout
from mockserver.state.terms import term

# A few values are looked up for each record; of more, the list of those who have one is made first.
_FEW = 8
# Records that were touched lately are looked up when there are fewer; of more, a page is found soon by looking at all.
_MANY = 10_000
_TOUCHED, _FEW_SINCE = "touched_at", "few_at_least"
_DELETED = "deleted_at"


@dataclass(frozen=True)
class Condition:
    """One filter: the record has a term at `path` that passes `match` against any of `values`.

    match: equals (values are exact terms), none_of, contains, at_least, at_most. The path `id` looks at the record's id
    and knows equals, none_of and not_ending (its last character is none of `values`). The path `deleted_at` knows
    none_until: the record is alive, or was deleted after the instant.
    """

    path: str
    match: str
    values: tuple[str, ...]

    @property
    def finds_few(self) -> bool:
        """Whether so few records pass that it is best to find them all and put them in order afterwards."""
        return (self.path == "id" and self.match == "equals") or self.match == _FEW_SINCE


@dataclass(frozen=True)
class Selection:
    """Which records of a model a list wants, in order of creation, starting behind `after`."""

    model: str
    conditions: tuple[Condition, ...] = ()
    touched_since: int | None = None
    include_deleted: bool = False
    after: int = 0
    limit: int = 100


@dataclass(frozen=True)
class Matching:
    """FROM and WHERE of a statement about the records `r` of one world that pass some conditions.

    `repeats` says that a record may be found several times. `leading` is the condition that finds them, None if all
    records are looked at in their order.
    """

    text: str
    parameters: list[Any]
    repeats: bool = False
    leading: Condition | None = None

    @property
    def sequence(self) -> str:
        """The column with the number of a record, in whose order the statement finds them."""
        return "r.seq" if self.leading is None or self.leading.path == "id" else "t.seq"


@dataclass(frozen=True)
class Matcher:
    """Writes what finds the records of a model in the layers of a world; see worlds.py.

    `layers` are the world's own records and those below, which count unless there is an own one in their place.
    """

    database: Database
    layout: Layout
    layers: tuple[int, ...]

    def matching(self, model: str, conditions: Iterable[Condition] = ()) -> list[Matching]:
        """Give for each layer what finds the records that count there."""
        wanted = tuple(conditions)
        found = [self._in_world(world, self.layout.number(model), wanted) for world in self.layers]
        return found[:1] + [self._unless_replaced(each) for each in found[1:]]

    def touched(self, model: str, since: int) -> tuple[Condition, ...]:
        """Give the conditions that records were touched since an instant, in the form that finds them fastest."""
        code, where = self.layout.number(model), "FROM records WHERE world = ? AND model = ?"
        firsts = [self._one(f"SELECT MIN(touched_at) {where}", world, code) for world in self.layers]
        if since <= min((first for first in firsts if first is not None), default=since):
            return ()  # all of them were
        counting = f"SELECT COUNT(*) FROM (SELECT 1 {where} AND touched_at >= ? LIMIT {_MANY}) counted"
        counts = [self._one(counting, world, code, since) for world in self.layers]
        match = "at_least" if max(counts) == _MANY else _FEW_SINCE
        return (Condition(_TOUCHED, match, (str(since),)),)

    def _one(self, statement: str, *parameters: int) -> Any:
        ((value,),) = self.database.query(statement, parameters)
        return value

    def _unless_replaced(self, found: Matching) -> Matching:
        own = "SELECT 1 FROM records o WHERE o.world = ? AND o.model = r.model AND o.seq = r.seq"
        parameters = [*found.parameters, self.layers[0]]
        return Matching(f"{found.text} AND NOT EXISTS ({own})", parameters, found.repeats, found.leading)

    def _in_world(self, world: int, code: int, conditions: Sequence[Condition]) -> Matching:
        leading = _leading(conditions)
        if leading is None or leading.path == "id":
            text, parameters = "records r WHERE r.world = ? AND r.model = ?", [world, code]
        else:
            among, values = self._among("t.value", leading)
            # From the terms to the records, in the order of the terms: their key ends with the record's number.
            text = f"""terms t CROSS JOIN records r WHERE t.world = ? AND t.model = ? AND t.path = ? AND {among}
                       AND r.world = t.world AND r.model = t.model AND r.seq = t.seq"""
            parameters = [world, code, self.layout.number(leading.path), *values]
        for condition in conditions:
            if condition is not leading or condition.path == "id":
                more, values = self._condition(world, code, condition)
                text += f" AND {more}"
                parameters += values
        repeats = leading is not None and leading.path != "id" and len(leading.values) > 1
        return Matching(text, parameters, repeats, leading)

    def _condition(self, world: int, code: int, condition: Condition) -> tuple[str, list[Any]]:
        match = condition.match
        if condition.path == _TOUCHED:
            return "r.touched_at >= ?", [int(condition.values[0])]
        if condition.path == _DELETED:
            return "(r.deleted_at IS NULL OR r.deleted_at > ?)", [int(condition.values[0])]
        if condition.path == "id":
            among, values = self.database.among(
                f"substr(r.id, {ID_LENGTH}, 1)" if match == "not_ending" else "r.id", condition.values
            )
            return among if match == "equals" else f"NOT ({among})", values
        place = [world, code, self.layout.number(condition.path)]
        where = "FROM terms x WHERE x.world = ? AND x.model = ? AND x.path = ?"
        if match in ("equals", "none_of"):
            among, values = self._among("x.value", condition)
            no = "NOT " if match == "none_of" else ""
            if len(condition.values) <= _FEW:
                return f"{no}EXISTS (SELECT 1 {where} AND {among} AND x.seq = r.seq)", [*place, *values]
            return f"r.seq {no}IN (SELECT x.seq {where} AND {among})", [*place, *values]
        if match == "contains":
            test = " OR ".join(["x.value LIKE ? ESCAPE '!'"] * len(condition.values))
            return f"r.seq IN (SELECT x.seq {where} AND ({test}))", [*place, *map(_pattern, condition.values)]
        operator = {"at_least": ">=", "at_most": "<="}[match]
        return f"r.seq IN (SELECT x.seq {where} AND x.value {operator} ?)", [*place, condition.values[0]]

    def _among(self, column: str, condition: Condition) -> tuple[str, list[Any]]:
        return self.database.among(column, dict.fromkeys(map(term, condition.values)))


def _leading(conditions: Sequence[Condition]) -> Condition | None:
    """Give the condition to begin with: the one that leaves the fewest records."""
    equal = [condition for condition in conditions if condition.match == "equals"]
    return min(equal, key=lambda condition: (condition.path != "id", len(condition.values)), default=None)


def _pattern(value: str) -> str:
    escaped = term(value).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
