"""Own records: what somebody adds to a seeded world or changes in it, at the moment in which the world is made.

They are a part of what the world is made from, so environments that begin alike share it, like any other. In the
settings of an integration they stand as one text, for settings are copied and saved with every write. An entry:

`{"model", "match", "remote_id", "like", "delete", "fields"}`: `match` says by which values the record is found that is
changed; without it a record is added that has the tool's own id `remote_id`. `like` names the record, by the tool's id
too, from which everything is taken that `fields` do not say; else what they do not say is empty. Days and ids inside
may be written as placeholders say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from mockserver.connectors.inputs import properties
from mockserver.description import Description
from mockserver.errors import MockServerError
from mockserver.ids import record_id
from mockserver.state.placeholders import filled, resolved
from mockserver.state.records import Record, Records, Selection
from mockserver.state.terms import Path, term_values
from mockserver.state.transaction import FIRST_WRITTEN, Transaction
from mockserver.suggest import did_you_mean

Entry = Mapping[str, Any]

_MARKS = frozenset({"id", "remote_id", "changed_at", "remote_deleted_at"})


class OwnRecordError(MockServerError):
    """An entry does not fit the world: `number` is its place, `keys` lead to what is wrong in it."""

    def __init__(self, number: int, keys: tuple[str, ...], text: str) -> None:
        super().__init__(text)
        self.number, self.keys, self.text = number, keys, text


def apply(description: Description, records: Transaction, entries: Sequence[Entry], company: str | None = None) -> None:
    """Write the entries into a world, at the anchor of its environment; OwnRecordError if one does not fit."""
    texts = ("fields", "match")
    meant = [
        {**entry, **{key: _meant(records, entry[key], company) for key in texts if entry[key] is not None}}
        for entry in entries
    ]
    written = [_write(description, records, number, entry) for number, entry in enumerate(meant)]
    # At last, so that what goes with a record goes too, whenever it came.
    for entry, id in zip(entries, written, strict=True):
        if entry["delete"]:
            records.delete(entry["model"], id)


def blank(description: Description, records: Records, model: str) -> Record:
    """Give the keys of a model's records with nothing in them: those that another record of the world has."""
    first = records.load(model, records.select(Selection(model, include_deleted=True, limit=1)))
    for record in first.values():
        return {key: [] if isinstance(value, list) else None for key, value in record.items() if key not in _MARKS}
    return _blank_by_schema(description, records, model)


def _blank_by_schema(description: Description, records: Records, model: str) -> Record:
    catalog = records.layout.catalog
    entry = catalog.models[model]
    schema = description.schema(entry.schema) if entry.schema else {}
    found: Record = {
        key: [] if part.get("type") == "array" else None
        for key, part in properties(schema).items()
        if key not in entry.relations and key not in _MARKS
    }
    for relation in entry.relations.values():
        if relation.list:
            found[relation.list] = []
        elif relation.one:
            found[relation.one] = None
    return found | {relation.many: None for relation in catalog.relations_to(model) if relation.many}


def _write(description: Description, records: Transaction, number: int, entry: Entry) -> str:
    """Add or change one record and give its id."""
    model, empty = entry["model"], blank(description, records, entry["model"])
    given = entry["fields"]
    for key in given:
        if key not in empty:
            raise OwnRecordError(number, (key,), f"unknown key {key!r}{did_you_mean(key, empty)}")
    if entry["match"] is not None:
        id = str(_matching(records, number, entry)["id"])
        records.update(model, id, given)
        return id
    remote_id = entry["remote_id"]
    if remote_id.isdecimal() and int(remote_id) >= FIRST_WRITTEN:
        text = f"numbers from {FIRST_WRITTEN} on belong to records that are written later"
        raise OwnRecordError(number, ("remote_id",), text)
    if records.get(model, record_id(records.integration_id, remote_id)) is not None:
        text = f"there is a record {remote_id!r} already; to change it, write match: {{remote_id: {remote_id}}}"
        raise OwnRecordError(number, ("remote_id",), text)
    template = empty if entry["like"] is None else _alike(records, number, entry)
    return str(records.insert(model, {**template, **given}, remote_id=remote_id)["id"])


def _alike(records: Transaction, number: int, entry: Entry) -> Record:
    model, remote_id = entry["model"], entry["like"]
    record = records.get(model, record_id(records.integration_id, remote_id))
    if record is None:
        known = (str(other["remote_id"]) for other in records.all(model))
        raise OwnRecordError(number, ("like",), f"there is no record {remote_id!r}{did_you_mean(remote_id, known)}")
    return {key: value for key, value in record.items() if key not in _MARKS}


def _matching(records: Transaction, number: int, entry: Entry) -> Record:
    """Give the first record, in the order of the list, that has all the values."""
    model, wanted = entry["model"], entry["match"]
    for record in records.all(model):
        if all(_text(value) in _texts(record, path) for path, value in wanted.items()):
            return record
    first = next(iter(wanted))
    seen = (text for record in records.all(model) for text in _texts(record, first))
    sought = ", ".join(f"{path} {value!r}" for path, value in wanted.items())
    label = records.layout.catalog.models[model].label
    text = f"no record of {label!r} has {sought}{did_you_mean(_text(wanted[first]), seen)}"
    raise OwnRecordError(number, ("match", first), text)


def _meant(records: Transaction, written: Mapping[str, Any], company: str | None) -> dict[str, Any]:
    """Give fields with the ids and days that are meant; the anchor is the instant of the transaction."""
    given: dict[str, Any] = filled(resolved(dict(written), records.integration_id), records.now, company)
    return given


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _texts(record: Record, path: str) -> Iterator[str]:
    return term_values(record, Path(path))
