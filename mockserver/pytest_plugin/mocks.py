"""The mocks of a session: private environments, the servers behind them, and what they tell about a failed test."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.options import BEGINNING, SessionOptions, of_test, readable_key
from mockserver.pytest_plugin.servers import Servers
from mockserver.pytest_plugin.transcript import transcript

if TYPE_CHECKING:
    import pytest

SECTION = "kombo_mock"


class KomboMocks:
    """Gives environments: `with mocks.environment() as mock:`, each a world of its own.

    All of them are on one server, which starts with the first one; other options mean another server.
    """

    def __init__(self, session: SessionOptions | None = None) -> None:
        self._session = session or SessionOptions()
        self._servers = Servers(self._session)
        self._open: dict[str, KomboMock] = {}
        self._numbers: Counter[str] = Counter()
        self._last_words: str | None = None

    def environment(self, name: str | None = None, **options: Any) -> KomboMock:
        """Give an environment that is as new; use it in a `with` block, which puts it back at its end.

        One without a name belongs to the test that runs now. `options` are those of the marker, such as `seed=7`.
        ConfigurationError or ControlError if one of them does not fit; RuntimeError if an environment with the name is
        open.
        """
        return self._begin(self._key(name), options)

    def environment_of(self, item: pytest.Item) -> KomboMock:
        """Give the environment of a test, as its markers say; UsageError if they say what makes no sense."""
        return self._begin(readable_key(item.name, item.nodeid), of_test(item))

    def _begin(self, key: str, options: Mapping[str, Any]) -> KomboMock:
        wanted = {**self._session.mock, **options}
        beginning = {name: wanted.pop(name) for name in BEGINNING if name in wanted}
        server = self._servers.give(wanted)
        key = f"{self._session.key_prefix}{key}"
        if key in self._open:
            raise RuntimeError(f"the environment {key!r} is in use; give the other one another name")
        mock = KomboMock(server, key, on_close=self._forget)
        self._open[key] = mock
        try:
            if beginning:
                mock.begin_with(**beginning)
            else:
                server.prepare(mock.control)
                server.settle(mock.control)
        except BaseException:
            del self._open[key]
            raise
        return mock

    def add_to(self, report: pytest.TestReport) -> None:
        """Add to the report of a test that failed what it asked the mock, and what the mock answered."""
        if report.failed and report.when != "teardown":
            texts = [text for mock in self._open.values() if (text := transcript(mock))]
            if self._last_words is not None:
                texts.append(self._last_words)
            report.sections += [(SECTION, text) for text in texts]
        if report.when == "teardown":
            self._last_words = None

    def close(self) -> None:
        """Stop the servers of this session."""
        for mock in list(self._open.values()):
            mock.close()
        self._servers.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _key(self, name: str | None) -> str:
        if name is None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
            self._numbers[test] += 1
            return readable_key(test.rpartition("::")[2] or "environment", f"{test}/{self._numbers[test]}")
        # On a server that somebody else runs, other workers of this run have the same names.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "") if self._session.url else ""
        return readable_key(name, f"{worker}/{name}")

    def _forget(self, mock: KomboMock, *, failed: bool) -> None:
        """Let go of an environment; one that an error ends is asked for its requests before they are gone."""
        self._open.pop(mock.api_key, None)
        if failed:
            self._last_words = transcript(mock)
