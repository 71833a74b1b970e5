"""Texts that databases have trouble with are kept and given back as they came, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.server import MockServer

TEXTS = ("a\0b", "\0", "\x01null", "%s ? 100%", "'; DROP TABLE records; --", "\ud7ff\ue000\uffff\U0010ffff", "\u202eא")


@pytest.fixture(scope="module", params=["memory", "file", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    options: dict[str, Any] = {}
    if request.param == "file":
        folder: Path = tmp_path_factory.mktemp("odd")
        options = {"database": f"sqlite:///{folder / 'odd.db'}"}
    elif request.param == "postgres":
        options = {"database": request.getfixturevalue("postgres").database()}
    with MockServer(now="2025-06-02T09:00:00Z", **options) as server:
        headers = {"Authorization": "Bearer odd", "X-Integration-Id": server.integration_id("sandbox", "ATS")}
        with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=30) as client:
            yield client


def ask(api: httpx.Client, method: str, path: str, body: Any = None, **query: Any) -> Any:
    answer = api.request(method, path, json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was_written(api: httpx.Client, text: str) -> None:
    job = ask(api, "GET", "/v1/ats/jobs", page_size=1, statuses="OPEN")["data"]["results"][0]["id"]
    number = TEXTS.index(text)
    candidate = {"first_name": text, "last_name": text, "email_address": f"odd.{number}@example.com"}
    made = ask(api, "POST", f"/v1/ats/jobs/{job}/applications", {"candidate": candidate})["data"]
    [found] = ask(api, "GET", "/v1/ats/candidates", email=candidate["email_address"])["data"]["results"]
    assert (found["first_name"], found["last_name"]) == (text, text)
    assert [entry["id"] for entry in found["applications"]] == [made["id"]]
    for _ in range(2):  # the second time it is found by its name
        ask(api, "POST", f"/v1/ats/candidates/{found['id']}/tags", {"tag": {"name": text}})
    tagged = ask(api, "GET", "/v1/ats/candidates", ids=found["id"])["data"]["results"][0]["tags"]
    assert [tag["name"] for tag in tagged] == [text]
    tags = ask(api, "GET", "/v1/ats/tags", page_size=250)["data"]["results"]
    assert [tag["name"] for tag in tags].count(text) == 1


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_survives_the_control_api(api: httpx.Client, text: str) -> None:
    snapshot = ask(api, "POST", "/_mock/snapshots", {"name": text})
    assert snapshot in ask(api, "GET", "/_mock/snapshots")["snapshots"]
    ask(api, "POST", f"/_mock/snapshots/{snapshot['id']}/restore")
    assert snapshot["name"] == text
