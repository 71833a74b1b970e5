"""Fillers: the keys of an answer that hold other records, read once for a whole batch of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mockserver.api.shape import Answer, Shape
from mockserver.state.records import Record, Records


@dataclass
class One:
    """A key that holds the one record whose id we hold."""

    key: str
    by: str
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the related record, or to null."""
        ids = (id for record in batch if (id := record.get(self.by)) is not None)
        found = _by_id(records, self.shape, list(records.many(self.shape.model, ids).values()))
        for record, answer in zip(batch, answers, strict=True):
            answer[self.key] = found.get(record.get(self.by))


@dataclass
class Many:
    """A key that holds the live records that hold our id, in order of creation."""

    key: str
    by: str
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the list of related records."""
        held = records.where(self.shape.model, self.by, [record["id"] for record in batch])
        related = self.shape.visible(records, held)
        groups: dict[str, list[Answer]] = {}
        for record, shown in zip(related, self.shape.answers(records, related), strict=True):
            groups.setdefault(record[self.by], []).append(shown)
        for record, answer in zip(batch, answers, strict=True):
            answer[self.key] = groups.get(record["id"], [])


@dataclass
class Listed:
    """A key that holds the live records that we list by id, with values that belong to the membership itself."""

    key: str
    by: str
    item: str | None
    own: tuple[str, ...]
    unknown: tuple[str, ...]
    shape: Shape

    def fill(self, records: Records, batch: Sequence[Record], answers: Sequence[Answer]) -> None:
        """Set the key to the list of related records, in our order."""
        item = self.item
        entries = (entry for record in batch for entry in record.get(self.by) or ())
        members = records.many(self.shape.model, (entry[item] if item else entry for entry in entries))
        alive = [member for member in members.values() if member["remote_deleted_at"] is None]
        found = _by_id(records, self.shape, self.shape.visible(records, alive))
        for record, answer in zip(batch, answers, strict=True):
            shown = []
            for entry in record.get(self.by) or ():
                related = found.get(entry[item] if item else entry)
                if related is None:
                    continue
                if item:
                    related = related.copy()
                    for key in self.own:
                        related[key] = entry.get(key)
                    for key in self.unknown:
                        related[key] = self.shape.blank[key]
                shown.append(related)
            answer[self.key] = shown


def _by_id(records: Records, shape: Shape, found: Sequence[Record]) -> dict[str | None, Answer]:
    return {record["id"]: answer for record, answer in zip(found, shape.answers(records, found), strict=True)}
