"""Answers that come late, in part or never, on fresh and on reused connections, and nothing is left behind."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from kombo import Kombo

from mockserver.app import create_app
from mockserver.server import MockServer
from mockserver.settings import Settings
from tests.rig import Rig

NOW = "2025-06-02T09:00:00Z"


@pytest.fixture
def rig(mock_server: MockServer, api_key: str, caplog: pytest.LogCaptureFixture) -> Iterator[Rig]:
    """An environment; whatever happens in it, the web server has nothing to complain about."""
    with Rig(mock_server, api_key) as opened:
        yield opened
    complaints = [record for record in caplog.records if record.name.startswith("uvicorn")]
    assert [record.getMessage() for record in complaints if record.levelno >= logging.WARNING] == []


@pytest.fixture(params=["fresh", "reused"])
def connection(request: pytest.FixtureRequest, rig: Rig) -> Iterator[socket.socket]:
    """A connection to the server, unused or used before."""
    address = urlsplit(rig.url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as opened:
        if request.param == "reused":
            send(opened, rig)
            assert received(opened).startswith(b"HTTP/1.1 200 ")
        yield opened


def send(connection: socket.socket, rig: Rig, fault: str = "", path: str = "/v1/ats/jobs?page_size=1") -> None:
    headers = f"host: localhost\r\nauthorization: Bearer {rig.key}\r\nx-integration-id: {rig.integration_id}\r\n"
    extra = f"x-mock-fault: {fault}\r\n" if fault else ""
    connection.sendall(f"GET {path} HTTP/1.1\r\n{headers}{extra}\r\n".encode())


def received(connection: socket.socket) -> bytes:
    """Give one answer, or what there is of it when the connection ends."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += connection.recv(65536)
    head, _, body = found.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length and (part := connection.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


def test_a_reset_is_one(rig: Rig, connection: socket.socket) -> None:
    send(connection, rig, "connection-reset")
    with pytest.raises(ConnectionResetError):
        connection.recv(1)


def test_a_body_that_is_cut_off_ends_with_the_connection(rig: Rig, connection: socket.socket) -> None:
    send(connection, rig, "cut-off")
    head, _, body = received(connection).partition(b"\r\n\r\n")
    announced = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) == announced // 2
    assert connection.recv(1) == b""


@pytest.mark.parametrize("path", ["/v1/ats/jobs?page_size=1", "/v1/check-api-key"])
def test_a_connection_goes_on_after_faults_that_do_not_end_it(rig: Rig, connection: socket.socket, path: str) -> None:
    for fault in ("bad-gateway", "malformed", "server-error", "", "new-field"):
        send(connection, rig, fault, path)
        assert received(connection).startswith(b"HTTP/1.1 ")


def test_the_number_of_bytes_can_be_chosen(rig: Rig) -> None:
    rig.arm({"truncate": 10}, times={"next": 1})
    rig.arm({"truncate": 0}, times={"next": 1})
    for expected in ("received 10 bytes", "received 0 bytes"):
        with pytest.raises(httpx.RemoteProtocolError, match=expected):
            rig.jobs()
    assert rig.jobs().status_code == 200
    rig.arm({"truncate": True})
    assert rig.api.head("/ats/jobs").status_code == 200


def test_the_same_client_goes_on_after_a_broken_connection(rig: Rig) -> None:
    for _ in range(3):
        assert rig.jobs().status_code == 200
        with pytest.raises(httpx.TransportError):
            rig.jobs(X_Mock_Fault="connection-reset")
    with pytest.raises(httpx.TransportError):
        rig.jobs(X_Mock_Fault="cut-off")


@pytest.mark.parametrize("how", ["reset", "hang"])
def test_what_was_done_before_the_connection_broke_is_done(rig: Rig, how: str) -> None:
    rig.api.timeout = httpx.Timeout(0.3)
    rig.arm({"act_then": how}, match={"method": "POST"})
    with pytest.raises(httpx.TransportError):
        rig.apply()
    rig.ask("DELETE", "/faults")
    rig.api.timeout = httpx.Timeout(10)
    assert rig.applications() == 1
    assert rig.ask("GET", "/requests", method="POST")["requests"][0]["outcome"] == how


