"""Calls: what a client sends, ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Call:
    """A request of the API: `path` is relative to /v1, `body` is its JSON document."""

    method: str
    path: str
    body: dict[str, Any]

    def send(self, client: httpx.Client) -> httpx.Response:
        """Send it with a client that has key and integration, such as `kombo_mock.client(tool)`."""
        return client.request(self.method, self.path, json=self.body)


@dataclass(frozen=True)
class BadCall(Call):
    """A request that is refused with status 400 and changes nothing; `reason` says what is wrong with it."""

    reason: str
