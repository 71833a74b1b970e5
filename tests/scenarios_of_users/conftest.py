"""Customers that no other test uses, and a receiver of their webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from mockserver.server import MockServer
from tests.scenarios_of_users.customer import Customer
from tests.webhooks.receiver import Receiver


@pytest.fixture
def connect(mock_server: MockServer, api_key: str) -> Iterator[Callable[..., Customer]]:
    """The integration of a tool in this test's environment: `connect("hrworks", "HRIS")`."""
    with ExitStack() as opened:

        def open_customer(tool: str = "sandbox", category: str = "ATS", id: str | None = None) -> Customer:
            return opened.enter_context(Customer(mock_server, api_key, tool, category, id))

        yield open_customer


@pytest.fixture
def ats(connect: Callable[..., Customer]) -> Customer:
    """A recruiting system that covers everything."""
    return connect()


@pytest.fixture
def hris(connect: Callable[..., Customer]) -> Customer:
    """An HR system that covers everything."""
    return connect("sandbox", "HRIS")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where webhooks go."""
    with Receiver() as running:
        yield running
