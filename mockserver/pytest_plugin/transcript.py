"""Transcripts: what a test asked the mock and what it was answered, for people who wonder why the test failed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mockserver.pytest_plugin.control import Control, ControlError

if TYPE_CHECKING:
    from mockserver.pytest_plugin.mock import KomboMock

_MOST_LINES = 30
_BODY_SHOWN = 300


def transcript(mock: KomboMock) -> str:
    """Give the requests of an environment as text, with the reason of every refusal; empty if there were none."""
    try:
        return _read(mock.control)
    except ControlError as problem:
        # The report of a test that failed is no place for an error of its own.
        return f"The requests could not be read: {problem}"


def _read(control: Control) -> str:
    document = control.get("/requests", limit=_MOST_LINES)
    entries = document["requests"][::-1]
    if not entries:
        return ""
    refused = sum(1 for entry in entries if _is_refused(entry))
    more = f" (the last {len(entries)} of {document['count']})" if len(entries) < document["count"] else ""
    clock = control.get("/clock")
    head = f"requests: {len(entries)}{more}, refused: {refused}; the clock is {clock['mode']} at {clock['now']}"
    return "\n".join([head, *(text for entry in entries for text in line(entry))])


def line(entry: dict[str, Any]) -> list[str]:
    """Give a request as lines of text: what was asked and answered, and for a refusal why, and what was sent."""
    query = f"?{entry['query']}" if entry["query"] else ""
    outcome = entry["status"] if entry["outcome"] == "answered" else f"{entry['status'] or 'none'} ({entry['outcome']})"
    code = _error(entry).get("code")
    where = f"  [{entry['integration_id']}]" if entry["integration_id"] else ""
    head = f"  #{entry['id']} {entry['method']} {entry['path']}{query} → {outcome}{f' {code}' if code else ''}{where}"
    if not _is_refused(entry):
        return [head]
    why = entry["explanation"] or _error(entry).get("message")
    lines = [head] + ([f"     why: {why}"] if why else [])
    sent = entry["request"]["body"]
    return lines if sent is None else [*lines, f"     sent: {_shortened(sent)}"]


def _is_refused(entry: dict[str, Any]) -> bool:
    return entry["status"] is None or entry["status"] >= 400


def _error(entry: dict[str, Any]) -> dict[str, Any]:
    body = entry["answer"]["body"]
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _shortened(body: Any) -> str:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text if len(text) <= _BODY_SHOWN else f"{text[:_BODY_SHOWN]}… ({len(text)} characters)"
