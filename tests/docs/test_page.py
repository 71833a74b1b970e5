"""The documentation page in a real browser: ready to try, and nothing that its policy would have to stop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from mockserver.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs_browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def page() -> Iterator[Page]:
    """A page that may ask this machine only, and whose complaints fail the test."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    problems: list[str] = []
    with playwright.sync_playwright() as started:
        # As root, and in a container with little shared memory.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        opened = browser.new_page()
        opened.set_default_timeout(15_000)
        opened.on("pageerror", lambda problem: problems.append(str(problem)))
        opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        opened.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else problems.append(asked.url))
        yield opened
        browser.close()
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
