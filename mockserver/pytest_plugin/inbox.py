"""An inbox: a receiver of webhooks in this process, for tests whose application has none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import orjson

SIGNATURE = "X-Kombo-Signature"
_STOP_SECONDS = 2


@dataclass(frozen=True)
class Received:
    """One webhook as it arrived: the very bytes, which are what was signed, and the headers by lower-case name."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        """The event: `id`, `type`, `data`."""
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    @property
    def signature(self) -> str | None:
        """The signature that came with it."""
        return self.headers.get(SIGNATURE.lower())


class Inbox:
    """Listens on a free port of this machine and keeps what it receives; `status` is what it answers next."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.id = ""
        self.received: list[Received] = []
        self._server = _Listener(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="inbox", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address that it listens on."""
        return f"http://127.0.0.1:{self._server.server_port}/webhooks"

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events that were received, in the order of their arrival."""
        return [received.event for received in self.received]

    def close(self) -> None:
        """Listen no longer; harmless when repeated."""
        self._server.shutdown()
        self._thread.join(_STOP_SECONDS)
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    # Closing must not wait for a connection that a client keeps open.
    block_on_close = False

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        """Keep what came and answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.inbox.received.append(Received(body, headers))
        self.send_response(self.server.inbox.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
