"""Shapes: how records of one model become answers, compiled once for each view.

A field that is not covered is null, an array of objects that is not covered is empty; a key never misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.api.masks import Mask
from mockserver.api.reading import Reading
from mockserver.instants import DAY
from mockserver.state.records import Record, Records

# Always there: without them a record is no record (design: id, changed_at); a deletion mark is no data of the tool.
ALWAYS = frozenset({"id", "changed_at", "remote_deleted_at"})
# Two weeks after a deletion nothing but marks is left of a record (vendor's deletion policy).
ERASED_AFTER = 14 * DAY

Answer = dict[str, Any]


class Filler(Protocol):
    """Puts related records into the answers of a batch of records."""

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set one key in every answer."""


@dataclass
class Shape:
    """How records of one model are answered: keys copied as they are, keys that are fixed, and related records."""

    model: str
    blank: Answer
    copied: tuple[str, ...]
    fillers: tuple[Filler, ...]
    uncovered: tuple[str, ...]
    demanded: frozenset[str]
    masks: tuple[tuple[str, Mask], ...]
    reading: Reading

    def answers(self, records: Records, batch: Sequence[Record]) -> list[Answer]:
        """Give the answers of a batch of records; related records are read once for the whole batch."""
        batch = self.reading.shown(self.model, records, batch)
        answers = [self._plain(record) for record in batch]
        for filler in self.fillers:
            filler.fill(records, batch, answers)
        return answers

    def answer(self, records: Records, record: Record) -> Answer:
        """Give the answer of one record."""
        return self.answers(records, [record])[0]

    def visible(self, records: Records, batch: Sequence[Record]) -> Sequence[Record]:
        """Leave out the records that the tool does not show."""
        return self.reading.visible(self.model, records, batch)

    def erased(self, answer: Answer) -> Answer:
        """Give the shell that is left of a deleted record two weeks later: marks of identity and time, no data."""
        kept = self.demanded | ALWAYS | {"remote_id"}
        return {key: answer[key] if key in kept else value for key, value in self.blank.items()}

    def _plain(self, record: Record) -> Answer:
        answer = self.blank.copy()
        get = record.get
        for key in self.copied:
            answer[key] = get(key)
        for key, hidden in self.masks:
            answer[key] = hidden.hide(answer[key])
        return answer
