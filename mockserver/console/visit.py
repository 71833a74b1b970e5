"""Visits: one request of one person, with the key that was chosen, and the ways into both APIs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import orjson

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Answer, Request
from mockserver.connectors import Catalog
from mockserver.console.driving import Asked
from mockserver.control.endpoint import ControlEndpoint
from mockserver.description import Description
from mockserver.settings import Settings
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store

BASE = "/_console"
DEFAULT_KEY = "demo"
# By this the log of requests tells what people do here from what clients do.
OWN_AGENT = "mockserver-console"


class Refused(Exception):  # noqa: N818 - it is an answer, shown as such
    """An API refused what a page needs; `status` and `error` are what a client would get."""

    def __init__(self, status: int, error: dict[str, Any], explanation: str | None = None) -> None:
        super().__init__(str(error.get("message")))
        self.status = status
        self.error = error
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Server:
    """What all visits share."""

    pipeline: Pipeline
    control: ControlEndpoint
    control_description: Description
    settings: Settings

    @property
    def store(self) -> Store:
        """The store behind the server."""
        return self.pipeline.store

    @property
    def catalog(self) -> Catalog:
        """The connectors and models."""
        return self.pipeline.store.catalog


@dataclass(slots=True)
class Visit:
    """One request to the console.

    `sandbox` says how the environment looks, empty without a key that is accepted; `cookies` are those to set, by name,
    None removes one.
    """

    server: Server
    request: Request
    url: str
    key: str
    token: str
    control_token: str | None = None
    integration_id: str | None = None
    notice: dict[str, Any] | None = None
    sandbox: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str | None] = field(default_factory=dict)

    @property
    def shown_key(self) -> str:
        """The key as examples show it: one that an operator configured is a secret."""
        return "$MOCKSERVER_KEY" if self.server.settings.api_keys else self.key

    @property
    def environment(self) -> Environment:
        """The environment of the key; only after the control API accepted it."""
        return self.server.store.environment(self.key)

    def integration(self, id: str) -> Integration:
        """Give an integration of the environment; Refused if there is none."""
        found = self.server.store.integration(self.environment, id)
        if found is None:
            raise Refused(404, {"code": "CONSOLE", "message": f"This environment has no integration {id[:100]!r}."})
        self.integration_id = id
        self.cookies["mock_console_integration"] = id
        return found

    async def control(self, method: str, path: str, /, body: Any = None, **query: Any) -> Any:
        """Give the document that an operation of the control API answers; Refused if it is an error."""
        return _document(await self.control_answer(method, path, body, **query))

    async def control_answer(self, method: str, path: str, /, body: Any = None, **query: Any) -> Answer:
        """Give the answer of an operation of the control API."""
        headers = self._headers(body)
        if self.control_token is not None:
            headers[b"x-mock-control-token"] = self.control_token.encode()
        return await Asked(_request(method, path, query, headers, body))

    def api(self, method: str, path: str, integration_id: str | None = None, body: Any = None, **query: Any) -> Any:
        """Give the `data` that an operation of the imitated API answers; Refused if it is an error."""
        return _document(self.api_answer(method, path, integration_id, body, **query))["data"]

    def api_answer(self, method: str, path: str, integration_id: str | None, body: Any = None, **query: Any) -> Answer:
        """Give the answer of an operation of the imitated API."""
        headers = self._headers(body)
        if integration_id is not None:
            headers[b"x-integration-id"] = integration_id.encode()
        request = _request(method, path, query, headers, body)
        return self.server.pipeline.answer(replace(request, is_look=method == "GET"))

    def _headers(self, body: Any) -> dict[bytes, bytes]:
        headers = {b"authorization": f"Bearer {self.key}".encode(), b"user-agent": OWN_AGENT.encode()}
        return headers if body is None else {**headers, b"content-type": b"application/json"}


Page = Callable[..., Awaitable[Answer]]
PAGES: dict[str, Page] = {}


def page(path: str) -> Callable[[Page], Page]:
    """Register a function as the page at a path below /_console; `{name}` is a segment that it gets as argument."""

    def register(function: Page) -> Page:
        assert path not in PAGES, f"two pages for {path}"
        PAGES[path] = function
        return function

    return register


def link(*segments: str, **query: str | None) -> str:
    """Give the address of a page."""
    from urllib.parse import quote

    path = "/".join((BASE, *(quote(segment, safe=":") for segment in segments)))
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def _request(method: str, path: str, query: Mapping[str, Any], headers: dict[bytes, bytes], body: Any) -> Request:
    given = {name: value for name, value in query.items() if value not in (None, "")}
    content = b"" if body is None else orjson.dumps(body)
    return Request(method, path, urlencode(given).encode(), headers, content)


def _document(answer: Answer) -> Any:
    document = orjson.loads(answer.body)
    if answer.status >= 400:
        explanation = dict(answer.headers).get(b"x-mock-explanation")
        raise Refused(answer.status, document.get("error", {}), None if explanation is None else explanation.decode())
    return document
