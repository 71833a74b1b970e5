"""Answers of a customer's own system: registered, listed, removed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from mockserver.server import MockServer


@pytest.fixture
def control(mock_server: MockServer, client: httpx.Client) -> httpx.Client:
    client.base_url = httpx.URL(f"{mock_server.url}/_mock")
    return client


def put(control: httpx.Client, **body: Any) -> httpx.Response:
    return control.put("/passthrough", json={"tool": "greenhouse", "api": "harvest", "path": "/x", **body})


def stubs(control: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = control.get("/passthrough").json()["stubs"]
    return found


def test_a_stub_is_given_back_with_its_id(control: httpx.Client) -> None:
    stub = put(control, method="GET", status=418, data={"short": True}).json()
    assert stub == {
        "id": stub["id"],
        "tool": "greenhouse",
        "api": "harvest",
        "method": "GET",
        "path": "/x",
        "params": {},
        "status": 418,
        "headers": {"content-type": "application/json"},
        "data": {"short": True},
        "binary": False,
    }
    assert stubs(control) == [stub]


def test_the_same_request_has_one_stub(control: httpx.Client) -> None:
    first, second = put(control, data=1).json(), put(control, data=2).json()
    assert first["id"] == second["id"]
    assert [stub["data"] for stub in stubs(control)] == [2]
    put(control, method="POST")
    put(control, params={"a": "b"})
    assert len({stub["id"] for stub in stubs(control)}) == 3


def test_stubs_are_removed_one_by_one_or_all(control: httpx.Client) -> None:
    one, _, _ = (put(control, path=f"/{name}").json() for name in "abc")
    assert control.delete("/passthrough", params={"id": one["id"]}).json() == {"removed": 1}
    assert [stub["path"] for stub in stubs(control)] == ["/b", "/c"]
    gone = control.delete("/passthrough", params={"id": one["id"]})
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "PLATFORM.INPUT_INVALID")
    assert control.delete("/passthrough").json() == {"removed": 2}
    assert stubs(control) == []


def test_the_list_names_the_defaults(control: httpx.Client) -> None:
    listed = control.get("/passthrough", params={"tool": "hibob"}).json()
    assert {entry["tool"] for entry in listed["defaults"]} == {"hibob"}
    assert {"tool": "hibob", "api": "v1", "method": "GET", "path": "/people/{id}", "model": "hris_employees"} in listed[
        "defaults"
    ]
    put(control)
    assert control.get("/passthrough", params={"tool": "hibob"}).json()["stubs"] == []


def test_reset_and_snapshots_take_stubs_along(control: httpx.Client) -> None:
    put(control, data="kept")
    snapshot = control.post("/snapshots", json={}).json()["id"]
    control.delete("/passthrough")
    control.post(f"/snapshots/{snapshot}/restore").raise_for_status()
    assert [stub["data"] for stub in stubs(control)] == ["kept"]
    control.post("/reset").raise_for_status()
    assert stubs(control) == []


def test_other_environments_have_their_own(control: httpx.Client) -> None:
    put(control)
    other = control.get("/passthrough", headers={"Authorization": "Bearer of somebody else"})
    assert other.json()["stubs"] == []


def test_a_tool_without_listed_apis_takes_any(mock_server: MockServer, control: httpx.Client) -> None:
    assert put(control, tool="sandbox", api="anything", data="ok").status_code == 200
    answer = control.post(
        f"{mock_server.url}/v1/passthrough/sandbox/anything",
        headers={"X-Integration-Id": mock_server.integration_id("sandbox", "HRIS")},
        json={"method": "GET", "path": "/x"},
    )
    assert answer.json()["data"]["data"] == "ok"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"tool": "grenhouse"}, "$.tool: 'grenhouse' is not known, did you mean 'greenhouse'?"),
        ({"api": "harvst"}, "$.api: 'harvst' is no API of greenhouse, did you mean 'harvest'?"),
        ({"path": "/a/*/b"}, "$.path: * stands for the rest"),
        ({"path": "/{a b}"}, "$.path: a placeholder is a word"),
        ({"path": "/{a}/{a}"}, "$.path: each placeholder needs a name of its own"),
        ({"data": 1, "data_base64": "YQ=="}, "$: give either data or data_base64."),
        ({"data_base64": "nö"}, "$.data_base64 must be base64."),
        ({"status": 99}, "$.status"),
        ({"method": "HEAD"}, "$.method"),
        ({"pth": "/x"}, "did you mean"),
        ({"headers": {"a": 1}}, "$.headers"),
        ({"params": {"a": 1}}, "$.params.a must be a string"),
    ],
)
def test_wrong_stubs_are_refused(control: httpx.Client, body: dict[str, Any], message: str) -> None:
    answer = put(control, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    assert message in answer.json()["error"]["message"]
    assert stubs(control) == []
