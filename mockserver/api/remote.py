"""What a tool's own API answers: a stub, what follows from the world, or that it knows no such path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.api.call import Call
from mockserver.api.remote_access import status_of_tool
from mockserver.connectors import Catalog, Relation
from mockserver.connectors.record_templates import fill
from mockserver.connectors.remote_apis import Paging, RemoteAnswer, RemoteApi, load_remote_apis
from mockserver.ids import record_id
from mockserver.state import stubs
from mockserver.state.records import Record, Records, Selection

_NUMBERS = 15
# What tools say to strangers; their own words for it are not known.
_REFUSALS = {401: {"error": "Unauthorized"}, 403: {"error": "Forbidden"}}


@dataclass(frozen=True, slots=True)
class RemoteRequest:
    """A request to a tool's own API, without its address."""

    tool: str
    api: str
    method: str
    path: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RemoteResponse:
    """What the tool answers; `raw` is set where a stub gave bytes."""

    status: int
    headers: Mapping[str, Any]
    data: Any
    raw: bytes | None = None


def respond(call: Call, request: RemoteRequest) -> RemoteResponse:
    """Give the tool's answer: a stub's, a refusal, or from the world; else a 404 in the tool's own words."""
    stub = stubs.find(call.environment, request.tool, request.api, request.method, request.path, request.params)
    if stub is not None:
        return _stubbed(call, stub)
    refused = status_of_tool(call.integration)
    if refused is not None:
        call.explanations.append("the tool does not let the integration in, see its credentials and remote_permission")
        return RemoteResponse(refused, {"content-type": "application/json"}, _REFUSALS[refused])
    api = load_remote_apis().api(request.tool, request.api)
    data = _from_world(call, api, request)
    headers = {"content-type": api.content_type}
    if data is not None:
        return RemoteResponse(200, headers, data)
    hint = f"nothing answers {request.method} {request.path[:200]!r}; register an answer with PUT /_mock/passthrough"
    call.explanations.append(hint)
    unknown = fill(api.unknown_data, {"method": request.method, "path": request.path})
    return RemoteResponse(api.unknown_status, headers, unknown)


def _stubbed(call: Call, stub: stubs.Stub) -> RemoteResponse:
    digest = stub["blob"]
    raw = None if digest is None else call.store.blob(call.environment, digest)
    return RemoteResponse(stub["status"], stub["headers"], stub["data"], raw)


def _from_world(call: Call, api: RemoteApi, request: RemoteRequest) -> Any:
    found = api.find(request.method, request.path)
    if found is None:
        return None
    answer, values = found
    if call.catalog.models[answer.model].category != call.integration.category:
        call.explanations.append(
            f"this integration of {request.tool} is one of the category {call.integration.category}"
        )
        return None
    reader = Reader(_upstream(call), call.catalog)
    if answer.single:
        record = reader.records.get(answer.model, record_id(call.integration.id, values["id"]))
        if record is None or record["remote_deleted_at"] is not None:
            return None
        return fill(answer.data, {"item": fill(answer.shape, reader.linked(answer.model, record))})
    return fill(answer.data, _page(reader, answer, request.params))


def _upstream(call: Call) -> Records:
    """Give the records as the tool has them, also those that no sync has brought yet."""
    world = call.integration.remote_world
    return call.records if world is None else call.store.worlds.records(world)


def _page(reader: Reader, answer: RemoteAnswer, params: Mapping[str, str]) -> dict[str, Any]:
    """Give the records of one page and what a list can say about itself."""
    total = reader.records.count(answer.model)
    size, offset, first = _cut(answer.paging, params, total)
    sequences = reader.records.select(Selection(answer.model, limit=min(offset + size, total)))[offset:]
    loaded = reader.records.load(answer.model, sequences)
    more = offset + size < total
    return {
        "items": [fill(answer.shape, reader.linked(answer.model, record)) for record in loaded.values()],
        "total": total,
        "size": size,
        "offset": offset,
        "page": offset // size + first,
        "pages": -(-total // size),
        "more": more,
        "last": not more,
        "next": str(offset + size) if more else None,
    }


def _cut(paging: Paging | None, params: Mapping[str, str], total: int) -> tuple[int, int, int]:
    """Give size and start of the page that the parameters ask for; what is no number counts as not given."""
    if paging is None:
        return max(total, 1), 0, 1
    size = max(_number(params, paging.size, paging.default), 1)
    if paging.page is None:
        return size, _number(params, paging.offset, 0), paging.first
    return size, max(_number(params, paging.page, paging.first) - paging.first, 0) * size, paging.first


def _number(params: Mapping[str, str], name: str | None, default: int) -> int:
    text = params.get(name or "", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _NUMBERS else default


@dataclass
class Reader:
    """Reads records for templates, each related one only once."""

    records: Records
    catalog: Catalog
    _known: dict[tuple[str, str], Record | None] = field(default_factory=dict)

    def linked(self, model: str, record: Record) -> Linked:
        """Give a record that templates can look into, relations included."""
        return Linked(self, model, record)

    def related(self, relation: Relation, record: Record) -> Any:
        """Give what a relation of a record holds: a record, a list of them, or None."""
        if relation.one:
            return self._one(relation.to, record.get(relation.one))
        if relation.many:
            found = self.records.where(relation.to, relation.many, [record["id"]])
            return [self.linked(relation.to, entry) for entry in found]
        entries = record.get(relation.list or "") or ()
        ids = (entry[relation.item] if relation.item else entry for entry in entries)
        return [linked for id in ids if (linked := self._one(relation.to, id)) is not None]

    def _one(self, model: str, id: str | None) -> Linked | None:
        if id is None:
            return None
        if (model, id) not in self._known:
            self._known[model, id] = self.records.get(model, id)
        record = self._known[model, id]
        return None if record is None or record["remote_deleted_at"] is not None else self.linked(model, record)


@dataclass(frozen=True, slots=True)
class Linked:
    """A record as the scope of a template."""

    reader: Reader
    model: str
    record: Record

    def look(self, name: str) -> Any:
        """Give a relation's records or a field."""
        relation = self.reader.catalog.models[self.model].relations.get(name)
        return self.record.get(name) if relation is None else self.reader.related(relation, self.record)
