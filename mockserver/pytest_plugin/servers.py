"""Servers: those that this session started, one for each set of options, or the one that somebody else runs."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from starlette.applications import Starlette

from mockserver.errors import ConfigurationError
from mockserver.instants import format_instant, parse_instant
from mockserver.pytest_plugin.control import Control
from mockserver.pytest_plugin.options import SessionOptions
from mockserver.server import MockServer
from mockserver.server.thread import default_application
from mockserver.settings import Settings
from mockserver.suggest import did_you_mean

# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True
NOW = "2025-06-02T09:00:00Z"
_LOGGER = logging.getLogger("mockserver")
# A session may have more tests than a server that others use should have environments.
_MOST_ENVIRONMENTS = 1_000_000
# Looks at what every environment starts with; no test has such a key.
_LOOKOUT = "what-every-environment-starts-with"


class Server(ABC):
    """A server that answers, whoever started it."""

    url: str
    token: str | None = None

    @property
    @abstractmethod
    def is_own(self) -> bool:
        """Whether this session started it, so that nobody else looks at what a test leaves behind."""

    def control(self, key: str) -> Control:
        """Give the control API for a key."""
        return Control(self.url, key, self.token)

    @abstractmethod
    def prepare(self, control: Control) -> None:
        """Put an environment back to its beginning, if another run may have used it before."""

    @abstractmethod
    def settle(self, control: Control) -> None:
        """Let the clock of an environment that has just begun stand where a test finds it."""

    def integration_id(self, tool: str, category: str | None) -> str:
        """Give the integration of a tool that every environment starts with, without a category the tool's first one.

        ConfigurationError names the choices if there is none.
        """
        found = {entry["category"]: entry["id"] for entry in reversed(self._listed) if entry["tool"] == tool}
        if not found:
            tools = {entry["tool"] for entry in self._listed}
            raise ConfigurationError(f"no connector {tool!r}{did_you_mean(tool, tools)}")
        chosen = category or list(found)[-1]
        if chosen not in found:
            raise ConfigurationError(f"{tool} has no category {category!r}{did_you_mean(chosen, found)}")
        return str(found[chosen])

    @cached_property
    def seed(self) -> tuple[int, str]:
        """Seed and size of what every environment starts with."""
        first = self._listed[0]
        return first["seed"], first["size"]

    @cached_property
    def _listed(self) -> list[dict[str, Any]]:
        control = self.control(_LOOKOUT)
        found: list[dict[str, Any]] = control.get("/integrations")["integrations"]
        control.post("/reset")
        return found


class OwnServer(Server):
    """A server in a thread of this process, on a free port."""

    is_own = True

    def __init__(self, options: Mapping[str, Any]) -> None:
        settings: dict[str, Any] = {"now": NOW, "max_environments": _MOST_ENVIRONMENTS, **options}
        self.application: Starlette | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self._server = MockServer(factory=self._make, **settings).start()
        self.url = self._server.url

    def prepare(self, control: Control) -> None:
        """Do nothing: the key is new, or the environment was put back when the test before it ended."""

    def settle(self, control: Control) -> None:
        """Do nothing: the server was started that way."""

    def stop(self) -> None:
        """Stop it; this takes two seconds at most."""
        self._server.stop()

    def _make(self, settings: Settings) -> Starlette:
        """Make the application and remember where it runs, for the way in without a socket."""
        self.application = application = default_application(settings)
        lifespan = application.router.lifespan_context

        @asynccontextmanager
        async def remembering(app: Starlette) -> AsyncIterator[Any]:
            self.loop = asyncio.get_running_loop()
            async with lifespan(app) as state:
                yield state

        application.router.lifespan_context = remembering
        return application


class ForeignServer(Server):
    """A server that was there before: its environments are put back before use, and left for people to look at."""

    is_own = False

    def __init__(self, url: str, token: str | None, options: Mapping[str, Any]) -> None:
        self.url = url.rstrip("/").removesuffix("/v1")
        self.token = token
        self._now = format_instant(parse_instant(str(options.get("now", NOW))))
        self._check(options)

    def prepare(self, control: Control) -> None:
        """Put the environment back to its beginning, with the data of the day on which tests play."""
        control.post("/reset", {"now": self._now})

    def settle(self, control: Control) -> None:
        """Let the clock stand still, whatever the server's own does."""
        wanted = {"mode": "frozen", "now": self._now}
        if control.get("/clock") != wanted:
            control.put("/clock", wanted)

    def _check(self, options: Mapping[str, Any]) -> None:
        """Refuse what only a server's start decides, unless it was started that way."""
        seed, size = self.seed
        started = {"seed": str(seed), "size": size}
        for name, value in options.items():
            if name != "now" and started.get(name) != str(value):
                has = f"; it has {started[name]}" if name in started else ""
                raise ConfigurationError(
                    f"{name}={value} cannot be chosen for a server that runs already ({self.url}){has}. Start it with "
                    f"--{name} {value}, or leave --mockserver-url out."
                )


class Servers:
    """The servers of a session, started when a test first needs one."""

    def __init__(self, session: SessionOptions) -> None:
        self._session = session
        self._found: dict[tuple[tuple[str, str], ...], Server] = {}
        self._logs_before: int | None = None

    def give(self, options: Mapping[str, Any]) -> Server:
        """Give the server with these options; ConfigurationError if there can be none."""
        name = tuple(sorted((name, str(value)) for name, value in options.items()))
        found = self._found.get(name)
        if found is None:
            url, token = self._session.url, self._session.control_token
            found = ForeignServer(url, token, options) if url else OwnServer(options)
            self._found[name] = found
            if found.is_own:
                self._be_quiet()
        return found

    def stop(self) -> None:
        """Stop all that were started here."""
        for server in self._found.values():
            if isinstance(server, OwnServer):
                server.stop()
        self._found.clear()
        if self._logs_before is not None:
            _LOGGER.setLevel(self._logs_before)
            self._logs_before = None

    def _be_quiet(self) -> None:
        """Let our servers log nothing but faults of their own.

        A request that the mock refuses may be just what a test wants; it stands in the report of the test, if that
        fails, and not among the messages of the program under test.
        """
        if self._logs_before is None:
            self._logs_before = _LOGGER.level
            _LOGGER.setLevel(logging.ERROR)
