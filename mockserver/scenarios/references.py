"""References of own records: what they name must be there, and live; what is deleted must be named by nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockserver.ids import record_id
from mockserver.instants import format_instant
from mockserver.state.own_records import Entry
from mockserver.state.placeholders import resolved
from mockserver.state.records import Record, Records
from mockserver.upstream.references import holders, references

_APPLICATIONS, _JOBS = "ats_applications", "ats_jobs"


class Dangling(NamedTuple):
    """An entry, the key in it that is wrong, and why."""

    number: int
    keys: tuple[str, ...]
    text: str


def dangling(records: Records, integration_id: str, entries: Sequence[Entry]) -> Iterator[Dangling]:
    """Give what is wrong with the references of entries that have been written into a world."""
    for number, entry in enumerate(entries):
        if entry["delete"]:
            continue
        fields = resolved(dict(entry["fields"]), integration_id)
        for key, to, ids in _named(records, entry["model"], fields):
            found = records.many(to, ids)
            for id in ids:
                if id not in found or found[id]["remote_deleted_at"] is not None:
                    what = "no" if id not in found else "no live"
                    label = records.layout.catalog.models[to].label
                    yield Dangling(number, (key,), f"there is {what} record of {label!r} {_as_written(entry, key, id)}")
        if entry["model"] == _APPLICATIONS and entry["match"] is None:
            yield from _stage(records, integration_id, number, entry)
    if any(entry["delete"] for entry in entries):
        yield from _left_behind(records, entries)


def _named(records: Records, model: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Give what fields name: the key, the model, the ids."""
    for reference in references():
        if reference.of == model and fields.get(reference.key):
            yield reference.key, reference.to, reference.ids(dict(fields))
    for relation in records.layout.catalog.relations_to(model):
        if relation.many and fields.get(relation.many):
            yield relation.many, relation.model, [fields[relation.many]]


def _as_written(entry: Entry, key: str, id: str) -> str:
    value = entry["fields"][key]
    return f"{value!r}" if isinstance(value, str) else f"with the id {id}"


def _stage(records: Records, integration_id: str, number: int, entry: Entry) -> Iterator[Dangling]:
    application: Record = records.get(_APPLICATIONS, record_id(integration_id, entry["remote_id"])) or {}
    job = records.get(_JOBS, application.get("job_id") or "")
    stage = application.get("current_stage_id")
    if job is None or stage is None:
        key = "job_id" if job is None else "current_stage_id"
        yield Dangling(number, (key,), "every application has a job and is in one of its stages")
    elif stage not in {item["stage_id"] for item in job["stages"]}:
        yield Dangling(number, ("current_stage_id",), "it is no stage of the application's job")


def _left_behind(records: Records, entries: Sequence[Entry]) -> Iterator[Dangling]:
    """Give the entries whose deletion leaves live records that name what is gone."""
    gone_at = format_instant(records.now)
    for number, entry in enumerate(entries):
        if not entry["delete"]:
            continue
        model = entry["model"]
        every = records.all(model, include_deleted=True)
        gone = [record["id"] for record in every if record["remote_deleted_at"] == gone_at]
        for reference in references():
            held = holders(records, reference, gone) if reference.to == model else []
            if held:
                label = records.layout.catalog.models[reference.of].label
                text = f"{held[0]['remote_id']!r} of {label!r} still names it under {reference.key}"
                yield Dangling(number, ("delete",), text)
