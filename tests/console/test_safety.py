"""What the console must never do: run what somebody typed, act for a foreign page, show another environment."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from html import unescape

import httpx
import pytest

from mockserver.console.rendering import rich
from mockserver.server import MockServer
from tests.console.visitor import Visitor, text_of

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def named(visitor: Visitor, name: str) -> str:
    """Let somebody of a name apply, and give the path of the candidates."""
    id = visitor.id("sandbox", "ATS")
    body = {"event": "candidate_applies", "first_name": name, "last_name": "Okafor"}
    visitor.act("POST", f"/_mock/integrations/{id}/upstream", body)
    return f"/_console/data/{id}/ats_candidates?last_name=Okafor"


def test_names_stay_text(visitor: Visitor) -> None:
    table = visitor.open(named(visitor, HOSTILE))
    [record] = set(re.findall(r'href="(/_console/data/[^"]+/ats_candidates/\w+)"', table))
    for page in (table, visitor.open(unescape(record)), visitor.open("/_console/requests")):
        assert "<script>alert" not in page
        assert "<img" not in page
    assert HOSTILE in text_of(table).replace("& ", "&") or "&lt;script&gt;" in table


@pytest.mark.parametrize(
    "path", ["?text={}", "/connectors?text={}", "/requests?text={}&path=/{}", "/data/{}", "/nothing/{}"]
)
def test_what_stands_in_an_address_stays_text(visitor: Visitor, path: str) -> None:
    page = visitor.http.get(f"/_console{path.replace('{}', httpx.QueryParams(x=HOSTILE).__str__()[2:])}").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_advertisements_are_made_harmless() -> None:
    shown = str(
        rich("<p>Join <b>us</b><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:x'>!</a></p>")
    )
    assert shown == "<p>Join <b>us</b>!</p>"


@pytest.mark.parametrize("path", ["", "/happenings", "/requests", "/assets/console.js", "/nowhere"])
def test_only_files_of_ours_run(visitor: Visitor, path: str) -> None:
    answer = visitor.http.get(f"/_console{path}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    if "html" in answer.headers["content-type"]:
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", answer.text)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(mock_server: MockServer) -> None:
    answer = httpx.get(f"{mock_server.url}/_console", trust_env=False)
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("HttpOnly; SameSite=Strict" in cookie and "Path=/_console" in cookie for cookie in cookies)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}]
)
def test_foreign_pages_are_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    form = {"token": visitor.token, "method": "POST", "path": "/_mock/reset"}
    assert visitor.http.post("/_console/act", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize("token", [None, "", "wrong"])
@pytest.mark.parametrize("path", ["/act", "/key"])
def test_a_form_without_the_token_is_refused(visitor: Visitor, path: str, token: str | None) -> None:
    visitor.open("/_console")
    form = {"method": "POST", "path": "/_mock/reset", "key": "other", **({} if token is None else {"token": token})}
    answer = visitor.http.post(f"/_console{path}", data=form)
    assert answer.status_code == 403
    assert "mock_console_key" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("path", ["/etc/passwd", "http://example.com/", "/_console/key", ""])
def test_forms_only_reach_the_apis(visitor: Visitor, path: str) -> None:
    visitor.act("POST", path, status=400)


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/_consolex", "/_console/../x\r\nA: b"])
def test_a_form_leads_back_to_a_page_of_the_console(visitor: Visitor, back: str) -> None:
    answer = visitor.act("POST", "/_mock/reset", back=back)
    assert answer.headers["location"].startswith("/_console")
    assert "a" not in answer.headers


@pytest.mark.parametrize("fields", [{"body": "{"}, {"in:count:number": "many"}, {"body": "[]", "in:x.y": "1"}])
def test_a_form_that_is_broken_is_refused(visitor: Visitor, fields: dict[str, str]) -> None:
    body = fields.pop("body", "{}")
    form = {"token": visitor.token, "method": "POST", "path": "/_mock/reset", "body": body, **fields}
    assert visitor.http.post("/_console/act", data=form).status_code == 400


def test_other_environments_are_invisible(visitor: Visitor, mock_server: MockServer) -> None:
    path = named(visitor, "Frida")
    assert "Frida" in visitor.open(path)
    other = {"mock_console_key": urlsafe_b64encode(b"somebody-else").decode()}
    with httpx.Client(base_url=mock_server.url, cookies=other, trust_env=False, timeout=30) as http:
        assert "Frida" not in http.get(path).text
        visitor.act("POST", "/v1/ats/candidates", {}, integration=visitor.id("sandbox", "ATS"))
        assert "POST /ats/candidates" in visitor.open("/_console/requests")
        assert "POST /ats/candidates" not in http.get("/_console/requests").text


def test_an_action_tells_what_was_done_once(visitor: Visitor) -> None:
    visitor.act("POST", "/_mock/clock/advance", {"by": "P1D"}, back="/_console/happenings")
    page = visitor.open("/_console/happenings")
    assert "done, 200" in text_of(page)
    assert "/_mock/clock/advance" in page
    assert "done, 200" not in text_of(visitor.open("/_console/happenings"))


def test_a_server_with_keys_and_a_token_wants_both() -> None:
    with (
        MockServer(api_keys=("right",), control_token="secret") as server,
        httpx.Client(base_url=server.url, trust_env=False, follow_redirects=True) as http,
    ):
        page = http.get("/_console")
        assert page.status_code == 401
        assert "right" not in page.text
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        form = {"token": token[1], "key": "right", "control_token": "secret"}
        page = http.post("/_console/key", data=form)
        assert page.status_code == 200
        assert "$MOCKSERVER_KEY" in page.text
        assert "Bearer right" not in page.text
