"""HTTP clients that hold every answer against the description, the SDK's own requests included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import httpx
from kombo import Kombo

from mockserver.description import Description, Operation, load
from mockserver.ids import integration_id
from mockserver.server import MockServer


@cache
def description() -> Description:
    """The description, read once."""
    return load()


@cache
def _validator(operation: str, status: int) -> Any:
    return description().operations[operation].answer_validator(status)


def operation_of(method: str, url: httpx.URL) -> Operation:
    """Give the operation that a request means."""
    found, _ = description().match(method, url.raw_path.decode().partition("?")[0].removeprefix("/v1"))
    return found


def check_answer(operation: Operation, status: int, document: Any) -> None:
    """Demand that an answer has a declared status and the form that goes with it."""
    assert status in operation.statuses, f"{operation.id} answers {status}, which it does not declare: {document}"
    problems = [
        f"{one.json_path}: {one.message}"[:300] for one in _validator(operation.id, status).iter_errors(document)
    ]
    assert problems == [], f"{operation.id} {status}: {problems[:3]}"


def activation_token(tool: Tool) -> str:
    """Give the token that the page behind a link gets at the end, having sent the requests that the page sends."""
    customer = {"end_user_email": "hr@example.com", "end_user_organization_name": "Example Works"}
    choice = {"integration_tool": "lever", "integration_category": "ATS"}
    link = tool.call("POST", "/connect/create-link", {**customer, **choice})
    address, _, token = link["link"].partition("/link?token=")
    answer = httpx.post(f"{address}/finish", headers={"Authorization": f"Bearer {token}"}, json={}, trust_env=False)
    return str(answer.json()["activation_token"])


@dataclass(frozen=True)
class Seen:
    """One answer: which operation, its status, whether the SDK had asked, and what it held."""

    operation: str
    status: int
    by_sdk: bool
    document: Any


@dataclass
class Tool:
    """An integration of one environment, asked through the SDK or directly; `seen` grows with every answer."""

    server: MockServer
    tool: str
    category: str
    api_key: str
    seen: list[Seen] = field(default_factory=list)
    _more: list[httpx.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = integration_id(self.server.settings.seed, self.tool, self.category)
        address = f"{self.server.url}/v1"
        headers = {"Authorization": f"Bearer {self.api_key}", "X-Integration-Id": self.id}
        hooks = {"response": [self._look]}
        self._plain = httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=30)
        self.http = httpx.Client(base_url=address, headers=headers, event_hooks=hooks, trust_env=False, timeout=30)

    @cached_property
    def sdk(self) -> Kombo:
        """The official SDK; its answers are checked as well."""
        client = httpx.Client(event_hooks={"response": [self._look]}, trust_env=False, timeout=30)
        self._more.append(client)
        return Kombo(self.api_key, integration_id=self.id, server_url=f"{self.server.url}/v1", client=client)

    def close(self) -> None:
        """Close the connections."""
        for client in (self._plain, self.http, *self._more):
            client.close()

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Give `data` of an answer that must be a success."""
        answer = self.http.request(method, path, params=query or None, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def look_up(self, path: str, **query: Any) -> Any:
        """Give `data` of a read that only prepares or follows a test: its form is not checked, which takes time."""
        answer = self._plain.get(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def results(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Look up a list to its end."""
        found: list[dict[str, Any]] = []
        wanted = {"page_size": 250, **query}
        while True:
            page = self.look_up(path, **wanted)
            found += page["results"]
            if page["next"] is None:
                return found
            wanted["cursor"] = page["next"]

    def control(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Ask the control API and give its answer, which must be a success."""
        answer = self._plain.request(method, f"{self.server.url}/_mock{path}", params=query or None, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def stored(self, model: str) -> list[dict[str, Any]]:
        """Give all stored records of a model, as the control API shows them."""
        return list(self._stored(model))

    def stored_one(self, model: str, id: str) -> dict[str, Any]:
        """Give one stored record."""
        record: dict[str, Any] = self.control("GET", f"/integrations/{self.id}/records/{model}/{id}")
        return record

    def _stored(self, model: str) -> Iterator[dict[str, Any]]:
        after: int | None = 0
        while after is not None:
            page = self.control("GET", f"/integrations/{self.id}/records/{model}", limit=250, after=after)
            yield from page["records"]
            after = page["next"]

    def _look(self, response: httpx.Response) -> None:
        response.read()
        request = response.request
        if not request.url.path.startswith("/v1/"):
            return
        operation = operation_of(request.method, request.url)
        document = response.json()
        check_answer(operation, response.status_code, document)
        by_sdk = request.headers.get("user-agent", "").startswith("speakeasy-sdk/")
        self.seen.append(Seen(operation.id, response.status_code, by_sdk, document))
