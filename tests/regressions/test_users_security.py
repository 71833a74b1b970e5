"""Security holes that bit the users of other mock servers, numbered as in the survey from which they come: 48 to 50."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest

from mockserver import resources
from mockserver.app import create_app
from mockserver.description import Operation, load
from mockserver.settings import Settings

CONTROL = load(resources.openapi_directory() / "control").operations
KEY = "a-secret-key"
BEARER = {"authorization": f"Bearer {KEY}"}
# The last two are the doors of demo mode, and closed without it.
OPEN = {"GetHealth", "GetReady", "GetControlDescription", "OpenSandbox", "FollowLink"}

HOSTILE = {
    "another website": {"origin": "https://evil.example.com", "sec-fetch-site": "cross-site"},
    "a page in a sandbox": {"origin": "null"},
    "another port of this machine": {"origin": "http://localhost:3000", "sec-fetch-site": "same-site"},
    "a form or an image": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    "a followed link": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    "a rebound name": {"host": "evil.example.com:8080", "origin": "http://evil.example.com:8080"},
    "a rebound name, old browser": {"host": "evil.example.com:8080"},
}


@pytest.fixture(scope="module")
def app() -> Any:
    return create_app(Settings())


@pytest.fixture
def http(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080")


def path_of(operation: Operation) -> str:
    return f"/_mock{re.sub('{[^}]+}', 'x', operation.path)}"


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("operation", CONTROL.values(), ids=CONTROL)
async def test_users_48_a_page_in_the_browser_cannot_use_the_control_api(
    http: httpx.AsyncClient, operation: Operation, hostile: dict[str, str]
) -> None:
    answer = await http.request(operation.method, path_of(operation), headers=BEARER | hostile)
    assert answer.status_code == 403
    preflight = await http.options(path_of(operation), headers=hostile | {"access-control-request-method": "POST"})
    assert preflight.status_code == 403
    for name in (*answer.headers, *preflight.headers):
        assert not name.startswith("access-control-")


@pytest.mark.parametrize("hostile", [item for name, item in HOSTILE.items() if name != "a followed link"])
@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/openapi.yaml", "/docs/docs.js"])
async def test_users_48_nor_read_the_pages(http: httpx.AsyncClient, path: str, hostile: dict[str, str]) -> None:
    assert (await http.get(path, headers=hostile)).status_code == 403


async def test_users_48_nor_write_through_the_api_where_it_cannot_send_a_key(http: httpx.AsyncClient) -> None:
    """What a browser sends without asking first has no key; what it has to ask for is not allowed."""
    plain = {"origin": "https://evil.example.com", "content-type": "text/plain"}
    assert (await http.post("/v1/ats/candidates", content=b"{}", headers=plain)).status_code == 401
    asking = plain | {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    assert "access-control-allow-origin" not in (await http.options("/v1/ats/candidates", headers=asking)).headers


ADDRESSES = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.169.254.:80/",
    "http://metadata.google.internal/",
    "http://example.com/",
    "http://127.0.0.1@example.com/",
    "http://user@localhost/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "ftp://127.0.0.1/",
    "//169.254.169.254/",
    "http://",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_users_49_webhooks_go_to_no_address_that_was_not_allowed(http: httpx.AsyncClient, address: str) -> None:
    answer = await http.put("/_mock/webhooks", json={"endpoints": [{"url": address}]}, headers=BEARER)
    assert answer.status_code == 400, answer.text
    assert (await http.get("/_mock/webhooks", headers=BEARER)).json()["endpoints"] == []


@pytest.mark.parametrize("address", [*ADDRESSES, "http://localhost:8080/_mock/health"])
async def test_users_49_attachments_are_not_fetched_from_anywhere(
    http: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def connect(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    listed = await http.get("/_mock/integrations?tool=sandbox&category=ATS", headers=BEARER)
    headers = BEARER | {"x-integration-id": listed.json()["integrations"][0]["id"]}
    candidates = await http.get("/v1/ats/candidates?page_size=1", headers=headers)
    candidate = candidates.json()["data"]["results"][0]["id"]
    body = {"attachment": {"name": "cv.pdf", "type": "CV", "data_url": address, "content_type": "application/pdf"}}
    answer = await http.post(f"/v1/ats/candidates/{candidate}/attachments", json=body, headers=headers)
    assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize("operation", [item for item in CONTROL.values() if item.id not in OPEN], ids=lambda o: o.id)
async def test_users_50_the_control_api_needs_a_key(http: httpx.AsyncClient, operation: Operation) -> None:
    answer = await http.request(operation.method, path_of(operation))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "PLATFORM.AUTHENTICATION_INVALID")


async def test_users_50_and_the_token_where_there_is_one() -> None:
    app = create_app(Settings(control_token="t0ken", api_keys=("only-this",)))
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")
    key, token = {"authorization": "Bearer only-this"}, {"x-mock-control-token": "t0ken"}
    assert (await http.get("/_mock/clock", headers=key)).status_code == 401
    assert (await http.get("/_mock/clock", headers=key | {"x-mock-control-token": "t0kem"})).status_code == 401
    assert (await http.get("/_mock/clock", headers=BEARER | token)).status_code == 401
    assert (await http.get("/_mock/clock", headers=key | token)).status_code == 200


async def test_users_50_logs_hold_no_keys_bodies_and_addresses(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {"x-mock-control-token": "t0ken", "cookie": "session=c00kie"}
    await http.get("/v1/ats/candidates?email=somebody%40company.com", headers=BEARER | secrets)
    await http.get("/v1/check-api-key", headers={"authorization": "Basic c2VjcmV0"})
    await http.post("/v1/ats/candidates", json={"candidate": {"first_name": "Unheard"}}, headers=BEARER | secrets)
    await http.get("/_connect/link?token=t0p.secret", headers=BEARER)
    await http.get("/_files/payl0ad.signature/name.pdf")
    await http.put("/_mock/webhooks", json={"secret": "webh00k"}, headers=BEARER | secrets)
    text = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("mockserver"))
    assert "/ats/candidates" in text
    for secret in (KEY, "t0ken", "c00kie", "somebody", "c2VjcmV0", "Unheard", "t0p", "payl0ad", "webh00k"):
        assert secret not in text
