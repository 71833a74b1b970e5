"""HTTP details that bit the users of other mock servers, numbered as in the survey from which they come: 21 to 29."""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.server import MockServer
from mockserver.settings import Settings
from tests.regressions.conftest import connected, read_answer

ATS = {"X-Integration-Id": integration_id(42, "sandbox", "ATS")}
CLOCK = b'{"mode": "frozen"}'


@pytest.fixture
def control(client: httpx.Client, mock_server: MockServer) -> httpx.Client:
    """The client, with paths relative to the server's root."""
    client.base_url = httpx.URL(mock_server.url)
    return client


def code(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/json"
    found: str = answer.json()["error"]["code"]
    return found


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON; Charset=UTF-8",
        "application/vnd.api+json",
        None,
    ],
)
def test_users_21_json_is_json_however_it_is_called(control: httpx.Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    assert control.put("/_mock/clock", content=CLOCK, headers=headers).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "nonsense", "a/b/c", "é"])
def test_users_21_another_content_type_is_refused_by_name(control: httpx.Client, content_type: str) -> None:
    answer = control.put("/_mock/clock", content=CLOCK, headers=[(b"content-type", content_type.encode())])
    assert (answer.status_code, code(answer)) == (400, "PLATFORM.INPUT_INVALID")
    assert "application/json" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "text/html, application/json;q=0.9, */*;q=0.8", "text/html", ""]
)
def test_users_22_the_answer_is_json_whatever_is_accepted(client: httpx.Client, accept: str) -> None:
    answer = client.get("/check-api-key", headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "path",
    [
        "//check-api-key",
        "//v1/check-api-key",
        "/v1//check-api-key",
        "/v1/check-api-key/",
        "/v1%2Fcheck-api-key",
        "/v1/check%2Dapi-keys",
        "/v1/../v1/check-api-key",
        "/v1/ats/./jobs",
        "/V1/check-api-key",
        "/v1",
        "/v1/",
        "/%00",
        "/v1/ats/jobs%0d%0a",
        "/v1/%F0%9F%98%80",
    ],
)
def test_users_23_an_odd_path_is_not_found_and_nothing_worse(mock_server: MockServer, path: str) -> None:
    with connected(mock_server.url) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo\r\n\r\n".encode("latin-1"))
        status, headers, body = read_answer(connection)
    assert (status, headers["content-type"]) == (404, "application/json")
    assert json.loads(body)["error"]["code"] == "PLATFORM.INPUT_INVALID"


