"""Sandboxes by control call: a key per visitor, share links, looks, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mockserver.description import load
from mockserver.resources import openapi_directory
from mockserver.server import MockServer


@pytest.fixture(scope="module")
def demo() -> Iterator[MockServer]:
    with MockServer(demo=True, control_token="operator", demo_rate=1_000_000) as server:
        yield server


@pytest.fixture
def http(demo: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.url, trust_env=False) as opened:
        yield opened


def opened(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = http.post("/_mock/sandboxes", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def bearer(sandbox: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {sandbox['key']}"}


def people(http: httpx.Client, demo: MockServer, sandbox: dict[str, Any]) -> list[str]:
    headers = bearer(sandbox) | {"x-integration-id": demo.integration_id("sandbox", "ATS")}
    answer = http.get("/v1/ats/candidates?page_size=250", headers=headers)
    return [entry["id"] for entry in answer.json()["data"]["results"]]


def test_each_visitor_gets_a_key(http: httpx.Client, demo: MockServer) -> None:
    one, other = opened(http), opened(http)
    assert one["key"] != other["key"]
    assert one["expires_at"] is not None
    for each in (one, other):
        assert http.get("/v1/check-api-key", headers=bearer(each)).status_code == 200
        assert http.get("/_mock/sandbox", headers=bearer(each)).json() == each
    assert people(http, demo, one) == people(http, demo, other) != []


@pytest.mark.parametrize("path", ["/v1/check-api-key", "/_mock/clock", "/_mock/sandbox"])
def test_no_other_key_is_accepted(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers={"authorization": "Bearer demo"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "PLATFORM.AUTHENTICATION_INVALID")
    assert "demo mode" in answer.headers["x-mock-explanation"]


def test_a_sandbox_begins_in_the_name_of_a_customer(http: httpx.Client) -> None:
    found = opened(http, company="Halden Optics", colour="#0A6E4F", scenario="scale-up", reset_every="PT12H")
    expected = {"company": "Halden Optics", "colour": "#0A6E4F", "scenario": "scale-up", "reset_every": "PT12H"}
    assert found.items() >= expected.items()
    assert found["reset_at"] is not None
    scenario = http.get("/_mock/scenario", headers=bearer(found)).json()
    assert (scenario["name"], scenario["company"]) == ("scale-up", "Halden Optics")
    # All of that stays with a reset.
    http.post("/_mock/reset", headers=bearer(found))
    assert http.get("/_mock/sandbox", headers=bearer(found)).json() == found


def test_looks_change_one_by_one(http: httpx.Client) -> None:
    sandbox = opened(http, scenario="scale-up")

    def change(**body: Any) -> dict[str, Any]:
        answer = http.patch("/_mock/sandbox", headers=bearer(sandbox), json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    assert change(company="Halden Optics")["scenario"] == "scale-up"
    assert change(scenario="multi-country")["company"] == "Halden Optics"
    assert change(colour="#ff0000")["colour"] == "#ff0000"
    assert (
        change(scenario=None, company=None, colour=None).items()
        >= {
            "scenario": None,
            "company": None,
            "colour": None,
        }.items()
    )
    assert change(reset_every="P1D")["reset_every"] == "P1D"
    assert change(reset_every=None)["reset_at"] is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"colour": "#12345"}, "colour"),
        ({"scenario": "scale-down"}, "scale-up"),
        ({"company": ""}, "company"),
        ({"company": 7}, "company"),
        ({"reset_every": "soon"}, "reset_every"),
        ({"reset_every": "PT1S"}, "reset_every"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(http: httpx.Client, body: dict[str, Any], said: str) -> None:
    def environments() -> str:
        metrics = http.get("/_mock/metrics", headers={"x-mock-control-token": "operator"}).text
        return next(line for line in metrics.splitlines() if line.startswith("mockserver_environments "))

    before = environments()
    answer = http.post("/_mock/sandboxes", json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
    assert environments() == before
    sandbox = opened(http)
    assert http.patch("/_mock/sandbox", headers=bearer(sandbox), json=body).status_code == 400
    assert http.get("/_mock/sandbox", headers=bearer(sandbox)).json() == sandbox


def test_a_link_leads_into_the_same_sandbox(http: httpx.Client) -> None:
    sandbox = opened(http, company="Halden Optics", colour="#0a6e4f")
    link = http.post("/_mock/sandbox/links", headers=bearer(sandbox), json={"name": " Kick-off "}).json()
    assert (link["name"], link["kind"]) == ("Kick-off", "same")
    told = http.get(f"/_mock/sandboxes/links/{link['link']}").json()
    assert told == {
        "name": "Kick-off",
        "kind": "same",
        "company": "Halden Optics",
        "colour": "#0a6e4f",
        "expires_at": sandbox["expires_at"],
    }
    assert opened(http, link=link["link"])["key"] == sandbox["key"]
    assert http.delete(f"/_mock/sandbox/links/{link['id']}", headers=bearer(sandbox)).status_code == 200
    assert http.delete(f"/_mock/sandbox/links/{link['id']}", headers=bearer(sandbox)).status_code == 404
    assert http.get(f"/_mock/sandboxes/links/{link['link']}").status_code == 404
    assert http.post("/_mock/sandboxes", json={"link": link["link"]}).status_code == 404


def test_a_link_can_give_each_a_sandbox_of_their_own(http: httpx.Client, demo: MockServer) -> None:
    sandbox = opened(http, company="Halden Optics", colour="#0a6e4f", scenario="scale-up")
    body = {"name": "Workshop", "kind": "own"}
    link = http.post("/_mock/sandbox/links", headers=bearer(sandbox), json=body).json()
    one, other = opened(http, link=link["link"]), opened(http, link=link["link"])
    assert len({one["key"], other["key"], sandbox["key"]}) == 3
    for each in (one, other):
        assert [each[name] for name in ("company", "colour", "scenario")] == ["Halden Optics", "#0a6e4f", "scale-up"]
        assert each["links"] == []
    assert http.post("/_mock/sandboxes", json={"link": link["link"], "company": "X"}).status_code == 400


def test_links_are_bounded_and_named(http: httpx.Client) -> None:
    headers = bearer(opened(http))
    for wrong in ({}, {"name": ""}, {"name": "  "}, {"name": "x" * 101}, {"name": "x", "kind": "both"}):
        assert http.post("/_mock/sandbox/links", headers=headers, json=wrong).status_code == 400
    for number in range(20):
        assert http.post("/_mock/sandbox/links", headers=headers, json={"name": str(number)}).status_code == 200
    assert http.post("/_mock/sandbox/links", headers=headers, json={"name": "one more"}).status_code == 400


def test_a_closed_sandbox_is_gone(http: httpx.Client) -> None:
    sandbox = opened(http)
    assert http.delete("/_mock/sandbox", headers=bearer(sandbox)).status_code == 200
    assert http.get("/v1/check-api-key", headers=bearer(sandbox)).status_code == 401


def test_visitors_need_no_control_token_and_see_nothing_of_the_whole_server(http: httpx.Client) -> None:
    headers = bearer(opened(http))
    assert http.get("/_mock/clock", headers=headers).status_code == 200
    assert http.get("/_mock/metrics", headers=headers).status_code == 401
    assert http.get("/_mock/metrics", headers={"x-mock-control-token": "operator"}).status_code == 200
    with MockServer(demo=True) as server, httpx.Client(base_url=server.url, trust_env=False) as other:
        answer = other.get("/_mock/metrics", headers=bearer(opened(other)))
        assert (answer.status_code, answer.json()["error"]["title"]) == (403, "Not for visitors")


def test_no_control_call_shows_or_changes_anything_of_another_visitor(http: httpx.Client, demo: MockServer) -> None:
    """Every operation is called with the key of one visitor and all ids of another one."""
    mine, theirs = opened(http, company="Mine AG"), opened(http, company="Theirs AG")
    added = http.post(
        "/_mock/integrations",
        headers=bearer(theirs),
        json={"tool": "personio", "category": "HRIS", "company": "Secret"},
    ).json()["id"]
    snapshot = http.post("/_mock/snapshots", headers=bearer(theirs), json={"name": "Secret"}).json()["id"]
    fault = http.post("/_mock/faults", headers=bearer(theirs), json={"preset": "server-error"}).json()["id"]
    ids = {
        "integration_id": added, "snapshot_id": snapshot, "fault_id": fault, "model": "hris_employees",
        "record_id": "x", "request_id": "1", "delivery_id": "1", "link_id": "1", "tool": "personio", "link": "x.y",
    }  # fmt: skip
    before = [
        http.get(f"/_mock{path}", headers=bearer(theirs)).json() for path in ("/sandbox", "/snapshots", "/faults")
    ]
    for operation in load(openapi_directory() / "control").operations.values():
        if operation.id in ("OpenSandbox", "CloseSandbox"):
            continue
        path = operation.path.format(**ids)
        answer = http.request(operation.method, f"/_mock{path}", headers=bearer(mine))
        assert answer.status_code < 500, f"{operation.id}: {answer.text}"
        assert b"Secret" not in answer.content, operation.id
        assert b"Theirs AG" not in answer.content, operation.id
        if "{integration_id}" in operation.path and answer.status_code == 200:
            pytest.fail(f"{operation.id} found an integration of somebody else")
    after = [http.get(f"/_mock{path}", headers=bearer(theirs)).json() for path in ("/sandbox", "/snapshots", "/faults")]
    assert after == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/integrations", {"tool": "careerplug", "category": "ATS", "size": 3001}),
        ("POST", "/integrations", {"tool": "careerplug", "category": "ATS", "size": "large"}),
        ("PUT", "/scenario", {"headcount": 1300}),
        ("PUT", "/scenario", {"document": {"title": "Big", "size": 100_000}}),
        ("PUT", "/webhooks", {"endpoints": [{"url": "http://127.0.0.1:1/"}]}),
        ("PUT", "/webhooks", {"endpoints": [{"url": "http://localhost:1/"}]}),
        ("PUT", "/webhooks", {"endpoints": [{"url": "http://[::1]:1/"}]}),
    ],
)
def test_what_would_harm_the_host_is_refused(http: httpx.Client, method: str, path: str, body: dict[str, Any]) -> None:
    sandbox = opened(http)
    answer = http.request(method, f"/_mock{path}", headers=bearer(sandbox), json=body)
    assert answer.status_code == 400, answer.text
    assert http.get("/v1/check-api-key", headers=bearer(sandbox)).status_code == 200


def test_without_demo_mode_there_are_looks_and_nothing_else(client: httpx.Client, mock_server: MockServer) -> None:
    with httpx.Client(base_url=f"{mock_server.url}/_mock", headers=client.headers, trust_env=False) as control:
        found = control.patch("/sandbox", json={"company": "Halden Optics", "colour": "#0a6e4f"}).json()
        assert (found["company"], found["colour"], found["key"], found["expires_at"]) == (
            "Halden Optics",
            "#0a6e4f",
            None,
            None,
        )
        control.post("/reset")
        assert control.get("/sandbox").json() == found
        for method, path, body in (
            ("POST", "/sandboxes", {}),
            ("GET", "/sandboxes/links/x.y", None),
            ("POST", "/sandbox/links", {"name": "x"}),
            ("DELETE", "/sandbox/links/1", None),
            ("PATCH", "/sandbox", {"reset_every": "P1D"}),
            ("DELETE", "/sandbox", None),
        ):
            assert control.request(method, path, json=body).status_code == 404
        assert control.get("/sandbox").json() == found


def test_keys_of_an_operator_and_demo_mode_exclude_each_other() -> None:
    with pytest.raises(Exception, match="cannot be combined with --api-keys"):
        MockServer(demo=True, api_keys=("a",))


def test_no_log_shows_what_a_share_link_says(http: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "mockserver.requests")
    sandbox = opened(http)
    link = http.post("/_mock/sandbox/links", json={"name": "Team"}, headers=bearer(sandbox)).json()["link"]
    assert http.get(f"/_mock/sandboxes/links/{link}").status_code == 200
    assert http.get(f"/_console/join/{link}").status_code == 200
    http.delete("/_mock/sandbox", headers=bearer(sandbox))
    assert http.get(f"/_mock/sandboxes/links/{link}").status_code == 404
    assert any("/_mock/sandboxes/links/{link}" in line for line in caplog.messages)
    assert not any(link in line for line in caplog.messages)


def test_no_file_brings_in_more_people_than_are_allowed(http: httpx.Client) -> None:
    sandbox = opened(http)
    body = {"tool": "sandbox", "category": "ATS", "size": 2999}
    assert http.post("/_mock/integrations", json=body, headers=bearer(sandbox)).status_code == 200
    export = http.get("/_mock/export", headers=bearer(sandbox)).text
    larger = export.replace('"size":2999', '"size":3001')
    assert larger != export
    answer = http.post("/_mock/import", content=larger, headers=bearer(sandbox))
    assert "3000 people that this server allows" in answer.json()["error"]["message"]
    assert http.post("/_mock/import", content=export, headers=bearer(sandbox)).status_code == 200
