"""Entries of the journal as the control API shows them: decoded when they are read, keys masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from mockserver.instants import format_instant
from mockserver.state.journal import SECRET_HEADERS, Entry

# What is left of headers that hold keys tells that there was one.
_SECRET = frozenset(name.decode() for name in SECRET_HEADERS)
_MASK = "********"


def document(entry: Entry) -> dict[str, Any]:
    """Give an entry as a JSON document; `status` is null where no answer was sent."""
    explanation = dict(entry.answer_headers).get(b"x-mock-explanation")
    return {
        "id": entry.number,
        "at": format_instant(entry.at),
        "method": entry.method,
        "path": entry.path,
        "query": entry.query.decode("latin-1"),
        "operation": entry.operation,
        "integration_id": entry.integration_id,
        "status": status_of(entry),
        "outcome": entry.ending or "answered",
        "duration_ms": round(entry.microseconds / 1000, 2),
        "explanation": None if explanation is None else explanation.decode("latin-1"),
        "request": _message(entry.headers.items(), entry.body, entry.body_size),
        "answer": _message(entry.answer_headers, entry.answer, entry.answer_size),
    }


def status_of(entry: Entry) -> int | None:
    """Give the status that the client saw."""
    return None if entry.ending in {"reset", "hang"} else entry.status


def decoded(body: bytes) -> Any:
    """Give a body as JSON if it is that, else as text; None if it is empty."""
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def contains(entry: Entry, text: str) -> bool:
    """Tell whether what was kept of either body holds a text, upper and lower case alike."""
    wanted = text.casefold()
    return any(wanted in _text(body).casefold() for body in (entry.body, entry.answer))


def _message(headers: Iterable[tuple[bytes, bytes]], body: bytes, size: int) -> dict[str, Any]:
    return {
        "headers": {name.decode("latin-1"): _shown(name.decode("latin-1"), value) for name, value in headers},
        "body": decoded(body),
        "bytes": size,
        "clipped": len(body) < size,
    }


def _shown(name: str, value: bytes) -> str:
    if name not in _SECRET:
        return value.decode("latin-1")
    scheme, blank, _ = value.decode("latin-1").partition(" ")
    return f"{scheme} {_MASK}" if blank else _MASK


def _text(body: bytes) -> str:
    if b"\\u" in body:
        # As the same text written plainly, which is what somebody searches for.
        shown = decoded(body)
        return shown if isinstance(shown, str) else orjson.dumps(shown).decode()
    return body.decode("utf-8", "replace")
