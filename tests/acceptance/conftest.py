"""Integrations whose every answer is held against the description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from mockserver.server import MockServer
from tests.acceptance.described import Tool


@pytest.fixture
def connect(mock_server: MockServer, api_key: str) -> Iterator[Callable[..., Tool]]:
    """The integration of a tool in this test's environment: `connect("hrworks", "HRIS")`."""
    with ExitStack() as opened:

        def open_tool(tool: str, category: str = "ATS") -> Tool:
            found = Tool(mock_server, tool, category, api_key)
            opened.callback(found.close)
            return found

        yield open_tool
