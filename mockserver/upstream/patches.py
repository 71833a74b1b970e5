"""Changes by hand, checked: keys that the model has, values that the API could give, ids that lead to live records."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from mockserver.description.body import validator
from mockserver.errors import InputInvalid
from mockserver.state.records import Record
from mockserver.suggest import did_you_mean
from mockserver.upstream.ats_pipelines import APPLICATIONS, pipeline_of
from mockserver.upstream.happening import Happening
from mockserver.upstream.references import owners, references

_MARKS = frozenset({"id", "remote_id", "changed_at", "remote_deleted_at"})
_MOST_PROBLEMS = 10


def checked(happening: Happening, model: str, record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give the changes if all of them can be made; InputInvalid names the first that cannot."""
    plain = {reference.key: reference for reference in references() if reference.of == model and not reference.item}
    owned = {key for key, _, _ in owners(happening.records, model, record)}
    lists = {reference.key for reference in references() if reference.of == model and reference.item}
    known = record.keys() - _MARKS - owned - lists
    for key, value in changes.items():
        place = f"$.changes.{key}"
        if key not in known:
            why = "cannot be changed." if key in record else f"is not known{did_you_mean(key, known)}"
            raise InputInvalid(f"{place} {why}", explanation=f"known: {', '.join(sorted(known))}")
        if key in plain and value is not None:
            _check_ids(happening, plain[key].to, value, place, several=isinstance(record[key], list))
    _check_values(happening, model, {key: value for key, value in changes.items() if key not in plain})
    if model == APPLICATIONS and changes.get("current_stage_id") is not None:
        _check_stage(happening, record, changes["current_stage_id"])
    return dict(changes)


def _check_ids(happening: Happening, to: str, value: Any, place: str, *, several: bool) -> None:
    ids = value if several else [value]
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise InputInvalid(f"{place} must be {'a list of ids' if several else 'an id'}.")
    for number, id in enumerate(ids):
        happening.named(f"{place}[{number}]" if several else place, to, id)


def _check_values(happening: Happening, model: str, changes: Mapping[str, Any]) -> None:
    """Check values against the schema of the answer; what no answer shows may be anything."""
    entry = happening.store.catalog.models[model]
    if entry.schema is None:
        return
    properties = happening.store.description.schema(entry.schema)["properties"]
    body = {"changes": {key: value for key, value in changes.items() if key in properties}}
    schema = {"properties": {"changes": {"type": "object", "properties": properties}}}
    errors = list(islice(validator(schema).iter_errors(body), _MOST_PROBLEMS))
    if errors:
        from mockserver.description.problems import problems

        found = list(dict.fromkeys(text for error in errors for text in problems(error)))[:_MOST_PROBLEMS]
        raise InputInvalid(found[0], explanation=" ".join(found))


def _check_stage(happening: Happening, record: Record, stage_id: str) -> None:
    own = [stage["id"] for stage in pipeline_of(happening.records, record)]
    if stage_id not in own:
        raise InputInvalid(
            f"$.changes.current_stage_id: {stage_id} is no stage of the application's job.",
            explanation=f"the stages of the job are {', '.join(own)}",
        )
