"""The control API and the pages are closed to other websites; programs and own pages notice nothing."""

from __future__ import annotations

import httpx
import pytest

from mockserver.api.asgi import Receive, Scope, Send, send_answer
from mockserver.api.guard import Guard
from mockserver.api.observing import Observer
from mockserver.api.request import Answer
from mockserver.settings import Settings


async def inner(scope: Scope, _: Receive, send: Send) -> None:
    await send_answer(send, Answer(200, b"inside"), scope["method"])


async def asked(
    headers: dict[str, str],
    *,
    method: str = "GET",
    pages: bool = False,
    host: str = "127.0.0.1",
    public: str | None = None,
) -> httpx.Response:
    guard = Guard(inner, Settings(host=host, public_url=public), Observer(), pages=pages)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url="http://localhost:8080") as http:
        return await http.request(method, "/", headers=headers)


OWN = [
    {},
    {"host": "127.0.0.1:8080"},
    {"host": "[::1]:8080"},
    {"host": "mock.localhost"},
    {"host": "host.docker.internal:8080"},
    {"host": "mockserver:8080"},
    {"origin": "http://localhost:8080", "sec-fetch-site": "same-origin"},
    {"origin": "HTTP://LOCALHOST:8080"},
    {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"},
]
FOREIGN = [
    {"host": "evil.example.com"},
    {"host": "evil.example.com:8080"},
    {"host": "localhost.evil.com"},
    {"host": "localhost:8080@evil.com"},
    {"host": "192.168.0.7:8080"},
    {"host": "["},
    {"origin": "http://evil.example.com"},
    {"origin": "http://localhost:3000"},
    {"origin": "http://localhost"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "file://"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "whatever comes next"},
]


@pytest.mark.parametrize("headers", OWN)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_programs_and_own_pages_pass(headers: dict[str, str], method: str) -> None:
    assert (await asked(headers, method=method)).text == "inside"


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_others_are_refused_in_the_envelope(headers: dict[str, str], method: str, pages: bool) -> None:
    answer = await asked(headers, method=method, pages=pages)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "PLATFORM.INPUT_INVALID"
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_link_to_a_page_may_be_followed_from_anywhere() -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert (await asked(headers, pages=True)).status_code == 200
    assert (await asked(headers, pages=True, method="POST")).status_code == 403
    assert (await asked(headers | {"sec-fetch-dest": "iframe"}, pages=True)).status_code == 403
    assert (await asked(headers, pages=False)).status_code == 403


async def test_behind_a_proxy_the_public_address_is_an_own_name() -> None:
    public = "https://mock.company.com"
    named = {"host": "mock.company.com", "origin": public, "sec-fetch-site": "same-origin"}
    assert (await asked(named, host="0.0.0.0", public=public)).status_code == 200
    assert (await asked({"origin": public}, host="0.0.0.0", public=public)).status_code == 200
    assert (await asked({"host": "other.company.com"}, host="0.0.0.0", public=public)).status_code == 403


@pytest.mark.parametrize(
    "name", ["192.168.0.7:8080", "10.0.0.3", "[fd00::1]:8080", "mock", "mock.team.svc.cluster.local"]
)
async def test_on_every_interface_addresses_and_private_names_are_own(name: str) -> None:
    assert (await asked({"host": name}, host="0.0.0.0")).status_code == 200


async def test_on_every_interface_a_name_of_the_internet_has_to_be_told() -> None:
    """Else a website could pretend to be this server, which a container on a developer's machine listens as."""
    answer = await asked({"host": "rebound.example.com"}, host="0.0.0.0")
    assert answer.status_code == 403
    assert "--public-url" in answer.headers["x-mock-explanation"]
