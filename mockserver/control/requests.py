"""Control of the request journal: look for entries, wait for them, compare them with what was expected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from mockserver.api.scribe import SETTLED_SECONDS
from mockserver.control.call import ControlCall, controls
from mockserver.control.expectations import Expectation
from mockserver.control.fault_rules import check_places, known
from mockserver.control.journal_entries import contains, document, status_of
from mockserver.control.waiting import wait_until
from mockserver.errors import NotFound
from mockserver.state.journal import BODY_KEPT, Entry, Journal
from mockserver.state.matching import path_matches


@controls("ListRequests")
async def list_requests(call: ControlCall) -> Any:
    """Give the entries that fit the filters, newest first."""
    values = call.arguments.values
    _check_names(call, "", values)

    await _settled(call)
    await _wait(call, values["wait"], values["count"], lambda entry: fits(entry, values))
    found = [entry for entry in _journal(call) if fits(entry, values)]
    journal = _journal(call)
    return {
        "requests": [document(entry) for entry in found[: values["limit"]]],
        "count": len(found),
        "recorded": journal.recorded,
        "dropped": journal.dropped,
        "bounds": {
            "entries": call.pipeline.journals.most_entries,
            "bytes": call.pipeline.journals.most_bytes,
            "body_bytes": BODY_KEPT,
        },
    }


@controls("GetRequest")
def get_request(call: ControlCall) -> Any:
    """Give one entry; 404 if there is none, or none any more."""
    for entry in _journal(call):
        if str(entry.number) == call.path["request_id"]:
            return document(entry)
    raise NotFound(f"request_id: the journal has no entry {call.path['request_id'][:100]!r}; see GET /_mock/requests.")


@controls("ClearRequests")
async def clear_requests(call: ControlCall) -> Any:
    """Begin a new journal."""
    await _settled(call)
    removed = len(_journal(call))
    call.pipeline.recorder.clear(call.environment)
    return {"removed": removed}


@controls("ExpectRequests")
async def expect_requests(call: ControlCall) -> Any:
    """Tell whether the expected calls came, and which ones came nearest if not."""
    body = call.body
    _check_names(call, "$.", body)
    check_places("$.body", body.get("body", {}))
    expected = Expectation.read(body)

    after = body.get("after", 0)

    def fitting(entry: Entry) -> bool:
        return entry.number > after and not expected.differences(entry)

    await _settled(call)
    await _wait(call, body.get("wait", 0), expected.at_least, fitting)
    return expected.report([entry for entry in _journal(call) if entry.number > after])


def fits(entry: Entry, filters: Mapping[str, Any]) -> bool:
    """Tell whether an entry is one of those that the filters of GET /_mock/requests ask for."""
    return all(test(entry, filters[name]) for name, test in _TESTS.items() if name in filters)


def _has_status(entry: Entry, wanted: str) -> bool:
    status = str(status_of(entry))
    return status == wanted or f"{status[0]}xx" == wanted


def _is_refused(entry: Entry, wanted: str) -> bool:
    status = status_of(entry)
    return (status is not None and status >= 400) == (wanted == "true")


_TESTS: Mapping[str, Callable[[Entry, Any], bool]] = {
    "after": lambda entry, number: entry.number > number,
    "operation": lambda entry, id: entry.operation == id,
    "method": lambda entry, method: entry.method == method,
    "integration_id": lambda entry, id: entry.integration_id == id,
    "tool": lambda entry, tool: (entry.integration_id or "").startswith(f"{tool}:"),
    "since": lambda entry, at: entry.at >= at,
    "until": lambda entry, at: entry.at <= at,
    "status": _has_status,
    "refused": _is_refused,
    "path": lambda entry, pattern: path_matches(pattern, entry.path),
    "text": contains,
}


async def _wait(call: ControlCall, seconds: float, wanted: int, fitting: Callable[[Entry], bool]) -> None:
    """Wait until so many entries fit, or the seconds are over; each entry is looked at once."""
    seen, found, journal = 0, 0, _journal(call)

    def enough() -> bool:
        nonlocal seen, found, journal
        current = _journal(call)
        if journal is not current:  # a new one was begun, or it is in a database
            seen, found, journal = 0, 0, current
        fresh = islice(journal, journal.recorded - seen)
        found, seen = found + sum(map(fitting, fresh)), journal.recorded
        return found >= wanted

    journals = call.pipeline.journals
    await wait_until(enough, seconds, journals.listeners, SETTLED_SECONDS if journals.is_shared else None)


async def _settled(call: ControlCall) -> None:
    """Wait until what other processes have answered so far is in the journal."""
    if call.pipeline.journals.is_shared:
        await asyncio.sleep(SETTLED_SECONDS)


def _check_names(call: ControlCall, root: str, given: Mapping[str, Any]) -> None:
    """Refuse names that no entry can ever have."""
    if "operation" in given:
        known(f"{root}operation", given["operation"], call.store.description.operations)
    if "tool" in given:
        known(f"{root}tool", given["tool"], call.catalog.connectors)


def _journal(call: ControlCall) -> Journal:
    return call.pipeline.recorder.journal(call.environment)