def test_users_23_raw_bytes_in_the_path_are_no_valid_http(mock_server: MockServer) -> None:
    with connected(mock_server.url) as connection:
        connection.sendall("GET /v1/é HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        status, headers, body = read_answer(connection)
    assert (status, headers["content-type"]) == (400, "application/json")
    assert json.loads(body)["error"]["code"] == "PLATFORM.INPUT_INVALID"


def test_users_23_an_absolute_target_is_the_same_path(mock_server: MockServer) -> None:
    with connected(mock_server.url) as connection:
        connection.sendall(
            b"GET /v1/check-api-key?x=http://y HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo\r\n\r\n"
        )
        assert read_answer(connection)[0] == 200


NAMES = [
    "报告.txt",
    "😀 smile.pdf",
    "Müller ß ñ.pdf",
    "Mu\u0308ller.pdf",
    "مرحبا.pdf",
    "\u202egnp.exe.pdf",
    "zero\u200bwidth.pdf",
    'quote " and \\ and ; semi.pdf',
    "new\nline.pdf",
    "x" * 251 + ".pdf",
    "..",
]


@pytest.mark.parametrize("name", NAMES)
def test_users_24_any_file_name_comes_back_and_can_be_downloaded(client: httpx.Client, name: str) -> None:
    candidate = client.get("/ats/candidates?page_size=1", headers=ATS).json()["data"]["results"][0]["id"]
    body = {"attachment": {"name": name, "content_type": "text/plain", "type": "OTHER", "data": "aGVsbG8="}}
    added = client.post(f"/ats/candidates/{candidate}/attachments", json=body, headers=ATS)
    assert added.status_code == 200, added.text
    listed = client.get(f"/ats/candidates/{candidate}/attachments", headers=ATS).json()["data"]["results"]
    [found] = [entry for entry in listed if entry["file_name"] == name]
    downloaded = httpx.get(found["data_url"], trust_env=False)
    assert (downloaded.status_code, downloaded.content) == (200, b"hello")
    assert downloaded.headers["content-disposition"].startswith("attachment;")
    assert downloaded.headers["x-content-type-options"] == "nosniff"


def test_users_24_text_without_a_charset_is_utf_8(control: httpx.Client) -> None:
    named = control.post("/_mock/snapshots", content='{"name": "😀 報告 ñ"}'.encode())
    assert named.json()["name"] == "😀 報告 ñ"
    assert control.get("/_mock/snapshots").json()["snapshots"][0]["name"] == "😀 報告 ñ"


def test_users_25_a_compressed_body_is_read(control: httpx.Client) -> None:
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    assert control.put("/_mock/clock", content=gzip.compress(CLOCK), headers=headers).status_code == 200


@pytest.mark.parametrize(("encoding", "content"), [("gzip", b"no gzip at all"), ("br", CLOCK), ("gzip, gzip", CLOCK)])
def test_users_25_one_that_cannot_be_read_is_refused_clearly(
    control: httpx.Client, encoding: str, content: bytes
) -> None:
    answer = control.put("/_mock/clock", content=content, headers={"content-encoding": encoding})
    assert (answer.status_code, code(answer)) == (400, "PLATFORM.INPUT_INVALID")
    assert "Content-Encoding" in answer.json()["error"]["message"]


def test_users_25_a_small_body_cannot_become_a_huge_one(control: httpx.Client) -> None:
    bomb = gzip.compress(b'{"mode": "' + b" " * 100_000_000 + b'"}')
    answer = control.put("/_mock/clock", content=bomb, headers={"content-encoding": "gzip"})
    assert (answer.status_code, code(answer)) == (413, "PLATFORM.INPUT_INVALID")


def test_users_25_answers_are_only_encoded_as_asked_for(client: httpx.Client) -> None:
    for accepted in ("gzip", "identity", "br;q=1.0, gzip;q=0"):
        answer = client.get("/check-api-key", headers={"accept-encoding": accepted})
        assert answer.headers.get("content-encoding", "identity") in ("identity", *accepted.split(";")[0].split(","))


@pytest.mark.parametrize("megabytes", [1, 10, 29])
def test_users_26_large_bodies_are_read(client: httpx.Client, megabytes: int) -> None:
    data = "A" * (megabytes * 1_000_000 // 4 * 4)
    candidate = client.get("/ats/candidates?page_size=1", headers=ATS).json()["data"]["results"][0]["id"]
    body = {"attachment": {"name": "cv.pdf", "content_type": "application/pdf", "type": "CV", "data": data}}
    assert client.post(f"/ats/candidates/{candidate}/attachments", json=body, headers=ATS).status_code == 200


def test_users_26_too_large_ones_are_refused_in_the_envelope_and_told(
    api_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    with MockServer(body_limit="1MB") as server:
        headers = {"Authorization": f"Bearer {api_key}", "content-type": "application/json", **ATS}
        for content in (b"x" * 1_000_001, iter([b"x" * 600_000] * 2)):
            with httpx.Client(trust_env=False, headers=headers) as http:
                answer = http.post(f"{server.url}/v1/ats/jobs/x/applications", content=content)
            assert (answer.status_code, code(answer)) == (413, "PLATFORM.INPUT_INVALID")
    assert len([line for line in caplog.messages if line.startswith("413 POST") and "--body-limit" in line]) == 2


PREFLIGHT = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}


def browser_of(**options: Any) -> httpx.AsyncClient:
    app = create_app(Settings(**options))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080")


async def test_users_27_pages_of_named_origins_may_call_the_api() -> None:
    http = browser_of(cors=("http://localhost:3000",))
    wanted = {"access-control-request-headers": "authorization, x-integration-id, content-type"}
    preflight = await http.options("/v1/ats/jobs", headers=PREFLIGHT | wanted)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "http://localhost:3000"
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "x-integration-id", "content-type"))
    headers = {"origin": "http://localhost:3000", "authorization": "Bearer demo"}
    answer = await http.get("/v1/check-api-key", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
    refused = await http.get("/v1/nothing", headers=headers)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (404, "http://localhost:3000")


async def test_users_27_other_pages_may_not() -> None:
    for options in ({}, {"cors": ("https://demo.example.com",)}):
        http = browser_of(**options)
        assert "access-control-allow-origin" not in (await http.options("/v1/ats/jobs", headers=PREFLIGHT)).headers
        answer = await http.get("/v1/check-api-key", headers=PREFLIGHT | {"authorization": "Bearer demo"})
        assert "access-control-allow-origin" not in answer.headers


async def test_users_27_the_control_api_stays_closed_whatever_is_named() -> None:
    http = browser_of(cors=("*",))
    for path in ("/_mock/clock", "/_mock/reset", "/docs", "/openapi.json"):
        for method in ("OPTIONS", "GET", "POST"):
            answer = await http.request(method, path, headers=PREFLIGHT | {"authorization": "Bearer demo"})
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers


async def test_users_27_without_cors_a_preflight_is_a_method_that_is_not_allowed() -> None:
    answer = await browser_of().options("/v1/ats/jobs", headers=PREFLIGHT)
    assert (answer.status_code, code(answer), answer.headers["allow"]) == (405, "PLATFORM.INPUT_INVALID", "GET, HEAD")


@pytest.mark.parametrize("path", ["/v1/ats/jobs", "/v1/nothing", "/_mock/connectors", "/docs", "/openapi.json"])
async def test_users_27_head_is_get_without_its_body(path: str) -> None:
    http = browser_of()
    http.headers = httpx.Headers({"authorization": "Bearer demo", **ATS})
    got, head = await http.get(path), await http.head(path)
    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)


