"""Integrations of recruiting tools, each in an environment of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.api.operations.ats_client import EXTRA, Application, Ats, application


@pytest.fixture(scope="session")
def ats_application() -> Iterator[Application]:
    """A server with the connectors of the project and those that only tests have."""
    with application(connectors=EXTRA) as opened:
        yield opened


@pytest.fixture
def ats(ats_application: Application) -> Callable[[str], Ats]:
    """The integration of a tool in a fresh environment: `ats("careerplug")`."""
    return ats_application.ats


@pytest.fixture
def sandbox(ats: Callable[[str], Ats]) -> Ats:
    """The integration of the tool that covers everything."""
    return ats("sandbox")