def test_nothing_is_done_where_the_connection_breaks_first(rig: Rig) -> None:
    rig.arm({"reset": True}, match={"method": "POST"})
    with pytest.raises(httpx.TransportError):
        rig.apply()
    assert rig.applications() == 0


def test_the_sdk_meets_them_as_errors_of_the_transport(rig: Rig, sdk: Callable[[str, str], Kombo]) -> None:
    ats = sdk("sandbox", "ATS").ats
    for effect in ({"reset": True}, {"truncate": True}):
        rig.arm(effect, times={"next": 1})
        with pytest.raises(httpx.TransportError):
            ats.get_jobs(page_size=1)
    rig.arm({"hang": True}, times={"next": 1})
    with pytest.raises(httpx.ReadTimeout):
        ats.get_jobs(page_size=1, timeout_ms=100)
    assert ats.get_jobs(page_size=1) is not None


def test_latency_holds_an_answer_back_and_nobody_else(rig: Rig) -> None:
    rig.arm({"latency_ms": 400}, match={"operation": "GetAtsJobs"})
    begun = time.monotonic()
    with ThreadPoolExecutor() as pool:
        slow = [pool.submit(rig.jobs) for _ in range(5)]
        time.sleep(0.05)
        assert rig.api.get("/check-api-key").status_code == 200
        assert time.monotonic() - begun < 0.35
        assert [answer.result().status_code for answer in slow] == [200] * 5
    assert 0.4 <= time.monotonic() - begun < 1.5
    entry = rig.ask("GET", "/requests", operation="GetAtsJobs")["requests"][0]
    assert entry["duration_ms"] >= 400


def test_a_body_that_drips_takes_its_time_and_is_whole(rig: Rig) -> None:
    whole = rig.jobs().content
    rig.arm({"drip_ms": 300})
    begun, parts = time.monotonic(), 0
    with rig.api.stream("GET", "/ats/jobs", params={"page_size": 1}) as answer:
        body = b""
        for part in answer.iter_raw():
            body, parts = body + part, parts + 1
    assert (body == whole, parts >= 5) == (True, True)
    assert time.monotonic() - begun >= 0.3


def test_a_client_that_leaves_is_not_waited_for(rig: Rig) -> None:
    rig.arm({"latency_ms": 60_000}, match={"method": "POST"})
    rig.api.timeout = httpx.Timeout(0.2)
    with pytest.raises(httpx.ReadTimeout):
        rig.apply()
    for _ in range(50):
        if rig.ask("GET", "/limits")["in_flight"] == {}:
            return
        time.sleep(0.02)
    pytest.fail("the action still counts as in flight")


@pytest.mark.parametrize("effect", [{"hang": True}, {"latency_ms": 60_000}, {"drip_ms": 60_000}])
def test_a_stop_does_not_wait_for_them(effect: dict[str, object]) -> None:
    before = threading.active_count()
    with MockServer(now=NOW) as server, Rig(server, "demo") as rig, ThreadPoolExecutor() as pool:
        rig.arm(effect)
        held = [pool.submit(rig.jobs) for _ in range(3)]
        time.sleep(0.2)
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < 2
        for each in held:  # an answer that was not begun becomes the web server's own
            assert isinstance(each.exception(), httpx.TransportError) or each.result().status_code == 500
    assert threading.active_count() == before


async def test_without_a_socket_they_are_exceptions() -> None:
    app = create_app(Settings())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost", headers={"authorization": "Bearer demo"}
    ) as http:
        for fault in ("connection-reset", "cut-off"):
            with pytest.raises(ConnectionResetError):
                await http.get("/v1/check-api-key", headers={"x-mock-fault": fault})
        answer = await http.get("/v1/check-api-key", headers={"x-mock-fault": "bad-gateway"})
        assert answer.status_code == 502
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(http.get("/v1/check-api-key", headers={"x-mock-fault": "silent"}), 0.1)
