"""A receiver of webhooks on loopback: real sockets, programmable answers."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, new
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CERTIFICATE = Path(__file__).with_name("untrusted-localhost.pem")


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event


def is_genuine(secret: str, request: Received) -> bool:
    """Check a signature as the vendor describes it: HMAC-SHA256 over the raw body, base64url, no padding."""
    digest = new(secret.encode(), request.body, sha256).digest()
    expected = urlsafe_b64encode(digest).decode().rstrip("=")
    return compare_digest(expected, request.headers.get("X-Kombo-Signature", ""))


class Receiver:
    """A server that answers what it is told to; `released` lets requests go that `holds` keeps waiting."""

    def __init__(self, *, secure: bool = False) -> None:
        self.received: list[Received] = []
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        self.always: tuple[int, bytes, dict[str, str]] = (200, b"", {})
        self.holds = False
        # Called with each request before it is answered, on a thread of its own.
        self.looks: Callable[[Received], None] = lambda _: None
        self.released = threading.Event()
        self._arrived = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"http{'s' if secure else ''}://127.0.0.1:{self.port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def answer(self, *statuses: int, body: bytes = b"", **headers: str) -> None:
        """Answer the next requests with these."""
        self.answers += [(status, body, headers) for status in statuses]

    def wait_for(self, count: int, seconds: float = 5) -> list[Received]:
        """Give what was received once it is so much."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.received) >= count, seconds)
        assert came, f"{len(self.received)} of {count}"
        return list(self.received)

    @property
    def types(self) -> list[str]:
        return [request.event["type"] for request in self.received]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._arrived:
                    receiver.received.append(Received(self.path, dict(self.headers.items()), body))
                    status, answer, headers = receiver.answers.pop(0) if receiver.answers else receiver.always
                    receiver._arrived.notify_all()
                receiver.looks(receiver.received[-1])
                if receiver.holds:
                    receiver.released.wait(30)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def handle(self) -> None:
                with suppress(ConnectionError):  # who posted did not wait for the answer
                    super().handle()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