def asked(path: str = "/v1/check-api-key", more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer keep-alive\r\n{more}\r\n".encode()


def test_users_28_one_connection_serves_many_requests(mock_server: MockServer) -> None:
    with connected(mock_server.url) as connection:
        for _ in range(50):
            connection.sendall(asked())
            assert read_answer(connection)[0] == 200


def test_users_28_requests_may_come_before_the_answers(mock_server: MockServer) -> None:
    with connected(mock_server.url) as connection:
        connection.sendall(asked() + asked("/v1/nothing") + asked())
        assert [read_answer(connection)[0] for _ in range(3)] == [200, 404, 200]


def test_users_28_expect_continue_is_answered(mock_server: MockServer) -> None:
    head = (
        f"PUT /_mock/clock HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Length: {len(CLOCK)}\r\n"
    )
    with connected(mock_server.url) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert read_answer(connection)[0] == 100
        connection.sendall(CLOCK)
        assert read_answer(connection)[0] == 200


def test_users_28_a_body_may_come_in_chunks(control: httpx.Client) -> None:
    assert control.put("/_mock/clock", content=(CLOCK[i : i + 1] for i in range(len(CLOCK)))).status_code == 200


@pytest.mark.parametrize("fault", ["slow-drip", "connection-reset", "cut-off"])
def test_users_28_faults_strike_reused_connections_too(client: httpx.Client, fault: str) -> None:
    for warmed_up in (False, True):
        if warmed_up:
            assert client.get("/check-api-key").status_code == 200
        with pytest.raises(httpx.TransportError):
            # Far less than a drip takes.
            client.get("/check-api-key", headers={"x-mock-fault": fault}, timeout=0.1)
        assert client.get("/check-api-key").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "mock.example.com:9999", "[::1]:8080"])
def test_users_29_links_lead_to_where_the_client_asked(client: httpx.Client, host: str) -> None:
    made = client.post("/connect/create-link", json=LINK, headers={"host": host})
    assert made.status_code == 200, made.text
    assert urlsplit(made.json()["data"]["link"]).netloc == host


async def test_users_29_or_to_the_public_address() -> None:
    http = browser_of(public_url="https://mock.example.com/kombo", host="0.0.0.0")
    made = await http.post("/v1/connect/create-link", json=LINK, headers={"authorization": "Bearer demo"})
    assert made.json()["data"]["link"].startswith("https://mock.example.com/kombo/_connect/")


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "http://127.0.0.1:"), ("::", "http://[::1]:")])
def test_users_29_the_address_that_is_shown_can_be_used(host: str, shown: str) -> None:
    with MockServer(host=host) as server:
        assert server.url.startswith(shown)
        assert httpx.get(f"{server.url}/_mock/health", trust_env=False).status_code == 200


LINK = {
    "end_user_email": "jo@example.com",
    "end_user_organization_name": "Example Company",
    "integration_category": "ATS",
}
