"""Filters: query parameters to conditions on stored records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from mockserver.api.call import Call
from mockserver.api.shape import ERASED_AFTER
from mockserver.description import Parameter
from mockserver.ids import record_id
from mockserver.instants import format_date, format_instant
from mockserver.state.records import Condition
from mockserver.state.terms import NULL_TERM

# What is left of a record that was deleted long ago can still be asked for by these.
_MARKS = frozenset({"id", "remote_id"})


def conditions(call: Call) -> tuple[Condition, ...] | None:
    """Give the conditions of a list request, or None when a filter on something uncovered filters out everything."""
    values, records, model = call.arguments.values, call.records, str(call.operation.model)
    deleted_too = values.get("include_deleted") == "true"
    found = [Condition(path, "equals", (value,)) for path, value in call.operation.where.items()]
    found += call.view.reading.conditions(model, records, deleted_too=deleted_too)
    call.explanations += [f"{rule} may hide some records" for rule in call.view.reading.hiding.get(model, ())]
    for parameter in call.operation.parameters:
        if parameter.filter is None or values.get(parameter.name) is None:
            continue
        if not _supported(call, parameter):
            if values.get("ignore_unsupported_filters") == "true":
                call.explanations.append(f"{parameter.name} was ignored: the connector does not cover this filter")
                continue
            call.explanations.append(f"{parameter.name} filters out everything: the connector does not cover it")
            return None
        found += _conditions(call, parameter, values[parameter.name], deleted_too=deleted_too)
        if deleted_too and parameter.filter.path not in _MARKS:
            # Stored it is still there, but an answer must not tell what was in it.
            found.append(Condition("deleted_at", "none_until", (str(call.now - ERASED_AFTER),)))
    return tuple(found)


def _supported(call: Call, parameter: Parameter) -> bool:
    assert parameter.filter is not None
    assert call.operation.model is not None
    field = parameter.filter.field
    if field == "id":
        return True
    relation = call.catalog.models[call.operation.model].relations.get(field)
    if relation is None:
        return call.view.covers(call.operation.model, field)
    known = call.view.has_model(relation.to) and (not relation.join or call.view.has_model(relation.join))
    if relation.many and known:
        # Which records are related has to be known, and what is looked for in them.
        looked_at = (relation.many, parameter.filter.path.partition(".")[2])
        return all(call.view.covers(relation.to, key) for key in looked_at)
    return known


def _conditions(call: Call, parameter: Parameter, value: Any, *, deleted_too: bool) -> list[Condition]:
    filter_, model, records = parameter.filter, str(call.operation.model), call.records
    assert filter_ is not None
    path, match = filter_.path, filter_.match
    texts = tuple(_texts(parameter, value))
    if match == "folded":
        texts, match = tuple(text.casefold() for text in texts), "equals"
    elif match == "contains":
        texts = tuple(text.casefold() for text in texts)
    head, _, rest = path.partition(".")
    relation = call.catalog.models[model].relations.get(head)
    if relation is None:
        return _shown(call, model, Condition(path, match, texts))
    there = call.view.reading.conditions(relation.to, records, deleted_too=deleted_too)
    wanted = (*_shown(call, relation.to, Condition(rest, match, texts)), *there)
    if relation.many:
        return [Condition("id", "equals", tuple(records.values(relation.to, relation.many, wanted)))]
    return [Condition(relation.path, "equals", tuple(records.ids(relation.to, wanted)))]


def _shown(call: Call, model: str, condition: Condition) -> list[Condition]:
    """Give the conditions on stored values that stand for one on shown values."""
    if condition.path == "remote_id":
        # An id is the hash of integration and remote id, so the one index on ids serves both.
        made = tuple(record_id(call.integration.id, remote) for remote in condition.values)
        return [Condition("id", "equals", made)]
    return call.view.reading.stored(model, call.records, condition)


def _texts(parameter: Parameter, value: Any) -> Iterable[str]:
    assert parameter.filter is not None
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, dict):
            ((key, wanted),) = item.items()
            yield f"{key}={orjson.dumps(wanted).decode()}"
        elif isinstance(item, int) and not isinstance(item, bool):
            yield format_date(item) if parameter.schema.get("format") == "date" else format_instant(item)
        else:
            yield NULL_TERM if item == parameter.filter.null_word else str(item)
