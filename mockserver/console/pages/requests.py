"""Requests: what was asked and answered, live, to be asked again, and as a file for other tools."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson

from mockserver.api.request import Answer
from mockserver.console.actions import curl
from mockserver.console.driving import drive_each
from mockserver.console.rendering import fragment, render
from mockserver.console.stream import Stream
from mockserver.console.visit import Refused, Visit, page

_SHOWN = 100
_FILTERS = ("method", "status", "refused", "tool", "path", "text")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# So often a stream looks whether a new journal was begun, by which numbers begin anew.
_SECONDS = 5


@page("/requests")
async def requests(visit: Visit) -> Answer:
    """Show the newest requests."""
    filters = _filters(visit)
    problem = None
    found: dict[str, Any] = {"requests": [], "recorded": 0, "dropped": 0}
    try:
        found = await visit.control("GET", "/requests", **filters, limit=_SHOWN)
    except Refused as refused:
        problem = refused
    newest = found["recorded"]
    return render(
        visit,
        "requests.html",
        entries=found["requests"],
        filters=filters,
        methods=METHODS,
        query=urlencode(visit.query),
        newest=newest,
        dropped=found["dropped"],
        problem=problem,
        tools=sorted(visit.server.catalog.connectors),
    )


@page("/requests/stream")
async def stream(visit: Visit) -> Answer:
    """Give each request as it comes, as a row of the table."""
    after = visit.query.get("after", "0")
    events = _events(visit, int(after) if after.isdigit() else 0)
    return Stream(200, b"", events=lambda: drive_each(events, visit.server.store.worker, visit.server.control.answer))


async def _events(visit: Visit, after: int) -> AsyncGenerator[str, None]:
    yield "retry: 2000\n\n"
    filters = _filters(visit)
    while True:
        try:
            found = await visit.control("GET", "/requests", **filters, after=after, wait=_SECONDS, limit=_SHOWN)
        except Refused:
            return
        for entry in reversed(found["requests"]):
            row = fragment(visit, "_request_row.html", entry=entry)
            yield f"id: {entry['id']}\ndata: {orjson.dumps(row).decode()}\n\n"
        after = found["recorded"]
        yield ": still here\n\n"


@page("/requests.har")
async def har(visit: Visit) -> Answer:
    """Give the requests as an HTTP archive."""
    found = await visit.control("GET", "/requests", **_filters(visit), limit=10_000)
    entries = [_har(visit, each) for each in reversed(found["requests"])]
    log = {"version": "1.2", "creator": {"name": "mockserver", "version": "0.1"}, "entries": entries}
    headers = [(b"content-disposition", b'attachment; filename="requests.har"')]
    return Answer.json(200, {"log": log}, headers)


@page("/requests/{number}")
async def request(visit: Visit, number: str) -> Answer:
    """Show one request and its answer."""
    entry = await visit.control("GET", f"/requests/{number if number.isdigit() else '0'}")
    path = f"/v1{entry['path']}" + (f"?{entry['query']}" if entry["query"] else "")
    body = entry["request"]["body"]
    call = curl(visit, entry["method"], path, entry["request"]["headers"].get("x-integration-id"), body)
    return render(visit, "request.html", entry=entry, call=call)


def _filters(visit: Visit) -> dict[str, str]:
    return {name: visit.query[name].strip() for name in _FILTERS if visit.query.get(name, "").strip()}


def _har(visit: Visit, entry: dict[str, Any]) -> dict[str, Any]:
    asked, answered = entry["request"], entry["answer"]
    address = f"{visit.url}/v1{entry['path']}" + (f"?{entry['query']}" if entry["query"] else "")
    kind = "application/json"
    common = {"httpVersion": "HTTP/1.1", "cookies": [], "headersSize": -1}
    post = {} if asked["body"] is None else {"postData": {"mimeType": kind, "text": _text(asked["body"])}}
    return {
        "startedDateTime": entry["at"],
        "time": entry["duration_ms"],
        "request": {
            **common, **post, "method": entry["method"], "url": address, "bodySize": asked["bytes"],
            "headers": _pairs(asked["headers"]),
            "queryString": [{"name": name, "value": value} for name, value in parse_qsl(entry["query"])],
        },
        "response": {
            **common, "status": entry["status"] or 0, "statusText": "", "redirectURL": "",
            "bodySize": answered["bytes"], "headers": _pairs(answered["headers"]),
            "content": {"size": answered["bytes"], "mimeType": kind, "text": _text(answered["body"])},
        },
        "cache": {},
        "timings": {"send": 0, "wait": entry["duration_ms"], "receive": 0},
    }  # fmt: skip


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _text(body: Any) -> str:
    return body if isinstance(body, str) else "" if body is None else orjson.dumps(body).decode()
