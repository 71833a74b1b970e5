"""Lists: the pages of every model, with the same few steps for all of them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import orjson

from mockserver.api.call import Call
from mockserver.api.cursor import list_mark, make_cursor, read_cursor
from mockserver.api.filters import conditions
from mockserver.api.rendered import Fragments, Page, Pages
from mockserver.api.request import Request, ascii_safe
from mockserver.api.schema_parts import Schema
from mockserver.api.shape import ERASED_AFTER, Answer, Shape
from mockserver.description import Operation
from mockserver.instants import DAY, parse_instant
from mockserver.state.environments import Environment
from mockserver.state.records import Records, Selection

# Requests that are remembered; what is asked again comes again soon.
MOST_GIVEN = 4_000
_PAGING = frozenset({"cursor", "page_size"})


class Lists:
    """Answers pages; keeps what was rendered."""

    def __init__(self) -> None:
        self.pages = Pages()
        self.fragments = Fragments()
        # The names of pages that were given, by all that decided about them.
        self._given: dict[Hashable, Hashable] = {}
        # The names of pages that were asked for once: only what comes again is worth the room.
        self._once: dict[Hashable, None] = {}

    def again(self, environment: Environment, operation: Operation, request: Request) -> Page | None:
        """Give the page that the same request got before, if nothing in its environment has changed since."""
        name = self._given.get(_question(environment, operation, request))
        return None if name is None else self.pages.get(name)

    def page(self, call: Call, most: int | None = None) -> Page:
        """Give one page of the model that the operation lists; `most` records on it, where a fault says so.

        Named by what is on it: a client that asks again and again what has changed gets the same page most of the time.
        """
        records, operation = call.records, call.operation
        base: tuple[Any, ...] = (
            records.world, call.environment.revision if call.integration.writable else 0, call.view.key,
        )  # fmt: skip
        if call.view.reading.by_day:
            base += (call.now // DAY,)
        deleted_too = call.arguments.values.get("include_deleted") == "true"
        sequences, following = self._find(call, records, deleted_too, most)
        notes = [f"unknown query parameter {name!r} was ignored" for name in call.arguments.unknown]
        notes += call.explanations
        base += (str(operation.model), operation.id)
        name = (*base, call.integration.id, following, *sequences, *notes)
        # What a deleted record still shows depends on the clock.
        page = None if deleted_too else self.pages.get(name)
        if page is None:
            erased_before = call.now - ERASED_AFTER if deleted_too else None
            page = self._render(call, records, base, sequences, following, notes, erased_before)
        if deleted_too:
            return page
        if name not in self._once:
            _note(self._once, name, None)
            return page
        self.pages.keep(name, page)
        if most is None and not call.view.reading.by_day:
            _note(self._given, _question(call.environment, operation, call.request), name)
        return page

    def _find(self, call: Call, records: Records, deleted_too: bool, most: int | None) -> tuple[list[int], bytes]:
        """Give the numbers of the records of a page, and the cursor behind them as JSON."""
        operation, values = call.operation, call.arguments.values
        filters = sorted((key, value) for key, value in values.items() if key not in _PAGING)
        mark = list_mark(call.integration.id, operation.id, filters)
        after = read_cursor(values["cursor"], mark) if values.get("cursor") else 0
        size = values["page_size"] if most is None else min(most, values["page_size"])
        wanted = conditions(call)
        if wanted is None:
            return [], b"null"
        found = records.select(
            Selection(str(operation.model), wanted, values.get("updated_after"), deleted_too, after, limit=size + 1)
        )
        sequences = found[:size]
        if len(found) <= size:
            return sequences, b"null"
        return sequences, orjson.dumps(make_cursor(mark, sequences[-1] if sequences else after))

    def _render(
        self,
        call: Call,
        records: Records,
        base: tuple[Any, ...],
        sequences: list[int],
        following: bytes,
        notes: list[str],
        erased_before: int | None,
    ) -> Page:
        shape = call.shapes.of(call.view, str(call.operation.model), item_schema(call.operation))
        fragments = self._fragments(base, records, shape, sequences, erased_before) or [b""]
        # Joined in one go: a page is large, and each copy of it costs as much as finding its records.
        fragments[0] = b'{"status":"success","data":{"next":%b,"results":[%b' % (following, fragments[0])
        fragments[-1] += b"]}}"
        headers = [(b"x-mock-coverage", ascii_safe("fields=" + ",".join(shape.uncovered), 8000))]
        if notes:
            headers.append((b"x-mock-explanation", ascii_safe("; ".join(notes))))
        return Page(b",".join(fragments), headers)

    def _fragments(
        self, name: tuple[Any, ...], records: Records, shape: Shape, sequences: list[int], erased_before: int | None
    ) -> list[bytes]:
        known = self.fragments.group(name) if erased_before is None else {}
        missing = [sequence for sequence in sequences if sequence not in known]
        fresh: dict[int, bytes] = {}
        if missing:
            loaded = records.load(shape.model, missing)
            answers = shape.answers(records, list(loaded.values()))
            for sequence, answer in zip(loaded, answers, strict=True):
                gone = erased_before is not None and is_erased(answer, erased_before)
                fresh[sequence] = orjson.dumps(shape.erased(answer) if gone else answer)
            if erased_before is None:
                self.fragments.keep(name, fresh)
        return [fresh[sequence] if sequence in fresh else known[sequence] for sequence in sequences]


def _note(notes: dict[Hashable, Any], name: Hashable, value: Any) -> None:
    if len(notes) >= MOST_GIVEN:
        notes.clear()
    notes[name] = value


def _question(environment: Environment, operation: Operation, request: Request) -> Hashable:
    """Give all that decides about a page: every change of an environment or of what is in it has a new revision."""
    return (
        environment.id, environment.anchor, environment.revision, operation.id,
        request.headers.get(b"x-integration-id"), request.query,
    )  # fmt: skip


def item_schema(operation: Operation) -> Schema:
    """Give the schema of one entry of a list operation."""
    items: Schema = operation.answer_schema["properties"]["results"]["items"]
    return items


def is_erased(answer: Answer, erased_before: int) -> bool:
    """Tell whether a record was deleted so long ago that its data are gone."""
    deleted_at = answer["remote_deleted_at"]
    return deleted_at is not None and parse_instant(deleted_at) <= erased_before
