"""A recruiting tool's integration as tests use it: through HTTP, without a socket."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.instants import parse_instant
from mockserver.settings import Settings

NOW = parse_instant("2025-06-02T09:00:00Z")
# Connectors with kinds of rules that no real one of ours has.
EXTRA = Path(__file__).parents[2] / "connectors" / "extra"
SERVER = "http://mock.test"

_keys = count(1)


class Application:
    """The whole server behind a client that calls it directly."""

    def __init__(self, **options: Any) -> None:
        self.settings = Settings(now=NOW, **options)
        app = create_app(self.settings)
        self.store = app.state.store
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SERVER)

    def request(self, method: str, path: str, **parts: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **parts))

    def ats(self, tool: str) -> Ats:
        """Give the integration of a tool in an environment that nobody else uses."""
        return Ats(self, tool, f"test-{next(_keys)}", integration_id(self.settings.seed, tool, "ATS"))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        self.store.close()


@contextmanager
def application(**options: Any) -> Iterator[Application]:
    opened = Application(**options)
    try:
        yield opened
    finally:
        opened.close()


@dataclass
class Ats:
    """One integration of one environment."""

    application: Application
    tool: str
    key: str
    id: str

    def request(self, method: str, path: str, body: Any = None, **parts: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", "X-Integration-Id": self.id}
        if body is not None:
            parts["json"] = body
        return self.application.request(method, path, headers=headers, **parts)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.request("POST", f"/v1{path}", body)

    def get(self, path: str, **query: Any) -> Any:
        """Give `data` of an answer that must be a success."""
        response = self.request("GET", f"/v1{path}", params=query)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    def stored(self, model: str, **wanted: Any) -> list[dict[str, Any]]:
        """Give the stored records of a model, those with the wanted values only, as the control API shows them."""
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            path = f"/_mock/integrations/{self.id}/records/{model}"
            answer = self.request("GET", path, params={"limit": 250, "after": after}).json()
            found += answer["records"]
            after = answer["next"]
        return [record for record in found if all(record.get(key) == value for key, value in wanted.items())]

    def counts(self) -> dict[str, int]:
        return {model: len(self.stored(model)) for model in ("candidates", "applications", "attachments")}

    def change(self, **changes: Any) -> None:
        """Change the integration through the control API."""
        assert self.request("PATCH", f"/_mock/integrations/{self.id}", changes).status_code == 200

    def job(self, fits: Callable[[dict[str, Any]], bool] = lambda job: job["status"] == "OPEN") -> dict[str, Any]:
        """Give a stored job: an open one, or the first that fits."""
        return next(job for job in self.stored("jobs") if fits(job))

    def apply(self, job_id: str | None = None, **parts: Any) -> httpx.Response:
        """Create an application, for an open job unless one is given."""
        return self.post(f"/ats/jobs/{job_id or self.job()['id']}/applications", {"candidate": person(), **parts})

    def edit(self, model: str, id: str, **changes: Any) -> None:
        """Put something into the world that it does not hold by itself."""
        store = self.application.store
        environment = store.environment(self.key)
        integration = store.integration(environment, self.id)
        with store.write(environment, integration) as records:
            records.update(model, id, changes)


_people = count(1)


def person(**parts: Any) -> dict[str, Any]:
    """Give a candidate of a body, with an address of its own."""
    number = next(_people)
    return {"first_name": "Frida", "last_name": "Okafor", "email_address": f"frida.{number}@example.com", **parts}


def file(name: str = "cv.txt", content: bytes = b"Hello", **parts: Any) -> dict[str, Any]:
    """Give an attachment of a body: a CV in plain text."""
    data = b64encode(content).decode()
    return {"name": name, "content_type": "text/plain", "data": data, "type": "CV", **parts}


def error(response: httpx.Response) -> tuple[int, str, str]:
    """Give status, code and message of a refusal."""
    refusal = response.json()["error"]
    return response.status_code, refusal["code"], refusal["message"]


def warnings(response: httpx.Response) -> list[str]:
    """Give the warnings of a success."""
    assert response.status_code == 200, response.text
    return [warning["message"] for warning in response.json()["warnings"]]
