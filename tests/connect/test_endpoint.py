"""The page behind a link, and what it asks for: answers for a browser that holds no API key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from mockserver.connect.page import texts
from mockserver.server import MockServer

Link = Callable[..., str]
Act = Callable[..., httpx.Response]


def test_the_page_can_be_framed_and_runs_only_our_script(client: httpx.Client, link: Link) -> None:
    page = client.get(link())
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "x-frame-options" not in page.headers
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors" not in policy
    assert "script-src 'self'" in policy
    assert page.text.count("<script") == 1
    assert '<script src="connect.js" defer></script>' in page.text
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")


@pytest.mark.parametrize(("name", "kind"), [("connect.js", "text/javascript"), ("connect.css", "text/css")])
def test_script_and_style_come_from_here(mock_server: MockServer, client: httpx.Client, name: str, kind: str) -> None:
    answer = client.get(f"{mock_server.url}/_connect/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert client.head(f"{mock_server.url}/_connect/{name}").content == b""


@pytest.mark.parametrize("language", sorted(texts()))
def test_the_page_speaks_the_language_of_the_link(client: httpx.Client, link: Link, language: str) -> None:
    page = client.get(link(language=language)).text
    assert f'<html lang="{language}">' in page
    assert texts()[language]["search"] in page


def test_english_is_spoken_otherwise(client: httpx.Client, link: Link) -> None:
    assert '<html lang="en">' in client.get(link()).text
    assert '<html lang="en">' in client.get(link(language=None)).text


def test_all_languages_say_everything() -> None:
    assert sorted(texts()) == ["de", "en", "es", "fr", "it"]
    for words in texts().values():
        assert words.keys() == texts()["en"].keys()
        assert all(words.values())


def test_a_tool_in_the_link_leaves_no_choice(client: httpx.Client, link: Link) -> None:
    page = client.get(link(integration_tool="lever")).text
    assert '<h1 id="title">Connect Lever</h1>' in page
    assert 'type="radio"' not in page


def test_the_choice_holds_the_tools_of_the_category(client: httpx.Client, link: Link) -> None:
    page = client.get(link(integration_category="HRIS")).text
    assert 'value="bamboohr"' in page
    assert 'value="greenhouse"' not in page
    nothing = client.get(link(integration_category="LMS")).text
    assert texts()["en"]["no_tools"] in nothing
    assert 'type="submit"' not in nothing


def test_what_comes_from_outside_is_escaped(client: httpx.Client, link: Link) -> None:
    page = client.get(link(end_user_organization_name='<script>alert("{tool}")</script>')).text
    assert "&lt;script&gt;alert(&#34;{tool}&#34;)&lt;/script&gt;" in page
    assert page.count("<script") == 1


def test_finishing_makes_an_integration(
    client: httpx.Client, link: Link, act: Act, connected: Callable[[], list[dict[str, Any]]]
) -> None:
    answer = act(link(), "finish", tool="lever")
    assert answer.status_code == 200
    assert answer.json().keys() == {"activation_token"}
    [integration] = connected()
    assert (integration["tool"], integration["category"], integration["status"]) == ("lever", "ATS", "ACTIVE")
    assert integration["id"] not in str(answer.json())
    headers = {"X-Integration-Id": integration["id"]}
    jobs = client.get("/ats/jobs", headers=headers).json()["data"]["results"]
    assert jobs
    assert any("Beispiel GmbH" in job["description"] for job in jobs)
    end_user = client.get(f"/integrations/{integration['id']}").json()["data"]["end_user"]
    assert end_user == {"organization_name": "Beispiel GmbH", "creator_email": "hr@example.com", "origin_id": None}


def test_every_flow_makes_a_new_integration(
    link: Link, act: Act, connected: Callable[[], list[dict[str, Any]]]
) -> None:
    one = link(integration_tool="lever")
    for _ in range(2):
        assert act(one, "finish").status_code == 200
    assert len({entry["id"] for entry in connected()}) == 2


def test_ids_do_not_depend_on_the_environment(
    mock_server: MockServer, client: httpx.Client, link: Link, act: Act
) -> None:
    def finish() -> str:
        token = act(link(integration_tool="lever"), "finish").json()["activation_token"]
        return str(client.get(f"/connect/integration-by-token/{token}").json()["data"]["id"])

    first = finish()
    client.headers["Authorization"] = "Bearer another one"
    client.post(f"{mock_server.url}/_mock/reset")
    assert finish() == first


def test_failing_makes_none(link: Link, act: Act, connected: Callable[[], list[dict[str, Any]]]) -> None:
    one = link()
    assert (act(one, "fail", tool="lever").status_code, act(one, "fail").status_code) == (200, 200)
    assert connected() == []
    assert act(one, "finish", tool="lever").status_code == 200
    assert len(connected()) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "$.tool is required"),
        ({"tool": None}, "$.tool is required"),
        ({"tool": 7}, "$.tool must be a string"),
        ({"tool": "levr"}, "did you mean 'lever'?"),
        ({"tool": "okta"}, "'okta' is no tool of the category ATS"),
    ],
)
def test_a_tool_has_to_be_chosen(
    link: Link, act: Act, connected: Callable[[], list[dict[str, Any]]], body: dict[str, Any], message: str
) -> None:
    answer = act(link(), "finish", **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    assert message in answer.json()["error"]["message"]
    assert connected() == []


def test_a_link_ends(client: httpx.Client, link: Link, act: Act, advance: Callable[[str], None]) -> None:
    one = link(language="it")
    advance("PT1H")
    page = client.get(one)
    assert page.status_code == 410
    assert texts()["it"]["expired_title"] in page.text
    assert 'type="submit"' not in page.text
    answer = act(one, "finish", tool="lever")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "PLATFORM.AUTHENTICATION_INVALID")


def test_a_magic_link_lives_a_year(client: httpx.Client, link: Link, advance: Callable[[str], None]) -> None:
    one = link(link_type="MAGIC_LINK")
    advance("P364D")
    assert client.get(one).status_code == 200
    advance("P1D")
    assert client.get(one).status_code == 410


def _changed(link: str) -> list[str]:
    """Give links that nobody made: none, half of one, and one with other claims."""
    address, _, token = link.partition("token=")
    head, payload, signature = token.split(".")
    tokens = [
        "",
        "x",
        "a.b.c",
        token[:-1],
        f"{head}.{payload}",
        f"{head}.{payload[::-1]}.{signature}",
        "é.é.é",
        "." * 9,
    ]
    return [address.rstrip("?"), *(f"{address}token={other}" for other in tokens)]


def test_a_link_that_nobody_made_shows_a_page(client: httpx.Client, link: Link, act: Act) -> None:
    for other in _changed(link()):
        page = client.get(other)
        assert page.status_code == 404
        assert texts()["en"]["invalid_title"] in page.text
        assert act(other, "finish", tool="lever").status_code == 401


def test_the_token_of_one_page_is_none_of_the_other(
    mock_server: MockServer, client: httpx.Client, link: Link, act: Act
) -> None:
    one = link()
    assert client.get(one.replace("/link?", "/setup?")).status_code == 404
    activation = act(one, "finish", tool="lever").json()["activation_token"]
    assert client.get(f"{mock_server.url}/_connect/link?token={activation}").status_code == 404
    assert act(f"token={activation}", "finish", tool="lever").status_code == 401


def test_a_relink_keeps_the_integration(
    mock_server: MockServer, client: httpx.Client, act: Act, connected: Callable[[], list[dict[str, Any]]]
) -> None:
    id = mock_server.integration_id("greenhouse", "ATS")
    client.patch(f"{mock_server.url}/_mock/integrations/{id}", json={"status": "INVALID"}).raise_for_status()
    body = {"scope_config_id": "9Pv6aCFwNDEzPNmwjSsY9SQx", "language": "en"}
    one = client.post(f"/integrations/{id}/relink", json=body).json()["data"]["link"]
    page = client.get(one)
    assert "Reconnect Greenhouse" in page.text
    token = act(one, "finish").json()["activation_token"]
    assert client.get(f"/connect/integration-by-token/{token}").json()["data"]["id"] == id
    details = client.get(f"/integrations/{id}").json()["data"]
    assert (details["status"], details["scope_config"]["id"]) == ("ACTIVE", "9Pv6aCFwNDEzPNmwjSsY9SQx")
    assert connected() == []


def test_a_failed_relink_changes_nothing(mock_server: MockServer, client: httpx.Client, act: Act) -> None:
    id = mock_server.integration_id("greenhouse", "ATS")
    client.patch(f"{mock_server.url}/_mock/integrations/{id}", json={"status": "INVALID"}).raise_for_status()
    one = client.post(f"/integrations/{id}/relink", json={}).json()["data"]["link"]
    assert act(one, "fail").status_code == 200
    assert client.get(f"/integrations/{id}").json()["data"]["status"] == "INVALID"


def test_who_switched_an_integration_off_has_to_switch_it_on(
    mock_server: MockServer, client: httpx.Client, act: Act
) -> None:
    id = mock_server.integration_id("greenhouse", "ATS")
    client.patch(f"{mock_server.url}/_mock/integrations/{id}", json={"status": "INACTIVE"}).raise_for_status()
    one = client.post(f"/integrations/{id}/relink", json={}).json()["data"]["link"]
    assert act(one, "finish").status_code == 200
    assert client.get(f"/integrations/{id}").json()["data"]["status"] == "INACTIVE"


def test_the_page_of_a_deleted_integration_says_so(mock_server: MockServer, client: httpx.Client, act: Act) -> None:
    id = mock_server.integration_id("greenhouse", "ATS")
    one = client.post(f"/integrations/{id}/relink", json={"language": "es"}).json()["data"]["link"]
    client.delete(f"/integrations/{id}")
    page = client.get(one)
    assert page.status_code == 404
    assert texts()["es"]["invalid_title"] in page.text
    assert act(one, "finish").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "nothing", 404, None),
        ("GET", "", 404, None),
        ("GET", "finish", 405, "POST"),
        ("POST", "link", 405, "GET"),
        ("DELETE", "connect.js", 405, "GET"),
        ("POST", "finish", 401, None),
    ],
)
def test_other_requests_are_refused_in_the_usual_envelope(
    mock_server: MockServer, client: httpx.Client, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = client.request(method, f"{mock_server.url}/_connect/{path}", headers={"Authorization": "Bearer none"})
    assert (answer.status_code, answer.headers.get("allow")) == (status, allow)
    assert answer.json()["error"].keys() == {"code", "title", "message", "log_url"}


@pytest.mark.parametrize("body", [b"{", b"[" * 100, b'{"tool": NaN}', b"\xff", b"7", b"[]"])
def test_a_body_that_is_none_is_refused(mock_server: MockServer, link: Link, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {link().partition('token=')[2]}", "Content-Type": "application/json"}
    answer = httpx.post(f"{mock_server.url}/_connect/finish", headers=headers, content=body, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")


def test_the_page_finds_its_parts_below_any_address(client: httpx.Client, link: Link) -> None:
    page = client.get(link())
    assert 'href="/' not in page.text
    assert 'src="/' not in page.text
    assert urlsplit(str(page.url)).path == "/_connect/link"
