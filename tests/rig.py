"""One environment of a running server, with its API and its control API, as tests of disturbances use it."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from mockserver.server import MockServer

PERSON = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida.okafor@example.com"}


class Rig:
    """Clients of one environment; the integration is the one of the sandbox unless another one is named."""

    def __init__(self, server: MockServer, key: str, tool: str = "sandbox", category: str = "ATS") -> None:
        self.key = key
        self.url = server.url
        self.integration_id = server.integration_id(tool, category)
        headers = {"Authorization": f"Bearer {key}"}
        own = headers | {"X-Integration-Id": self.integration_id}
        self.api = httpx.Client(base_url=f"{server.url}/v1", headers=own, trust_env=False, timeout=10)
        self._control = httpx.Client(base_url=f"{server.url}/_mock", headers=headers, trust_env=False, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.api.close()
        self._control.close()

    def jobs(self, **headers: str) -> httpx.Response:
        """Ask for one job; headers in Python's spelling."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.api.get("/ats/jobs", params={"page_size": 1}, headers=sent)

    def apply(self, **candidate: Any) -> httpx.Response:
        """Create an application to an open job."""
        found = self.api.get("/ats/jobs", params={"page_size": 1, "statuses": "OPEN"}).json()
        job = found["data"]["results"][0]["id"]
        return self.api.post(f"/ats/jobs/{job}/applications", json={"candidate": {**PERSON, **candidate}})

    def applications(self) -> int:
        """Tell how many applications there are of the person that applies."""
        found = self.api.get("/ats/candidates", params={"email": PERSON["email_address"]}).json()["data"]["results"]
        return sum(len(candidate["applications"]) for candidate in found)

    def ask(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """Give what the control API answers."""
        answer = self._control.request(method, path, json=body, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None, /, *, code: int = 400, **query: Any) -> str:
        """Give the message with which the control API refuses."""
        answer = self._control.request(method, path, json=body, params=query)
        assert answer.status_code == code, answer.text
        return str(answer.json()["error"]["message"])

    def arm(self, effect: dict[str, Any], **rule: Any) -> str:
        """Arm a rule and give its id."""
        return str(self.ask("POST", "/faults", {"effect": effect, **rule})["id"])


def code(answer: httpx.Response) -> str | None:
    """Give the code of an error."""
    found: str | None = answer.json()["error"]["code"]
    return found
