"""Control of an environment as a whole: a reset to another day, and queries that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from mockserver.server import MockServer


@pytest.fixture
def control(client: httpx.Client, mock_server: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{mock_server.url}/_mock", headers=client.headers, trust_env=False) as http:
        yield http


def jobs(client: httpx.Client, server: MockServer) -> bytes:
    headers = {"X-Integration-Id": server.integration_id("sandbox", "ATS")}
    return client.get("/ats/jobs", headers=headers).content


def test_a_reset_can_lead_to_another_day(control: httpx.Client, client: httpx.Client, mock_server: MockServer) -> None:
    usual = jobs(client, mock_server)
    assert control.post("/reset", json={"now": "2030-05-05T10:00:00Z"}).status_code == 200
    assert control.get("/clock").json() == {"mode": "frozen", "now": "2030-05-05T10:00:00.000Z"}
    with MockServer(now="2030-05-05T10:00:00Z") as other:
        headers = {"Authorization": "Bearer x", "X-Integration-Id": other.integration_id("sandbox", "ATS")}
        expected = httpx.get(f"{other.url}/v1/ats/jobs", headers=headers, trust_env=False).content
    assert jobs(client, mock_server) == expected != usual
    # Until the next one.
    control.post("/reset")
    assert jobs(client, mock_server) == usual


@pytest.mark.parametrize("body", [{"now": "soon"}, {"now": 5}, {"when": "2030-05-05"}, []])
def test_a_reset_that_makes_no_sense_changes_nothing(control: httpx.Client, body: object) -> None:
    control.put("/clock", json={"mode": "frozen", "now": "2026-01-01T00:00:00Z"})
    assert control.post("/reset", json=body).status_code == 400
    assert control.get("/clock").json()["now"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("path", "said"), [("/integrations?categry=ATS", "did you mean 'category'"), ("/clock?verbose=1", "'verbose'")]
)
def test_unknown_queries_are_refused(control: httpx.Client, path: str, said: str) -> None:
    answer = control.get(path)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
