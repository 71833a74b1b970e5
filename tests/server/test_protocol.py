"""What is no HTTP is refused in the vendor's envelope, and cannot fill the memory."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from mockserver.server import MockServer, protocol
from mockserver.server.thread import Factory


@pytest.fixture
def connection(factory: Factory) -> Iterator[socket.socket]:
    with MockServer(factory=factory) as server:
        address = urlsplit(server.url)
        with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as opened:
            yield opened


def read_all(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while part := connection.recv(65536):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    "request_text",
    [
        b"this is no http\r\n\r\n",
        b"GET /hello HTTP/1.1\r\nbroken header\r\n\r\n",
        b"GET /hello HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"GET \xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n",
    ],
)
def test_no_http_is_refused_in_the_vendors_envelope(connection: socket.socket, request_text: bytes) -> None:
    connection.sendall(request_text)
    head, body = read_all(connection)
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/json" in head
    error = json.loads(body)
    assert error["status"] == "error"
    assert error["error"]["code"] == "PLATFORM.INPUT_INVALID"
    assert set(error["error"]) == {"code", "title", "message", "log_url"}


def test_a_header_without_end_is_cut_off(connection: socket.socket) -> None:
    connection.sendall(b"GET /hello HTTP/1.1\r\nx-endless: ")
    with pytest.raises(OSError, match=r"reset|pipe"):
        connection.sendall(b"a" * 20 * protocol.HEAD_LIMIT)


def test_many_requests_on_one_connection_are_no_long_header(
    connection: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_LIMIT", 100)
    for _ in range(10):
        for piece in (b"GET /hello HTTP/1.1\r\n", b"host: a\r\n\r\n"):
            connection.sendall(piece)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("wanted", [b"websocket", b"h2c"])
def test_an_upgrade_that_nobody_offers_is_an_ordinary_request(
    connection: socket.socket, caplog: pytest.LogCaptureFixture, wanted: bytes
) -> None:
    connection.sendall(b"GET /hello HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: %b\r\n\r\n" % wanted)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert caplog.text == ""


def test_without_httptools_the_slower_parser_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert protocol.http_protocol() == "h11"
