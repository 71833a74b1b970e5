"""A visitor of the console, whose key no other test uses."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator

import httpx
import pytest

from mockserver.server import MockServer
from tests.console.visitor import Visitor


@pytest.fixture
def visitor(mock_server: MockServer, api_key: str) -> Iterator[Visitor]:
    cookies = {"mock_console_key": urlsafe_b64encode(api_key.encode()).decode()}
    with httpx.Client(base_url=mock_server.url, cookies=cookies, trust_env=False, timeout=30) as http:
        yield Visitor(mock_server, api_key, http)
