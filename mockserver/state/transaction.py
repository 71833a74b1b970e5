"""Writing records: one transaction per request, with everything that follows from a change.

What follows: the terms of the record, `changed_at`, the records that a change makes appear under `updated_after`
(the `touches` of fixtures/models.yaml, from the vendor's table of nested changes), and what is deleted with its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.connectors import Relation
from mockserver.ids import record_id
from mockserver.instants import format_instant
from mockserver.state.conditions import Condition
from mockserver.state.merging import merged, merged_list
from mockserver.state.records import Record, Records
from mockserver.state.writing import Rows

# Remote ids of written records: far above those of seeded ones, a range for each model, counted and never reused.
FIRST_WRITTEN = 900_000_000
RANGE = 1_000_000

_MARKS = frozenset({"id", "remote_id", "changed_at", "remote_deleted_at"})


class Transaction(Rows):
    """Reads and writes of one world at one instant.

    `changed` names the models and joins that were written, `before` holds what written records were before.
    """

    def __init__(
        self, records: Records, integration_id: str, now: int, own: Callable[[], int], counters: dict[str, int]
    ) -> None:
        super().__init__(records, now, own)
        self.integration_id = integration_id
        self._counters = counters
        self.changed: dict[str, None] = {}
        self.before: dict[tuple[str, str], Record | None] = {}
        self.journal: list[tuple[str, str, str]] = []

    def insert(self, model: str, fields: Mapping[str, Any], *, remote_id: str | None = None) -> Record:
        """Add a record and give it; without a remote id it gets the next number of its model, never used before."""
        remote = remote_id if remote_id is not None else self._next_remote_id(model)
        record: Record = {
            **fields,
            "id": record_id(self.integration_id, remote),
            "remote_id": remote,
            "changed_at": format_instant(self.now),
            "remote_deleted_at": None,
        }
        self.add(model, record)
        self._note(model, record["id"], "created", None)
        self._note_joins(model, {key for key, value in record.items() if value})
        self._touch_relatives(model, record, membership=True)
        return record

    def update(self, model: str, id: str, changes: Mapping[str, Any]) -> Record:
        """Change fields of a record and give it; nothing happens when every value is as it was.

        `changed_at` moves only with the record's own properties, not with a list of related records.
        """
        place = self.find(model, id)
        before = place.record
        changed = {key for key, value in changes.items() if before.get(key) != value or key not in before}
        if not changed:
            return before
        record = {**before, **changes}
        own = changed - self._membership_keys(model)
        if own:
            record["changed_at"] = format_instant(self.now)
        self.replace(model, place, record)
        self._note(model, id, "updated", before)
        self._note_joins(model, changed)
        moved = {key for relation in self._parents(model) if (key := relation.many) and key in changed}
        if own:
            self._touch_relatives(model, record, membership=bool(moved), before=before if moved else None)
        return record

    def delete(self, model: str, id: str) -> Record:
        """Mark a record, and all that it owns, as deleted in the customer's tool; it stays readable on request."""
        place = self.find(model, id)
        before = place.record
        if before["remote_deleted_at"] is not None:
            return before
        record = {**before, "remote_deleted_at": format_instant(self.now), "changed_at": format_instant(self.now)}
        self.replace(model, place, record)
        self._note(model, id, "deleted", before)
        self._touch_relatives(model, record, membership=True)
        for relation in self.layout.catalog.models[model].relations.values():
            if relation.owned and relation.many:
                for child in self.where(relation.to, relation.many, [id]):
                    self.delete(relation.to, child["id"])
        return record

    def restore(self, model: str, id: str) -> Record:
        """Undo a deletion of one record, as when it reappears in the customer's tool."""
        place = self.find(model, id)
        record = {**place.record, "remote_deleted_at": None, "changed_at": format_instant(self.now)}
        self.replace(model, place, record)
        self._note(model, id, "restored", place.record)
        self._touch_relatives(model, record, membership=True)
        return record

    def receive(self, model: str, record: Record) -> None:
        """Make a record as it is in the customer's own system: add it, change it, delete it or bring it back.

        One that came and went unseen is left out, as no sync ever saw it.
        """
        known = self.get(model, record["id"])
        gone = record["remote_deleted_at"] is not None
        fields = {key: value for key, value in record.items() if key not in _MARKS}
        if known is None:
            if not gone:
                self.insert(model, fields, remote_id=record["remote_id"])
            return
        self.update(model, record["id"], fields)
        if gone:
            self.delete(model, record["id"])
        elif known["remote_deleted_at"] is not None:
            self.restore(model, record["id"])

    def follow(self, model: str, before: Record | None, after: Record) -> None:
        """Do to a record what was done to its copy in another world; what only happened to it here stays.

        One that is gone here, and was not there, stays as it is.
        """
        known = self.get(model, after["id"])
        if before is None or known is None:
            self.receive(model, after)
            return
        was_gone = before["remote_deleted_at"] is not None
        if known["remote_deleted_at"] is not None and not was_gone:
            return
        lists = self._membership_keys(model)
        changed = [key for key in after if key not in _MARKS and (key not in before or before[key] != after[key])]
        self.receive(
            model,
            known
            | {
                key: merged_list(before.get(key) or [], after[key] or [], known.get(key) or [])
                if key in lists
                else merged(before.get(key), after[key], known.get(key))
                for key in changed
            }
            | {"remote_deleted_at": after["remote_deleted_at"]},
        )

    def _next_remote_id(self, model: str) -> str:
        count = self._counters[model] = self._counters.get(model, 0) + 1
        place = list(self.layout.catalog.models).index(model)
        return str(FIRST_WRITTEN + RANGE * place + count)

    def _membership_keys(self, model: str) -> set[str]:
        relations = self.layout.catalog.models[model].relations.values()
        return {relation.list for relation in relations if relation.list}

    def _parents(self, model: str) -> list[Relation]:
        return self.layout.catalog.relations_to(model)

    def _touch_relatives(self, model: str, record: Record, *, membership: bool, before: Record | None = None) -> None:
        """Make the records that show this one appear under `updated_after`, without moving their `changed_at`."""
        for relation in self._parents(model):
            if not ("linked" in relation.touches or (membership and "membership" in relation.touches)):
                continue
            if relation.many:
                owners = {record.get(relation.many), before.get(relation.many) if before else None}
                self.touch(relation.model, Condition("id", "equals", tuple(owner for owner in owners if owner)))
            elif "linked" in relation.touches:
                self.touch(relation.model, Condition(relation.path, "equals", (record["id"],)))

    def _note_joins(self, model: str, keys: set[str]) -> None:
        """Name the joins whose lists stand under these keys, as webhooks do."""
        for relation in self.layout.catalog.models[model].relations.values():
            if relation.join is not None and relation.list in keys:
                self.changed[relation.join] = None

    def _note(self, model: str, id: str, what: str, before: Record | None) -> None:
        self.changed[model] = None
        self.before.setdefault((model, id), before)
        self.journal.append((model, id, what))
