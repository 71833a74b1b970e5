"""A customer's system as tests see it: what happens there, what the API shows of it, and whether it holds together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

import orjson

from mockserver.api.request import Answer, Request
from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.instants import parse_instant
from mockserver.settings import Settings
from mockserver.state.environments import Environment, Integration
from mockserver.state.records import Records
from mockserver.state.store import Store
from tests.integrity import problems

NOW = "2025-06-02T09:00:00Z"  # a Monday
_keys = count(1)


class Server:
    """A whole server without a socket."""

    def __init__(self, **options: Any) -> None:
        self.settings = Settings(now=parse_instant(NOW), **options)
        app = create_app(self.settings)
        self.store: Store = app.state.store
        self.pipeline, self._control = app.state.pipeline, app.state.control
        self._runner = asyncio.Runner()

    def control(self, request: Request) -> Answer:
        answer: Answer = self._runner.run(self._control.answer(request))
        return answer

    def close(self) -> None:
        self._runner.close()
        self.store.close()

    def connect(self, tool: str, category: str, key: str | None = None) -> Customer:
        """Give the integration of a tool in an environment that nobody else uses, unless a key is given."""
        id = integration_id(self.settings.seed, tool, category)
        return Customer(self, key or f"upstream-{next(_keys)}", id, category.lower())


@dataclass
class Customer:
    """One integration of one environment."""

    server: Server
    key: str
    id: str
    area: str

    def happens(self, event: str, **values: Any) -> dict[str, Any]:
        """Let something happen and give what the control API tells of it."""
        answer = self._upstream({"event": event, **values})
        document: dict[str, Any] = orjson.loads(answer.body)
        assert answer.status == 200, document
        assert document["event"] == event
        self.check()
        return document

    def refuses(self, event: Any, **values: Any) -> str:
        """Let something happen that cannot, and give the message; nothing may have changed."""
        before = self.everything()
        answer = self._upstream({"event": event, **values})
        document = orjson.loads(answer.body)
        assert answer.status == 400, document
        assert document["error"]["code"] == "PLATFORM.INPUT_INVALID"
        assert self.everything() == before
        return str(document["error"]["message"])

    def control(self, method: str, path: str, body: Any = None) -> Answer:
        return self.server.control(self._request(method, path, body))

    def advance(self, by: str) -> None:
        assert self.control("POST", "/clock/advance", {"by": by}).status == 200

    def get(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Give all results of a list of the API, in a form that the description knows."""
        operation, _ = self.server.store.description.match("GET", f"/{self.area}/{path}")
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            request = self._request("GET", f"/{self.area}/{path}", None, {"page_size": 250, **query, **cursor})
            answer = self.server.pipeline.answer(request)
            document = orjson.loads(answer.body)
            assert answer.status == 200, document
            assert list(operation.answer_validator(200).iter_errors(document)) == []
            found += document["data"]["results"]
            if document["data"]["next"] is None:
                return found
            cursor = {"cursor": document["data"]["next"]}

    def one(self, path: str, id: str) -> dict[str, Any]:
        """Give one record as the API lists it, deleted or not."""
        [found] = self.get(path, ids=id, include_deleted="true")
        return found

    def stored(self, model: str, **wanted: Any) -> list[dict[str, Any]]:
        """Give the live records of the customer's system that have these values."""
        category = self.area.upper()
        names = {model.short: id for id, model in self.store.catalog.models.items() if model.category == category}
        records = self.records.all(names[model])
        return [record for record in records if all(record.get(key) == value for key, value in wanted.items())]

    def everything(self) -> dict[str, Any]:
        """Give all records by model, and the counters."""
        records = self.records
        world = {name: list(records.all(name, include_deleted=True)) for name in self.store.catalog.models}
        return {**world, "counters": dict(self.environment.counters), "clock": self.environment.clock}

    def check(self) -> None:
        """Demand that everything agrees with everything else."""
        assert problems(self.records, self.store.catalog, self.id, self.environment.anchor) == []

    @property
    def records(self) -> Records:
        """The records of the customer's own system, which reads may not show yet."""
        if self.integration.remote_world is not None:
            return self.store.worlds.records(self.integration.remote_world)
        return self.store.records(self.environment, self.integration)

    @property
    def store(self) -> Store:
        return self.server.store

    @property
    def environment(self) -> Environment:
        return self.store.environment(self.key)

    @property
    def integration(self) -> Integration:
        found = self.store.integration(self.environment, self.id)
        assert found is not None
        return found

    def _upstream(self, body: dict[str, Any]) -> Answer:
        return self.control("POST", f"/integrations/{self.id}/upstream", body)

    def _request(self, method: str, path: str, body: Any, query: dict[str, Any] | None = None) -> Request:
        headers = {b"authorization": f"Bearer {self.key}".encode(), b"x-integration-id": self.id.encode()}
        content = b"" if body is None else orjson.dumps(body)
        return Request(method, path, urlencode(query or {}).encode(), headers, content)


def changed(told: dict[str, Any], model: str, what: str | None = None) -> list[str]:
    """Give the ids of the records of a model that changed, in a certain way."""
    entries = (entry for entry in told["changed"] if entry["model"] == model)
    return [entry["id"] for entry in entries if what in (None, entry["what"])]
