"""What tests of transfers share: an environment in which something has happened, and servers to bring it to."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from mockserver.ids import integration_id
from mockserver.server import MockServer

NOW = "2025-06-02T09:00:00Z"
ATS, HRIS = integration_id(42, "sandbox", "ATS"), integration_id(42, "personio", "HRIS")


@dataclass
class Asking:
    """A server and a key: `get` asks the API, `control` the control API."""

    client: httpx.Client

    def get(self, path: str, integration: str = ATS) -> httpx.Response:
        return self.client.get(f"/v1{path}", headers={"X-Integration-Id": integration})

    def post(self, path: str, body: Any, integration: str = ATS) -> Any:
        answer = self.client.post(f"/v1{path}", json=body, headers={"X-Integration-Id": integration})
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, f"/_mock{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def export(self) -> bytes:
        return self.client.get("/_mock/export").content

    def bring(self, content: bytes) -> httpx.Response:
        return self.client.post("/_mock/import", content=content)


Ask = Callable[..., Asking]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Gives a key of a server."""
    opened = []

    def connect(server: MockServer, key: str = "demo") -> Asking:
        headers = {"Authorization": f"Bearer {key}"}
        opened.append(httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=30))
        return Asking(opened[-1])

    yield connect
    for client in opened:
        client.close()


@pytest.fixture(scope="module")
def source() -> Iterator[MockServer]:
    with MockServer(now=NOW) as server:
        yield server


@pytest.fixture(scope="module")
def target() -> Iterator[MockServer]:
    """A server that would begin everything in another way."""
    with MockServer(now="2031-01-01T00:00:00Z", seed=7, size="20", profile="minimal") as server:
        yield server


def apply_for_job(asking: Asking) -> None:
    """Write an application with a file."""
    job = next(each for each in asking.get("/ats/jobs").json()["data"]["results"] if each["status"] == "OPEN")
    asking.post(
        f"/ats/jobs/{job['id']}/applications",
        {
            "candidate": {"first_name": "Zoë", "last_name": "Ōkubo", "email_address": "zoe.okubo@example.com"},
            "attachments": [
                {
                    "name": "履歴書.txt",
                    "type": "CV",
                    "content_type": "text/plain",
                    "data": b64encode("こんにちは".encode()).decode(),
                }
            ],
        },
    )


def live(asking: Asking) -> None:
    """Let things happen in an environment, one of each kind."""
    apply_for_job(asking)
    asking.control("PATCH", f"/integrations/{HRIS}", {"syncs": {"mode": "scheduled"}})
    asking.control("POST", f"/integrations/{HRIS}/upstream", {"event": "employee_hired"})
    asking.control("POST", f"/integrations/{ATS}/upstream", {"event": "record_deleted", "model": "candidates"})
    asking.control("PATCH", f"/integrations/{ATS}", {"scopes": {"fields": {"ats_jobs.description": "DISABLED"}}})
    asking.control("POST", "/faults", {"preset": "tool-down", "match": {"operation": "PostAtsCandidates"}})
    asking.control("PUT", "/limits", {"concurrency": 3})
    asking.control("PUT", "/webhooks", {"endpoints": [{"url": "http://127.0.0.1:1/in"}], "secret": "s"})
    asking.control("POST", "/integrations", {"tool": "lever", "category": "ATS", "size": 5})
    asking.control("POST", "/clock/advance", {"by": "PT30M"})
