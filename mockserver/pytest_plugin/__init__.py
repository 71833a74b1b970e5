"""The pytest plugin: fixtures `kombo_mock`, a private environment per test, and `kombo_mocks`, more of them.

It is loaded by every pytest run of an environment that has this package, so nothing but pytest is imported until a test
asks for a fixture. `docs/pytest.md` shows how to use it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.pytest_plugin.mock import KomboMock
    from mockserver.pytest_plugin.mocks import KomboMocks

__all__ = ["KomboMock", "KomboMocks"]

# What the marker can set for a test and the ini file for all, there with `mockserver_` before the names.
OPTIONS = {
    "seed": "one seed gives one world; 42 unless set",
    "size": "small, medium, large, or a number of people per integration",
    "now": "the instant at which the clock stands; 2025-06-02T09:00:00Z unless set",
    "connectors": "folder of connector files that add or override, relative to the root directory",
    "profile": "coverage profile of every integration, such as minimal",
    "scenario": "what every environment begins with: a story pack, or a file of your own",
    "company": "name of the customer, in all data",
    "locale": "markets of the customer such as de_DE,fr_FR",
    "headcount": "employees of the customer",
}
_MOCKS = pytest.StashKey["KomboMocks"]()


def __getattr__(name: str) -> Any:
    """Give the classes that annotations name, loaded when somebody asks."""
    if name == "KomboMock":
        from mockserver.pytest_plugin.mock import KomboMock

        return KomboMock
    if name == "KomboMocks":
        from mockserver.pytest_plugin.mocks import KomboMocks

        return KomboMocks
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the ini file."""
    group = parser.getgroup("mockserver", "mock of the Kombo API")
    group.addoption("--mockserver-url", metavar="URL", help="use this server instead of starting one")
    group.addoption("--mockserver-control-token", metavar="TOKEN", help="the --control-token of that server")
    group.addoption(
        "--mockserver-key-prefix",
        metavar="TEXT",
        help="put before the keys of all tests, for several runs at a time on one server",
    )
    parser.addini("mockserver_url", "server to use instead of starting one", default="")
    for name, text in OPTIONS.items():
        parser.addini(f"mockserver_{name}", text, default="")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    names = ", ".join(f"{name}=…" for name in OPTIONS)
    config.addinivalue_line("markers", f"kombo_mock({names}): what the kombo_mock of a test is like")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report of a test that failed show its requests, and why the mock refused some."""
    report = yield
    mocks = item.session.stash.get(_MOCKS, None)
    if mocks is not None:
        mocks.add_to(report)
    return report


@pytest.fixture(scope="session")
def kombo_mocks(request: pytest.FixtureRequest) -> Iterator[KomboMocks]:
    """As many private environments as are wanted: `with kombo_mocks.environment() as mock:`."""
    from mockserver.pytest_plugin.mocks import KomboMocks
    from mockserver.pytest_plugin.options import of_session

    with KomboMocks(of_session(request.config)) as mocks:
        request.session.stash[_MOCKS] = mocks
        yield mocks


@pytest.fixture
def kombo_mock(request: pytest.FixtureRequest, kombo_mocks: KomboMocks) -> Iterator[KomboMock]:
    """A private environment of the mock: its key belongs to this test, its clock stands still."""
    from mockserver.errors import MockServerError

    try:
        mock = kombo_mocks.environment_of(request.node)
    except (MockServerError, pytest.UsageError) as problem:
        # A word in a marker or an address is wrong; where that was noticed is of no use to whoever wrote it.
        raise pytest.fail.Exception(f"kombo_mock: {problem}", pytrace=False) from None
    with mock:
        yield mock
