"""Links into the connection flow, and what its page asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mockserver.server import MockServer

Link = Callable[..., str]
Act = Callable[..., httpx.Response]


@pytest.fixture
def link(client: httpx.Client) -> Link:
    """Creates a link: for a choice among ATS tools unless told otherwise."""

    def create(**changes: Any) -> str:
        body = {
            "end_user_email": "hr@example.com",
            "end_user_organization_name": "Beispiel GmbH",
            "integration_category": "ATS",
            **changes,
        }
        answer = client.post("/connect/create-link", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["link"])

    return create


@pytest.fixture
def act(mock_server: MockServer) -> Act:
    """Does what the page of a link does, without the API key: `act(link, "finish", tool="lever")`."""

    def ask(link: str, what: str, **body: Any) -> httpx.Response:
        headers = {b"Authorization": f"Bearer {link.partition('token=')[2] or 'none'}".encode()}
        return httpx.post(f"{mock_server.url}/_connect/{what}", headers=headers, json=body, trust_env=False)

    return ask


@pytest.fixture
def connected(mock_server: MockServer, client: httpx.Client) -> Callable[[], list[dict[str, Any]]]:
    """Gives the integrations that were added to those of the seed."""
    address = f"{mock_server.url}/_mock/integrations"
    first = {entry["id"] for entry in client.get(address).json()["integrations"]}

    def added() -> list[dict[str, Any]]:
        return [entry for entry in client.get(address).json()["integrations"] if entry["id"] not in first]

    return added


@pytest.fixture
def advance(mock_server: MockServer, client: httpx.Client) -> Callable[[str], None]:
    """Moves the clock of the environment."""

    def move(by: str) -> None:
        client.post(f"{mock_server.url}/_mock/clock/advance", json={"by": by}).raise_for_status()

    return move
