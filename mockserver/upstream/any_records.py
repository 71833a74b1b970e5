"""Records of any model: deleted, back again, or changed by hand."""

from __future__ import annotations

from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.records import Record, Selection
from mockserver.suggest import did_you_mean
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, NothingFitsError
from mockserver.upstream.hris_balances import after_restoration, before_deletion
from mockserver.upstream.mending import mend, remove
from mockserver.upstream.patches import checked
from mockserver.upstream.references import belongings, owners

# What is deleted when nobody says what: the people.
_USUAL = {"ATS": "ats_candidates", "HRIS": "hris_employees", "ASSESSMENT": "assessment_orders"}


@happens("record_deleted")
def record_deleted(happening: Happening) -> dict[str, Any]:
    """Delete a record and all that goes with it; what named it names it no longer."""
    model = _model(happening)
    if "id" in happening.values:
        record = happening.named("$.id", model, happening.values["id"])
    else:
        found = happening.pick(model)
        if found is None:
            raise NothingFitsError(f"$.event: there is no live record of {model!r}.")
        record = found
    before_deletion(happening, model, record)
    remove(happening, model, record["id"])
    return {}


@happens("record_restored")
def record_restored(happening: Happening) -> dict[str, Any]:
    """Bring a deleted record back, with what went together with it; without an id the one that was deleted last."""
    model = _model(happening)
    record = _deleted(happening, model)
    for key, owner, id in owners(happening.records, model, record):
        above = happening.records.get(owner, id)
        if above is None or above["remote_deleted_at"] is not None:
            raise InputInvalid(f"$.id: {record['id']} belongs to {key} {id}, which is deleted; restore that first.")
    back: list[tuple[str, Record]] = []
    _bring_back(happening, model, record, record["remote_deleted_at"], back)
    for kind, restored in back:
        mend(happening, kind, restored)
    after_restoration(happening, model, back[0][1])
    return {}


@happens("record_changed")
def record_changed(happening: Happening) -> dict[str, Any]:
    """Change fields of a record as given; each must be one that the model has, and a value that the API could give."""
    model = _model(happening)
    record = happening.named("$.id", model, happening.values["id"])
    happening.change(model, record, checked(happening, model, record, happening.values["changes"]))
    return {}


def _model(happening: Happening) -> str:
    """Give the model that is meant by its id or its name in paths."""
    category = happening.integration.category
    given = happening.values.get("model")
    if given is None:
        return _USUAL[category]
    models = {
        id: model
        for id, model in happening.store.catalog.models.items()
        if model.category == category and model.short is not None
    }
    names = {str(model.short): id for id, model in models.items()} | {id: id for id in models}
    if given not in names:
        raise InputInvalid(
            f"$.model: {given[:100]!r} is not known in {category} integrations{did_you_mean(given, names)}"
        )
    return names[given]


def _deleted(happening: Happening, model: str) -> Record:
    records = happening.records
    if "id" in happening.values:
        record = records.get(model, happening.values["id"])
        if record is None or record["remote_deleted_at"] is None:
            state = "no record" if record is None else "no deleted record"
            raise InputInvalid(f"$.id: there is {state} of {model!r} with the id {happening.values['id'][:100]!r}.")
        return record
    everything = records.select(Selection(model, include_deleted=True, limit=10_000_000))
    alive = set(records.select(Selection(model, limit=10_000_000)))
    gone = records.load(model, [sequence for sequence in everything if sequence not in alive]).values()
    fitting = [record for record in gone if not _waits_for_owner(happening, model, record)]
    if not fitting:
        raise NothingFitsError(f"$.event: there is no deleted record of {model!r} that could come back.")
    return max(fitting, key=lambda record: str(record["remote_deleted_at"]))


def _waits_for_owner(happening: Happening, model: str, record: Record) -> bool:
    found = (happening.records.get(owner, id) for _, owner, id in owners(happening.records, model, record))
    return any(above is None or above["remote_deleted_at"] is not None for above in found)


def _bring_back(happening: Happening, model: str, record: Record, since: str, back: list[tuple[str, Record]]) -> None:
    """Restore a record and what was deleted at the same instant because of it, unless it waits for another owner."""
    if _waits_for_owner(happening, model, record):
        return
    back.append((model, happening.records.restore(model, record["id"])))
    for kind, child in list(belongings(happening.records, model, record)):
        if child["remote_deleted_at"] == since:
            _bring_back(happening, kind, child, since, back)
