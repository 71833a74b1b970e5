"""The documentation page in a real browser: ready to try, and nothing that its policy would have to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from mockserver.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs_browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask this machine only, and whose complaints fail the test."""
    problems: list[str] = []
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else problems.append(asked.url))
    yield opened
    context.close()
    assert problems == []


@pytest.mark.parametrize(
    ("page_path", "block"),
    [("/docs", "#operations-Unified_ATS_API-GetAtsJobs"), ("/docs?of=control", "#operations-Server-ListConnectors")],
)
def test_an_operation_can_be_tried_without_filling_in_anything(
    page: Page, mock_server: MockServer, page_path: str, block: str
) -> None:
    page.goto(f"{mock_server.url}{page_path}")
    page.locator(f"{block} .opblock-summary-control").click()
    page.locator(f"{block} button.execute").click()
    status = page.locator(f"{block} .live-responses-table tbody .response-col_status").first
    status.wait_for()
    assert status.inner_text().strip() == "200"
