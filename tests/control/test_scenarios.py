"""Scenarios by control call: named, sent as a document, kept with resets, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mockserver.ids import record_id
from mockserver.server import MockServer

DOCUMENT: dict[str, Any] = {
    "title": "Mine",
    "company": "Halden Optics",
    "integrations": {
        "people": {
            "tool": "personio",
            "category": "HRIS",
            "records": {"employees": [{"remote_id": "E-1", "first_name": "Ada", "start_date": "{today+3 00:00}"}]},
        }
    },
    "moments": [
        {
            "title": "She starts",
            "record": {"integration": "people", "model": "employees", "remote_id": "E-1"},
            "call": "GET /hris/employees?ids={people/E-1}",
            "answer": {"data": {"results": [{"first_name": "Ada", "start_date": "{today+3 00:00}"}]}},
        }
    ],
}


@pytest.fixture
def control(client: httpx.Client, mock_server: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{mock_server.url}/_mock", headers=client.headers, trust_env=False) as http:
        yield http


def first_name(client: httpx.Client, id: str) -> Any:
    answer = client.get(f"/hris/employees?ids={record_id(id, 'E-1')}", headers={"X-Integration-Id": id})
    return [each["first_name"] for each in answer.json()["data"]["results"]]


def test_the_packs_are_listed(control: httpx.Client) -> None:
    found = {each["name"]: each for each in control.get("/scenarios").json()["scenarios"]}
    assert len(found) == 5
    assert found["scale-up"]["integrations"]["recruiting"] == {"tool": "greenhouse", "category": "ATS"}
    assert len(found["scale-up"]["moments"]) == 5


def test_an_environment_begins_without_any(control: httpx.Client) -> None:
    assert control.get("/scenario").json() == {
        "name": None,
        "title": None,
        "story": None,
        "company": None,
        "locales": [],
        "headcount": None,
        "integrations": {},
        "moments": [],
    }


def test_a_document_is_begun_with_and_stays_with_resets(control: httpx.Client, client: httpx.Client) -> None:
    began = control.put("/scenario", json={"document": DOCUMENT, "headcount": 9}).json()
    id = began["integrations"]["people"]
    assert (began["company"], began["headcount"], began["title"]) == ("Halden Optics", 9, "Mine")
    [moment] = began["moments"]
    assert moment["call"] == {
        "method": "GET",
        "path": f"/hris/employees?ids={record_id(id, 'E-1')}",
        "integration": "people",
        "integration_id": id,
        "body": None,
    }
    assert moment["record"]["id"] == record_id(id, "E-1")
    assert moment["answer"]["data"]["results"][0]["start_date"] == "2025-06-05T00:00:00.000Z"
    assert first_name(client, id) == ["Ada"]
    control.patch(f"/integrations/{id}", json={"status": "INACTIVE"})
    assert control.post("/reset").status_code == 200
    assert first_name(client, id) == ["Ada"]
    assert control.get("/scenario").json() == began
    listed = control.get("/integrations?tool=personio&category=HRIS").json()["integrations"][0]
    assert (listed["name"], listed["size"], listed["settings"]) == ("people", "9", {})


def test_null_begins_without_any_again(control: httpx.Client, client: httpx.Client) -> None:
    id = control.put("/scenario", json={"document": DOCUMENT}).json()["integrations"]["people"]
    assert control.put("/scenario", json={"name": None}).json()["integrations"] == {}
    assert first_name(client, id) == []
    control.post("/reset")
    assert first_name(client, id) == []


def test_a_server_that_was_started_with_one_can_be_left_alone_by_one_environment(api_key: str) -> None:
    with MockServer(scenario="scale-up", now="2025-06-02T09:00:00Z") as server:
        headers = {"Authorization": f"Bearer {api_key}"}
        with httpx.Client(base_url=f"{server.url}/_mock", headers=headers, trust_env=False) as control:
            assert control.get("/scenario").json()["name"] == "scale-up"
            assert control.put("/scenario", json={"name": None}).json()["name"] is None
            control.post("/reset")
            assert control.get("/scenario").json()["name"] is None
            again = control.put("/scenario", json={"name": "scale-up", "company": "Ridgeway"}).json()
            assert (again["name"], again["company"]) == ("scale-up", "Ridgeway")


def test_a_snapshot_brings_back_the_scenario_too(control: httpx.Client, client: httpx.Client) -> None:
    id = control.put("/scenario", json={"document": DOCUMENT}).json()["integrations"]["people"]
    snapshot = control.post("/snapshots").json()["id"]
    control.put("/scenario", json={"name": None})
    control.post(f"/snapshots/{snapshot}/restore")
    assert control.get("/scenario").json()["integrations"] == {"people": id}
    assert first_name(client, id) == ["Ada"]


def document(**people: Any) -> dict[str, Any]:
    return {"document": {"title": "x", "integrations": {"a": {"tool": "hibob", **people}}}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "$ must not be empty."),
        ({"name": "scaleup"}, "$.name: no scenario 'scaleup', did you mean 'scale-up'?"),
        ({"name": "../scale-up"}, "$.name: no scenario '../scale-up'"),
        ({"name": "scale-up", "document": {"title": "x"}}, "$: give either name or document."),
        ({"document": {}}, "$.document: 'title' is missing"),
        (
            document(tool="personioo"),
            "$.document.integrations.a.tool: unknown tool 'personioo', did you mean 'personio'",
        ),
        ({"name": "scale-up", "locale": "xx_YY"}, "$.locale: unknown locale 'xx_YY'"),
        ({"name": None, "headcount": 0}, "$.headcount must be at least 1"),
        (
            document(records={"groups": [{"remote_id": "G", "x": 1}]}),
            "$.document.integrations.a.records.groups[0].x: unknown key 'x'",
        ),
    ],
)
def test_what_cannot_be_begun_with_is_refused_and_nothing_changes(
    control: httpx.Client, client: httpx.Client, body: Any, message: str
) -> None:
    id = control.put("/scenario", json={"document": DOCUMENT}).json()["integrations"]["people"]
    refused = control.put("/scenario", json=body)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith(message)
    assert first_name(client, id) == ["Ada"]
    assert control.get("/scenario").json()["title"] == "Mine"
    control.post("/reset")
    assert first_name(client, id) == ["Ada"]
