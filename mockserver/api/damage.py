"""Damage: what a successful answer of the API turns into when a fault changes what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from mockserver.api.request import Answer, ascii_safe

EXPLANATION = b"x-mock-explanation"
_CHANGES = frozenset({"unknown_enum", "extra_field", "warning"})
# What no list of values has, unless a fault names another one.
UNKNOWN_VALUE = "VALUE_ADDED_LAST_NIGHT"


def damaged(answer: Answer, effect: Mapping[str, Any]) -> Answer:
    """Give an answer with the unknown value, the unknown field and the warning that an effect has."""
    if not _CHANGES & effect.keys():
        return answer
    document = orjson.loads(answer.body)
    if "warning" in effect and "warnings" in document:
        document["warnings"].append({"message": effect["warning"]})
    for record in _records(document.get("data")):
        if "unknown_enum" in effect:
            wanted = effect["unknown_enum"]
            _set(record, wanted["field"].split("."), wanted.get("value", UNKNOWN_VALUE))
        record.update(effect.get("extra_field", {}))
    return replace(answer, body=orjson.dumps(document))


def explained(headers: list[tuple[bytes, bytes]], why: str) -> list[tuple[bytes, bytes]]:
    """Give headers with a reason added to the explanation."""
    before = [value for name, value in headers if name == EXPLANATION]
    others = [(name, value) for name, value in headers if name != EXPLANATION]
    return [*others, (EXPLANATION, b"; ".join([*before, ascii_safe(why)]))]


def _records(data: Any) -> Iterator[dict[str, Any]]:
    """Give the records of a page, or what else the data is, where that is an object."""
    found = data.get("results", data) if isinstance(data, dict) else data
    for record in found if isinstance(found, list) else [found]:
        if isinstance(record, dict):
            yield record


def _set(value: Any, names: list[str], new: Any) -> None:
    """Replace what is at a place, in every entry of lists on the way; what is not there stays away."""
    if isinstance(value, list):
        for item in value:
            _set(item, names, new)
    elif isinstance(value, dict) and names[0] in value:
        if len(names) == 1:
            value[names[0]] = new
        else:
            _set(value[names[0]], names[1:], new)
