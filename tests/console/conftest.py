"""Visitors of the console: one that asks for pages, and one with a real browser, whose keys no other test uses."""

from __future__ import annotations

import shutil
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mockserver.server import MockServer
from tests.console.browsing import Open
from tests.console.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = "axe-core@4.14.1"


@pytest.fixture
def visitor(mock_server: MockServer, api_key: str) -> Iterator[Visitor]:
    cookies = {"mock_console_key": urlsafe_b64encode(api_key.encode()).decode()}
    with httpx.Client(base_url=mock_server.url, cookies=cookies, trust_env=False, timeout=30) as http:
        yield Visitor(mock_server, api_key, http)


@pytest.fixture
def open_page(browser: Browser, mock_server: MockServer, api_key: str) -> Iterator[Open]:
    """Opens pages of a size and scheme that may ask this machine only, and whose complaints fail the test."""
    problems: list[str] = []
    contexts = []

    def opened(size: tuple[int, int], scheme: Any, server: MockServer | None = None) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            base_url=(server or mock_server).url,
        )
        contexts.append(context)
        key = {"name": "mock_console_key", "value": urlsafe_b64encode(api_key.encode()).decode()}
        if server is None:
            context.add_cookies([{**key, "domain": "127.0.0.1", "path": "/_console"}])  # type: ignore[typeddict-item]
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else problems.append(asked.url))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The published accessibility checker."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), AXE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip(f"{AXE} cannot be installed: {done.stderr.strip()[-200:]}")
    return Path(folder, "node_modules", "axe-core", "axe.min.js").read_text(encoding="utf-8")
