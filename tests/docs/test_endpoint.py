"""The documentation: the description in two forms, and a page that loads nothing from elsewhere."""

from __future__ import annotations

import re

import httpx
import pytest
import yaml

from mockserver.app import create_app
from mockserver.description import load
from mockserver.docs import endpoint
from mockserver.settings import Settings


def client(**options: object) -> httpx.AsyncClient:
    app = create_app(Settings(**options))  # type: ignore[arg-type] # whatever the test says
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.fixture
def http() -> httpx.AsyncClient:
    return client()


async def test_both_forms_say_the_same(http: httpx.AsyncClient) -> None:
    as_json, as_yaml = await http.get("/openapi.json"), await http.get("/openapi.yaml")
    assert as_json.json() == yaml.safe_load(as_yaml.text) == load().document()
    assert as_json.headers["content-type"] == "application/json"
    assert as_yaml.headers["content-type"] == "application/yaml"
    assert "&id" not in as_yaml.text


async def test_all_that_the_page_loads_is_served_here(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs")).text
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) >= 8
    for link in links:
        if not link.startswith(("data:", "_console")):
            answer = await http.get(f"/{link}")
            assert answer.status_code == 200, link
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_policy_allows_scripts_of_ours_only(http: httpx.AsyncClient) -> None:
    answer = await http.get("/docs")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=", answer.text)


async def test_no_key_is_given_away_where_keys_are_chosen() -> None:
    answer = await client(api_keys=("chosen",)).get("/docs")
    assert 'data-key=""' in answer.text
    assert "chosen" not in answer.text


async def test_only_reading_is_allowed(http: httpx.AsyncClient) -> None:
    answer = await http.post("/docs")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    head = await http.head("/docs")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 500
    assert (await http.get("/docs/nothing")).status_code == 404


async def test_an_installation_without_swagger_ui_says_so(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(endpoint, "_content", missing)
    answer = await http.get("/docs/swagger-ui-bundle.js")
    assert answer.status_code == 404
    assert "not part of this installation" in answer.json()["error"]["message"]
