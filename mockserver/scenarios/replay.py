"""Replay: the moments of a scenario, called one after the other, and what is different from what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Takes method, path, integration id and body, and gives status and document; the path may be one of the control API.
Send = Callable[[str, str, str | None, Any], tuple[int, Any]]


def play(moment: Mapping[str, Any], send: Send) -> list[str]:
    """Make the calls of a moment, as moments.py gives it, and tell what is different; nothing if all is as it says."""
    for step in moment["first"]:
        status, document = _sent(step, send)
        if status >= 400:
            return [f"{step['method']} {step['path']} answers {status}: {document}"]
    status, document = _sent(moment["call"], send)
    if status != moment["status"]:
        return [f"the status is {status}, not {moment['status']}: {document}"]
    return list(differences(moment["answer"], document))


def differences(wanted: Any, given: Any, place: str = "$") -> Iterator[str]:
    """Tell where an answer lacks what is wanted: members that are not named may be anything, lists are whole."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        for key, value in wanted.items():
            if key in given:
                yield from differences(value, given[key], f"{place}.{key}")
            else:
                yield f"{place}.{key} is missing"
    elif isinstance(wanted, list) and isinstance(given, list):
        if len(wanted) != len(given):
            yield f"{place} has {len(given)} entries, not {len(wanted)}"
        for number, (value, other) in enumerate(zip(wanted, given, strict=False)):
            yield from differences(value, other, f"{place}[{number}]")
    elif wanted != given or isinstance(wanted, bool) != isinstance(given, bool):
        yield f"{place} is {given!r}, not {wanted!r}"


def _sent(call: Mapping[str, Any], send: Send) -> tuple[int, Any]:
    return send(call["method"], call["path"], call["integration_id"], call["body"])
