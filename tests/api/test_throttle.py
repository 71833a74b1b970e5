"""The throttle of demo mode: how much one address may ask, whatever it says who it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from mockserver.api import throttle
from mockserver.api.throttle import SANDBOXES_PER_HOUR, Windows, counted_as
from mockserver.app import create_app
from mockserver.instants import MINUTE
from mockserver.settings import Settings


class Time:
    def __init__(self) -> None:
        self.now = 1_748_854_800_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def visitor(time: Time) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(demo=True, demo_rate=100, trusted_proxies=("10.0.0.1",)), time=time)
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield http


async def ask(http: httpx.AsyncClient, path: str = "/v1/check-api-key", **headers: str) -> int:
    return (await http.get(path, headers=headers)).status_code


async def test_so_many_requests_are_let_in_and_more_after_a_minute(visitor: httpx.AsyncClient, time: Time) -> None:
    keys = [f"Bearer {number}" for number in range(100)]
    assert {await ask(visitor, authorization=key) for key in keys} == {401}
    refused = await visitor.get("/v1/check-api-key", headers={"authorization": "Bearer another"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert refused.json()["error"]["code"] == "PLATFORM.RATE_LIMIT_EXCEEDED"
    assert "100 requests per minute" in refused.headers["x-mock-explanation"]
    time.now += MINUTE
    assert await ask(visitor) == 401


@pytest.mark.parametrize("path", ["/_mock/health", "/_console", "/docs", "/v1/nothing", "/openapi.json", "/_files/x/y"])
async def test_everything_counts(visitor: httpx.AsyncClient, path: str) -> None:
    for _ in range(100):
        await ask(visitor)
    assert await ask(visitor, path) == 429


async def test_bodies_count_by_their_size(visitor: httpx.AsyncClient) -> None:
    for _ in range(10):
        answer = await visitor.post("/_mock/import", content=b"x" * 1_000_000)
        assert answer.status_code == 401
    assert await ask(visitor) == 429


async def test_a_body_of_unknown_size_counts_as_the_largest(visitor: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"{}"

    await visitor.post("/_mock/import", content=chunks())
    assert await ask(visitor) == 429


async def test_new_sandboxes_count_on_their_own(time: Time) -> None:
    transport = httpx.ASGITransport(create_app(Settings(demo=True), time=time), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        for _ in range(SANDBOXES_PER_HOUR):
            assert (await http.post("/_mock/sandboxes")).status_code == 200
        assert (await http.post("/_mock/sandboxes")).status_code == 429
        time.now += 2 * MINUTE
        assert (await http.post("/_mock/sandboxes")).status_code == 429
        assert await ask(http, "/_mock/health") == 200


async def test_addresses_are_counted_apart_as_trusted_proxies_tell_them(time: Time) -> None:
    app = create_app(Settings(demo=True, demo_rate=1, trusted_proxies=("10.0.0.1",)), time=time)

    async def status(peer: str, told: str) -> int:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(peer, 1)), base_url="http://localhost"
        ) as http:
            return await ask(http, "/_mock/health", **{"x-forwarded-for": told})

    assert await status("10.0.0.1", "192.0.2.1") == 200
    assert await status("10.0.0.1", "192.0.2.2") == 200
    assert await status("10.0.0.1", "192.0.2.1") == 429
    # What others tell about themselves is not believed.
    assert await status("192.0.2.9", "192.0.2.3") == 200
    assert await status("192.0.2.9", "192.0.2.4") == 429


async def test_without_demo_mode_nothing_is_counted() -> None:
    transport = httpx.ASGITransport(create_app(Settings(demo_rate=1)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        assert {await ask(http, "/_mock/health") for _ in range(10)} == {200}


def test_windows_are_bounded(monkeypatch: pytest.MonkeyPatch, time: Time) -> None:
    monkeypatch.setattr(throttle, "_MOST_ADDRESSES", 10)
    windows = Windows(1, MINUTE, time)
    assert {windows.wait(str(number)) for number in range(100)} == {0}
    assert len(windows._windows) <= 10


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::"),
        ("fe80::1%eth0", "fe80::"),
        ("no:address", "no:address"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one_caller(address: str, counted: str) -> None:
    assert counted_as(address) == counted
