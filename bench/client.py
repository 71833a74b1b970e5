"""A client that costs little: raw sockets, requests as ready-made bytes, answers measured and dropped."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_BUFFER = 1 << 20
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass
class Load:
    """What a round of requests took: how many per second, and each one's seconds, sorted."""

    rate: float
    latencies: list[float] = field(repr=False)

    def percentile(self, share: float) -> float:
        """Give the latency that `share` of the requests stayed under."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def request_bytes(
    path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None
) -> bytes:
    """Give a request as bytes; a body is JSON."""
    named = dict(headers or {})
    if body is not None:
        named |= {"content-type": "application/json", "content-length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", *(f"{name}: {text}" for name, text in named.items())]
    return "\r\n".join(lines).encode() + _END_OF_HEAD + (body or b"")


class Connection:
    """One keep-alive connection that has one request under way."""

    def __init__(self, port: int, timeout: float | None = 60) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = memoryview(bytearray(_BUFFER))
        self._received = 0
        self._expected = 0
        self._head = 0
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._received = self._expected = 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what is there; True once the answer is complete. RuntimeError for any status but 200."""
        if self._received == len(self._buffer):
            bigger = memoryview(bytearray(2 * len(self._buffer)))
            bigger[: self._received] = self._buffer
            self._buffer = bigger
        count = self.socket.recv_into(self._buffer[self._received :])
        if count == 0:
            raise RuntimeError("the server closed the connection")
        self._received += count
        if not self._expected:
            self._read_head()
        return self._expected > 0 and self._received >= self._expected

    def _read_head(self) -> None:
        start = bytes(self._buffer[: min(self._received, 4096)])
        end = start.find(_END_OF_HEAD)
        if end < 0:
            return
        if not start.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"not the answer that is measured: {start[:300]!r}")
        start = start.lower()
        at = start.index(_LENGTH) + len(_LENGTH)
        self._head = end + len(_END_OF_HEAD)
        self._expected = self._head + int(start[at : start.index(b"\r", at)])

    def fetch(self, request: bytes) -> bytes:
        """Send a request and give the body of its answer."""
        self.send(request)
        while not self.receive():
            pass
        return bytes(self._buffer[self._head : self._expected])

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()


def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Keep a number of connections busy for a time."""
    opened = [Connection(port) for _ in range(connections)]
    latencies: list[float] = []
    begin = time.perf_counter()
    end = begin + seconds
    try:
        if connections == 1:
            _drive_one(opened[0], requests, end, latencies)
        else:
            _drive_many(opened, requests, end, latencies)
        took = time.perf_counter() - begin
    finally:
        for connection in opened:
            connection.close()
    return Load(len(latencies) / took, sorted(latencies))


def _drive_one(connection: Connection, requests: Iterator[bytes], end: float, latencies: list[float]) -> None:
    now = 0.0
    while now < end:
        connection.send(next(requests))
        while not connection.receive():
            pass
        now = time.perf_counter()
        latencies.append(now - connection.sent_at)


def _drive_many(opened: list[Connection], requests: Iterator[bytes], end: float, latencies: list[float]) -> None:
    with selectors.DefaultSelector() as selector:
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        under_way = len(opened)
        while under_way:
            for key, _ in selector.select():
                if not key.data.receive():
                    continue
                now = time.perf_counter()
                latencies.append(now - key.data.sent_at)
                if now < end:
                    key.data.send(next(requests))
                else:
                    under_way -= 1
