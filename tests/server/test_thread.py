"""MockServer starts, answers and ends within bounds, leaves nothing behind, and hands over what goes wrong."""

from __future__ import annotations

import gc
import http.client
import os
import signal
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from mockserver.errors import ConfigurationError, MockServerError
from mockserver.server import MockServer, thread
from mockserver.server.thread import Factory
from mockserver.settings import Settings


def fetch(server: MockServer, path: str = "/hello") -> bytes:
    with urllib.request.urlopen(f"{server.url}{path}", timeout=5) as answer:
        body: bytes = answer.read()
    return body


def test_it_answers_on_a_free_port_of_the_loopback(factory: Factory) -> None:
    with MockServer(factory=factory) as first, MockServer(factory=factory) as second:
        assert first.url.startswith("http://127.0.0.1:")
        assert first.url != second.url
        assert fetch(first) == fetch(second) == b"GET /hello"


def test_it_can_be_started_again(factory: Factory, events: list[str]) -> None:
    server = MockServer(factory=factory)
    for _ in range(3):
        assert fetch(server.start()) == b"GET /hello"
        server.stop()
    assert events == ["started", "stopped"] * 3


def test_starting_and_stopping_twice_does_nothing(factory: Factory) -> None:
    server = MockServer(factory=factory).start()
    address = server.url
    assert server.start().url == address
    server.stop()
    server.stop()
    with pytest.raises(RuntimeError, match="does not run"):
        _ = server.url


def test_twenty_starts_leave_nothing_behind(factory: Factory) -> None:
    with MockServer(factory=factory) as server:
        fetch(server)
    gc.collect()
    before = open_files(), threading.active_count(), signal.getsignal(signal.SIGTERM)
    for _ in range(20):
        with MockServer(factory=factory) as server:
            fetch(server)
    gc.collect()
    assert (open_files(), threading.active_count(), signal.getsignal(signal.SIGTERM)) == before


def open_files() -> int:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("this system does not tell which files are open")
    return len(list(folder.iterdir()))


def test_it_stops_in_time_with_connections_open_and_requests_in_flight(factory: Factory) -> None:
    server = MockServer(factory=factory).start()
    address = urlsplit(server.url).netloc
    idle, busy = http.client.HTTPConnection(address), http.client.HTTPConnection(address)
    idle.request("GET", "/hello")
    idle.getresponse().read()
    busy.request("GET", "/slow?seconds=60")
    time.sleep(0.1)
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 2
    idle.close()
    busy.close()


def test_a_request_in_flight_may_finish(factory: Factory) -> None:
    server = MockServer(factory=factory).start()
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    connection.request("GET", "/slow?seconds=0.4")
    time.sleep(0.1)
    server.stop()
    assert connection.getresponse().read() == b"late"
    connection.close()


def test_the_error_of_a_start_is_the_callers(events: list[str]) -> None:
    def broken(_: Settings) -> Starlette:
        raise ConfigurationError("no such thing")

    server = MockServer(factory=broken)
    with pytest.raises(ConfigurationError, match="no such thing"):
        server.start()
    with pytest.raises(RuntimeError, match="does not run"):
        _ = server.url


def test_the_error_of_the_applications_own_start_is_the_callers() -> None:
    class Lifespan:
        def __init__(self, _: Starlette) -> None:
            pass

        async def __aenter__(self) -> None:
            raise LookupError("the first thing fails")

        async def __aexit__(self, *_: object) -> None:
            pass

    with pytest.raises(LookupError, match="the first thing fails"):
        MockServer(factory=lambda _: Starlette(lifespan=Lifespan)).start()


def test_a_start_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, factory: Factory) -> None:
    monkeypatch.setattr(thread, "START_SECONDS", 0.05)
    monkeypatch.setattr(thread, "STOP_SECONDS", 5)

    def sluggish(settings: Settings) -> Starlette:
        time.sleep(0.3)
        return factory(settings)

    before = threading.active_count()
    with pytest.raises(MockServerError, match="did not start within"):
        MockServer(factory=sluggish).start()
    assert threading.active_count() == before


def test_a_taken_port_is_told_by_its_number(factory: Factory) -> None:
    with MockServer(factory=factory) as server:
        port = urlsplit(server.url).port
        with pytest.raises(ConfigurationError, match=rf"port {port} of 127\.0\.0\.1 is already in use.*--port 0"):
            MockServer(factory=factory, port=port).start()


def test_options_are_checked_and_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSERVER_SEED", "1")
    assert MockServer(size="large").settings == Settings(port=0, size="large")
    with pytest.raises(ConfigurationError, match="did you mean 'seed'"):
        MockServer(sead=1)
    with pytest.raises(TypeError, match="not both"):
        MockServer(Settings(), seed=1)


def test_ids_of_integrations_follow_from_the_seed_alone() -> None:
    first, second = (MockServer(seed=seed).integration_id("tool", "ATS") for seed in (1, 2))
    assert first != second
    assert first == MockServer(seed=1).integration_id("tool", "ATS")


def test_signals_stay_with_the_process(factory: Factory) -> None:
    """A test run that is interrupted must notice, whatever server runs inside."""
    caught: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: caught.append(number))
    handler = signal.getsignal(signal.SIGINT)
    try:
        with MockServer(factory=factory) as server:
            os.kill(os.getpid(), signal.SIGUSR1)
            assert signal.getsignal(signal.SIGINT) is handler
            assert fetch(server) == b"GET /hello"
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert caught == [signal.SIGUSR1]
