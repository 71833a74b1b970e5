"""Recording: a request and its answer become an entry of the journal."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import orjson

from mockserver.api.request import Answer, Request
from mockserver.state.journal import BODY_KEPT, ENTRY_BYTES, Entry, Journal

# In a body that is too large, texts that are longer are shortened first: contents of files, mostly.
_LONGEST_TEXT = 200
# Larger ones are only cut off; taking them apart once more would cost as much as answering did.
_LARGEST_TAKEN_APART = 4_000_000


def entry_of(
    journal: Journal,
    request: Request,
    answer: Answer,
    *,
    at: int,
    microseconds: int,
    operation: str | None,
    integration_id: str | None,
) -> Entry:
    """Give the next entry of a journal; `microseconds` is how long it took to make the answer."""
    headers, body, delivery = request.headers, kept(request.body), answer.delivery
    told, before = answer.body[:BODY_KEPT], journal.latest
    size = ENTRY_BYTES + len(request.path) + len(request.query) + len(body) + len(told)
    # Clients repeat themselves: what is the same as before need not be kept twice.
    if before is not None and before.headers == headers:
        headers = before.headers
    else:
        size += sum(map(len, headers)) + sum(map(len, headers.values()))
    if delivery is not None:
        microseconds += (delivery.delay_ms + delivery.drip_ms) * 1000
    return Entry(
        journal.recorded + 1,
        at,
        microseconds,
        request.method,
        request.path,
        request.query,
        headers,
        body,
        len(request.body),
        operation,
        integration_id,
        answer.status,
        answer.headers,
        told,
        len(answer.body),
        "" if delivery is None else delivery.ending,
        size,
    )


def kept(body: bytes) -> bytes:
    """Give what is kept of a body: all of it, or JSON with shortened texts if that is enough, or its beginning."""
    if len(body) <= BODY_KEPT:
        return body
    if len(body) <= _LARGEST_TAKEN_APART:
        with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
            body = orjson.dumps(_shortened(orjson.loads(body)))
    return body[:BODY_KEPT]


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:100]}… ({len(value)} characters)"
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    return [_shortened(inner) for inner in value] if isinstance(value, list) else value
