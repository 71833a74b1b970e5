"""Filters: query parameters to conditions on stored records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from mockserver.api.call import Call
from mockserver.description import Parameter
from mockserver.ids import record_id
from mockserver.instants import format_date, format_instant
from mockserver.state.records import Condition
from mockserver.state.terms import NULL_TERM


def conditions(call: Call) -> tuple[Condition, ...] | None:
    """Give the conditions of a list request, or None when a filter on something uncovered filters out everything."""
    values = call.arguments.values
    found = [Condition(path, "equals", (value,)) for path, value in call.operation.where.items()]
    for parameter in call.operation.parameters:
        if parameter.filter is None or values.get(parameter.name) is None:
            continue
        if not _supported(call, parameter):
            if values.get("ignore_unsupported_filters") == "true":
                call.explanations.append(f"{parameter.name} was ignored: the connector does not cover this filter")
                continue
            call.explanations.append(f"{parameter.name} filters out everything: the connector does not cover it")
            return None
        found.append(_condition(call, parameter, values[parameter.name]))
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
        return call.view.covers(relation.to, parameter.filter.path.partition(".")[2])
    return known


def _condition(call: Call, parameter: Parameter, value: Any) -> Condition:
    filter_ = parameter.filter
    assert filter_ is not None
    assert call.operation.model is not None
    path, match = filter_.path, filter_.match
    if path == "remote_id":
        # An id is the hash of integration and remote id, so the one index on ids serves both.
        wanted = value if isinstance(value, tuple) else (value,)
        return Condition("id", "equals", tuple(record_id(call.integration.id, remote) for remote in wanted))
    texts = tuple(_texts(parameter, value))
    if match == "folded":
        texts, match = tuple(text.casefold() for text in texts), "equals"
    elif match == "contains":
        texts = tuple(text.casefold() for text in texts)
    head, _, rest = path.partition(".")
    relation = call.catalog.models[call.operation.model].relations.get(head)
    if relation is not None and relation.many:
        related = call.records.where(relation.to, rest, texts)
        return Condition("id", "equals", tuple(dict.fromkeys(record[relation.many] for record in related)))
    return Condition(path, match, texts)


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
