"""The mocks of a session: private environments, the servers behind them, and what they tell about a failed test."""

from __future__ import annotations

import os
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.options import SessionOptions, readable_key
from mockserver.pytest_plugin.servers import Servers
from mockserver.pytest_plugin.transcript import transcript

if TYPE_CHECKING:
    import pytest

SECTION = "kombo_mock"


class KomboMocks:
    """Gives environments: `with mocks.environment() as mock:`, each a world of its own.

    All of them are on one server, which starts with the first one; other options mean another server.
    """

    def __init__(self, options: SessionOptions | None = None) -> None:
        self._options = options or SessionOptions()
        self._servers = Servers(self._options)
        self._open: dict[str, KomboMock] = {}
        self._numbers: Counter[str] = Counter()
        self._last_words: str | None = None

    def environment(self, name: str | None = None, **options: Any) -> KomboMock:
        """Give an environment that is as new; use it in a `with` block, which puts it back at its end.

        One without a name belongs to the test that runs now. `options` are those of the marker: seed, size, now,
        connectors, profile, scenario. ConfigurationError if one of them does not fit; RuntimeError if an environment
        with the name is open.
        """
        server = self._servers.give(options)
        key = f"{self._options.key_prefix}{self._key(name, shared=not server.is_own)}"
        if key in self._open:
            raise RuntimeError(f"the environment {name!r} is in use; give the other one another name")
        mock = KomboMock(server, key, on_close=self._forget)
        self._open[key] = mock
        try:
            server.prepare(mock.control)
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
        if report.when == "call":
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

    def _key(self, name: str | None, *, shared: bool) -> str:
        if name is None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
            self._numbers[test] += 1
            return readable_key(test.rpartition("::")[2] or "environment", f"{test}/{self._numbers[test]}")
        # Workers of one run know the same names, and on a server of their own nobody else does.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "") if shared else ""
        return readable_key(name, f"{worker}/{name}")

    def _forget(self, mock: KomboMock, *, failed: bool) -> None:
        """Let go of an environment; one that an error ends is asked for its requests before they are gone."""
        self._open.pop(mock.api_key, None)
        if failed:
            self._last_words = transcript(mock)
