"""Records as the API returns them: by the schema of its answers, with the gaps that a connector leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mockserver.api.fillers import Listed, Many, One
from mockserver.api.schema_parts import items_part, object_part, properties
from mockserver.api.shape import Filler, Shape
from mockserver.description import Description, Operation, load
from mockserver.description.schemas import Schema
from mockserver.errors import ConfigurationError
from mockserver.strategies.facts import facts
from mockserver.strategies.schemas import following
from mockserver.suggest import did_you_mean

_MOST_NESTED = 2


def records(path: str, tool: str | None = None, **options: Any) -> SearchStrategy[dict[str, Any]]:
    """Give records of a list such as `/ats/jobs`: everything that its schema allows, unknown words in open enums too.

    With a tool they have the gaps that its connector leaves: null, or an empty list, where it covers nothing. What they
    refer to need not exist. ConfigurationError for a path that is no list.
    """
    return st.deferred(lambda: _records(path, tool, options))


def _records(path: str, tool: str | None, options: Mapping[str, Any]) -> SearchStrategy[dict[str, Any]]:
    operation = _list_at(load(), path)
    schema: Schema = operation.answer_schema["properties"]["results"]["items"]
    if tool is None:
        return following(schema)
    known = facts(tool, str(operation.category), dict(options))
    if not known.coverage.has_model(str(operation.model)):
        raise ConfigurationError(f"{tool} has no {path}: its page does not list the model")
    own = known.operation(operation.id)
    return _shown(own.answer_schema["properties"]["results"]["items"], known.shape(own))


def _list_at(description: Description, path: str) -> Operation:
    lists = {each.path: each for each in description.operations.values() if each.kind == "list"}
    if path not in lists:
        raise ConfigurationError(f"{path!r} is no list of the API{did_you_mean(path, lists)}")
    return lists[path]


def _shown(schema: Mapping[str, Any], shape: Shape) -> SearchStrategy[dict[str, Any]]:
    """Give records as a shape answers them."""
    parts = properties(schema)
    found = {key: st.just(value) for key, value in shape.blank.items()}
    found |= {key: following(parts[key]) for key in shape.copied}
    found |= {key: found[key].map(hidden.hide) for key, hidden in shape.masks}
    for filler in shape.fillers:
        found |= _related(filler, parts)
    return st.fixed_dictionaries(found)


def _related(filler: Filler, parts: Mapping[str, Schema]) -> dict[str, SearchStrategy[Any]]:
    if isinstance(filler, One):
        return {filler.key: st.none() | _shown(object_part(parts[filler.key]), filler.shape)}
    assert isinstance(filler, Many | Listed), "another kind of filler needs a line here"
    entry = items_part(parts[filler.key])
    one = _shown(entry, filler.shape)
    if isinstance(filler, Listed):
        own = st.fixed_dictionaries({key: following(properties(entry)[key]) for key in filler.own})
        unknown = {key: filler.shape.blank[key] for key in filler.unknown}
        one = st.builds(lambda record, membership: {**record, **membership, **unknown}, one, own)
    return {filler.key: st.lists(one, max_size=_MOST_NESTED)}
