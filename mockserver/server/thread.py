"""MockServer: the whole server on a free port in a thread of its own, as a context manager."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette

from mockserver.errors import MockServerError
from mockserver.ids import integration_id
from mockserver.server.running import Runner
from mockserver.server.sockets import address_of, listen
from mockserver.settings import Settings

# A start that fails is told at once; a slow one may be compiling the description on a busy machine.
START_SECONDS = 30
STOP_SECONDS = 2

Factory = Callable[[Settings], Starlette]

logger = logging.getLogger("mockserver.server")


def default_application(settings: Settings) -> Starlette:
    """Give the application of this package; imported late, as it is the larger part of a start."""
    from mockserver.app import create_app

    return create_app(settings)


class MockServer:
    """A running mock: `with MockServer(seed=7) as mock:` and `mock.url` is its address.

    Options are those of `mockserver serve`, in Python's spelling; unlike there, the port is a free one unless given and
    environment variables are not read. Starting raises what the start raised: ConfigurationError for an option that
    does not fit or a taken port. It can be started again after it was stopped, and begins with its seed.
    """

    def __init__(
        self, settings: Settings | None = None, *, factory: Factory = default_application, **options: Any
    ) -> None:
        if settings is not None and options:
            raise TypeError("give settings or options, not both")
        self.settings = settings or Settings.load({"port": 0} | options)
        self._factory = factory
        self._thread: _ServerThread | None = None

    def start(self) -> Self:
        """Start serving and return when requests are answered; a server that runs stays as it is."""
        if self._thread is None:
            thread = _ServerThread(self.settings, self._factory)
            thread.start()
            thread.wait_until_ready()
            self._thread = thread
        return self

    def stop(self) -> None:
        """Stop serving; requests in flight get a second to finish. Nothing happens if it does not run."""
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    @property
    def url(self) -> str:
        """Give the address, such as `http://127.0.0.1:49152`; the API is under `/v1`. RuntimeError if stopped."""
        if self._thread is None:
            raise RuntimeError("the server does not run")
        return self._thread.url

    def integration_id(self, tool: str, category: str) -> str:
        """Give the id of the integration that every environment starts with for a tool and category."""
        return integration_id(self.settings.seed, tool, category)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _ServerThread(threading.Thread):
    """One start of a server, from its socket to its end."""

    def __init__(self, settings: Settings, factory: Factory) -> None:
        self._listener = listen(settings.host, settings.port)
        self.url = address_of(self._listener)
        super().__init__(name=f"mockserver {self.url}", daemon=True)
        self._settings = settings
        self._factory = factory
        self._ready = threading.Event()
        self._stopping = threading.Event()
        self._failure: BaseException | None = None
        self._runner: Runner | None = None

    def run(self) -> None:
        try:
            # Here and not in the caller's thread: a database connection belongs to the thread that made it.
            self._runner = Runner(self._factory(self._settings), self._listener, self._ready.set)
            if not self._stopping.is_set():
                self._runner.start()
        except BaseException as problem:  # noqa: BLE001 - raised again where somebody waits for it
            self._failure = problem
        finally:
            self._listener.close()
            self._ready.set()

    def wait_until_ready(self) -> None:
        in_time = self._ready.wait(START_SECONDS)
        if self._failure is not None:
            self.join()
            raise self._failure
        if not in_time:
            self.stop()
            raise MockServerError(f"the server did not start within {START_SECONDS} seconds")

    def stop(self) -> None:
        # In this order, `run` sees the one or has set the other.
        self._stopping.set()
        if self._runner is not None:
            self._runner.stop()
        self.join(STOP_SECONDS)
        if self.is_alive():
            logger.warning("the server at %s still runs %s seconds after it was stopped", self.url, STOP_SECONDS)
