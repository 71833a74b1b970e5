"""Inputs: what a connector takes of a body; the rest is accepted, not stored, and named in `warnings`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.api.call import Call


def covered_input(call: Call) -> Any:
    """Give the body without the fields that the connector's action does not take; each path is warned about once.

    Keys that the description does not know, `remote_fields` and path parameters repeated in the body never warn.
    """
    ignored = call.view.coverage.ignored_inputs(str(call.operation.action), _leaves(call.body, ""))
    for path in ignored:
        call.warnings.append(f"{path} is not supported by this integration and was ignored.")
    return _without(call.body, "", frozenset(ignored)) if ignored else call.body


def _leaves(value: Any, path: str) -> Iterator[str]:
    """Give the dotted paths of all values that have no parts, without indices."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from _leaves(item, path)
    elif path:
        yield path


def _without(value: Any, path: str, ignored: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, path, ignored) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, item in value.items():
        inner = f"{path}.{key}" if path else key
        if inner not in ignored:
            kept[key] = _without(item, inner, ignored)
    return kept
