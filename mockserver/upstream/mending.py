"""What becomes of others when a record goes or comes back: what goes along, and what names something else instead."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from mockserver.state.records import Record, Records
from mockserver.upstream.ats_pipelines import APPLICATIONS, HIRED, pipeline_of
from mockserver.upstream.happening import Happening
from mockserver.upstream.references import Reference, belongings, holders, references

Key = tuple[str, str]


def remove(happening: Happening, model: str, id: str) -> None:
    """Delete a record with all that goes with it, and mend whatever named one of these."""
    records = happening.records
    gone = _going(records, model, id)
    # Looked up before anything is mended: what comes instead may depend on what is about to change.
    instead = {(kind, dead): _stand_in(records, kind, dead, gone) for kind, dead in gone}
    for reference in references():
        dead = {other for kind, other in gone if kind == reference.to}
        for holder in holders(records, reference, dead) if reference.gone != "delete" else ():
            if (reference.of, holder["id"]) not in gone:
                stand_in = instead.get((reference.to, str(holder[reference.key])))
                value = _without(reference, holder, dead, stand_in)
                happening.change(reference.of, holder, {reference.key: value})
                _renumber(happening, reference, holder, value)
    for key in gone:
        records.delete(*key)


def mend(happening: Happening, model: str, record: Record) -> Record:
    """Let a record that is back name no record that is gone."""
    for reference in references():
        if reference.of != model or reference.gone == "delete":
            continue
        ids = reference.ids(record)
        found = happening.records.many(reference.to, ids)
        dead = {id for id in ids if id not in found or found[id]["remote_deleted_at"] is not None}
        if dead:
            value = _without(reference, record, dead, _instead_of_dead(happening, reference, record))
            record = happening.change(model, record, {reference.key: value})
    return record


def _going(records: Records, model: str, id: str) -> dict[Key, None]:
    """Give a record and the live ones that go with it, owners first."""
    gone: dict[Key, None] = {}
    waiting = [(model, id)]
    while waiting:
        model, id = waiting.pop()
        record = records.get(model, id)
        if record is None or record["remote_deleted_at"] is not None or (model, id) in gone:
            continue
        gone[model, id] = None
        for kind, child in belongings(records, model, record):
            if not _is_named_elsewhere(records, kind, child["id"], gone):
                waiting.append((kind, child["id"]))
    return gone


def _is_named_elsewhere(records: Records, model: str, id: str, gone: Container[Key]) -> bool:
    """Tell whether something that stays names what would go along, as when two jobs share a stage."""
    return any(
        (reference.of, holder["id"]) not in gone
        for reference in references()
        if reference.to == model and reference.together
        for holder in holders(records, reference, [id])
    )


def _without(reference: Reference, holder: Record, dead: set[str], instead: str | None) -> Any:
    """Give the value of a key that names records which are gone, without them."""
    value = holder[reference.key]
    if reference.gone == "clear":
        return None
    if reference.gone != "drop":
        return None if instead == holder["id"] else instead
    kept = [entry for entry in value if (entry[reference.item] if reference.item else entry) not in dead]
    if reference.item is None:
        return kept
    return [{**entry, "index": place} if "index" in entry else entry for place, entry in enumerate(kept)]


def _renumber(happening: Happening, reference: Reference, holder: Record, value: Any) -> None:
    """Let records that know their own place in a list, as stages do, know the one that they have now."""
    item = reference.item
    if reference.gone != "drop" or item is None:
        return
    before = {entry[item]: entry.get("index") for entry in holder[reference.key]}
    after = {entry[item]: entry.get("index") for entry in value}
    for id, member in happening.records.many(reference.to, after).items():
        # Another list that the record stands in may be the one that it knows.
        if after[id] is not None and member.get("index") == before[id]:
            happening.change(reference.to, member, {"index": after[id]})


def _stand_in(records: Records, model: str, id: str, gone: Iterable[Key]) -> str | None:
    """Give the id of what comes instead of a record that goes: the stage before it, the manager above."""
    taken = {other for kind, other in gone if kind == model}
    kinds = {reference.gone for reference in references() if reference.to == model}
    if "step" in kinds:
        return _neighbour(records, model, id, taken)
    key = next((each.key for each in references() if each.to == each.of == model and each.gone == "pass_on"), None)
    return None if key is None else _above(records, model, key, id, taken.__contains__)


def _neighbour(records: Records, model: str, id: str, taken: set[str]) -> str | None:
    for reference in references():
        if reference.to != model or not reference.together:
            continue
        for holder in holders(records, reference, [id]):
            ids = reference.ids(holder)
            place = ids.index(id)
            return next((other for other in (*ids[place::-1], *ids[place:]) if other not in taken), None)
    return None


def _above(records: Records, model: str, key: str, id: str | None, is_gone: Callable[[str], bool]) -> str | None:
    """Follow a key upwards to the first record that is still there."""
    seen: set[str] = set()
    while id is not None and id not in seen:
        seen.add(id)
        record = records.get(model, id)
        if record is not None and record["remote_deleted_at"] is None and not is_gone(id):
            return id
        id = record.get(key) if record is not None else None
    return None


def _instead_of_dead(happening: Happening, reference: Reference, record: Record) -> str | None:
    records = happening.records
    if reference.gone == "pass_on":
        return _above(records, reference.to, reference.key, record[reference.key], lambda _: False)
    if reference.gone == "step":
        holder = records.get(APPLICATIONS, record["application_id"]) if "application_id" in record else record
        stages = pipeline_of(records, holder or {"job_id": None})
        hired = (holder or {}).get("outcome") == HIRED
        return stages[-1 if hired else 0]["id"] if stages else None
    return None
