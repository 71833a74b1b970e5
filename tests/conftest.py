"""What many tests share: a running server, a private environment per test, clients for it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import hypothesis
import pytest

from mockserver.server import MockServer
from mockserver.state.database import Database
from mockserver.state.engines import open_database
from tests.postgres import PostgresServer

if TYPE_CHECKING:
    import httpx
    from kombo import Kombo
    from playwright.sync_api import Browser

NOW = "2025-06-02T09:00:00Z"
# As root, in a container with little shared memory, and without asking the internet for anything.
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Machines that run several things at once are slow at times; how slow is what `make bench` is for.
hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make postgres` says."""
    parser.addoption("--postgres", action="store_true", help="keep on PostgreSQL what else would be kept in memory")


@pytest.fixture(scope="session", autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give every store that asks for no database one on PostgreSQL, where that was asked for."""
    if not request.config.getoption("--postgres"):
        yield
        return
    server: PostgresServer = request.getfixturevalue("postgres")

    def on_postgres(url: str | None, **words: Any) -> Database:
        return open_database(url or server.database(), **words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mockserver.state.store.open_database", on_postgres)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count what needs another program as slow."""
    for item in items:
        if any(mark.name.startswith("needs_") for mark in item.iter_markers()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for all tests of a process; `database()` gives an address of one's own."""
    with TemporaryDirectory(prefix="mockserver-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database on each engine that several processes can share."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    found: str = request.getfixturevalue("postgres").database()
    return found


@pytest.fixture(scope="session")
def mock_server() -> Iterator[MockServer]:
    """One server for all tests of a process, its clock standing still."""
    with MockServer(now=NOW) as server:
        yield server


@pytest.fixture
def api_key() -> str:
    """A key that no other test uses, and with it an environment of its own."""
    return f"test-{uuid4().hex}"


@pytest.fixture
def client(mock_server: MockServer, api_key: str) -> Iterator[httpx.Client]:
    """An HTTP client of the server with the key; paths are relative to /v1."""
    import httpx

    headers = {"Authorization": f"Bearer {api_key}"}
    with httpx.Client(base_url=f"{mock_server.url}/v1", headers=headers, trust_env=False) as http:
        yield http


@pytest.fixture
def sdk(mock_server: MockServer, api_key: str) -> Iterator[Callable[[str, str], Kombo]]:
    """The official SDK for a tool and category: `sdk("hrworks", "HRIS")`."""
    from kombo import Kombo

    with ExitStack() as opened:

        def connect(tool: str, category: str) -> Kombo:
            integration = mock_server.integration_id(tool, category)
            kombo = Kombo(api_key=api_key, server_url=f"{mock_server.url}/v1", integration_id=integration)
            opened.enter_context(kombo)
            return kombo

        yield connect


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Undo what a test that runs the command line in its own process did to our loggers."""
    loggers = [logging.getLogger(name) for name in ("mockserver", "uvicorn")]
    before = [(logger.level, logger.propagate, logger.disabled, logger.handlers[:]) for logger in loggers]
    yield
    for logger, (level, propagate, disabled, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate, logger.disabled, logger.handlers[:] = propagate, disabled, handlers


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a test process: Playwright's synchronous side cannot be started twice in a thread."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield running
        running.close()
