"""A server for all tests of this folder, and a customer for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.upstream.customer import Customer, Server


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    opened = Server()
    yield opened
    opened.close()


@pytest.fixture
def ats(server: Server) -> Customer:
    """A recruiting system that covers everything."""
    return server.connect("sandbox", "ATS")


@pytest.fixture
def hris(server: Server) -> Customer:
    """An HR system that covers everything."""
    return server.connect("sandbox", "HRIS")


@pytest.fixture
def assessment(server: Server) -> Customer:
    return server.connect("sandbox", "ASSESSMENT")
