"""Requests to a tool's own API: refused, stubbed, answered from the world, or unknown to the tool."""

from __future__ import annotations

import json
import re
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from kombo import Kombo
from kombo.errors import KomboGeneralError

from mockserver.connectors import load_catalog
from mockserver.connectors.remote_apis import RemoteAnswer, load_remote_apis
from mockserver.description import load
from mockserver.server import MockServer

Send = Callable[..., httpx.Response]
KNOWN = list(load_remote_apis().known())


@pytest.fixture
def send(mock_server: MockServer, client: httpx.Client) -> Send:
    """Sends a passthrough request: tool, api, method, path and the rest of the body."""

    def request(
        tool: str, api: str, method: str, path: str, *, category: str = "ATS", to: str | None = None, **rest: Any
    ) -> httpx.Response:
        headers = {"X-Integration-Id": mock_server.integration_id(tool, category)}
        return client.post(
            f"/passthrough/{to or tool}/{api}", headers=headers, json={"method": method, "path": path, **rest}
        )

    return request


@pytest.fixture
def stub(mock_server: MockServer, client: httpx.Client) -> Callable[..., None]:
    def put(tool: str, api: str, path: str, **rest: Any) -> None:
        body = {"tool": tool, "api": api, "path": path, **rest}
        client.put(f"{mock_server.url}/_mock/passthrough", json=body).raise_for_status()

    return put


def remote_id(mock_server: MockServer, client: httpx.Client, answer: RemoteAnswer, integration: str) -> str:
    address = f"{mock_server.url}/_mock/integrations/{integration}/records/{answer.model}"
    records = client.get(address, params={"limit": 1, "include_deleted": "false"}).json()["records"]
    return str(records[0]["remote_id"])


def values(document: Any) -> Iterator[Any]:
    if isinstance(document, dict):
        for item in document.values():
            yield from values(item)
    elif isinstance(document, list):
        for item in document:
            yield from values(item)
    else:
        yield document


def test_ten_tools_answer_a_list_and_a_record_without_a_stub() -> None:
    lists = {tool for tool, _, answer in KNOWN if not answer.single}
    records = {tool for tool, _, answer in KNOWN if answer.single}
    assert len(lists & records) >= 10
    assert lists | records <= set(load_catalog().connectors)


@pytest.mark.parametrize(
    ("tool", "api", "answer"), KNOWN, ids=[f"{tool}-{api}-{answer.method}-{answer.path}" for tool, api, answer in KNOWN]
)
def test_every_default_answers_from_the_world(
    mock_server: MockServer, client: httpx.Client, send: Send, tool: str, api: str, answer: RemoteAnswer
) -> None:
    category = load_catalog().models[answer.model].category
    remote = remote_id(mock_server, client, answer, mock_server.integration_id(tool, category))
    path = answer.path.replace("{version}", "2025-01-01").replace("{id}", remote)
    document = send(tool, api, answer.method, path, category=category).json()
    load().operations["PostPassthroughToolApi"].answer_validator().validate(document)
    assert document["data"]["status"] == 200
    assert document["data"]["url"].endswith(path)
    assert remote in json.dumps(document["data"]["data"])
    assert not [value for value in values(document["data"]["data"]) if isinstance(value, str) and value.startswith("=")]


def test_details_agree_with_the_unified_records(mock_server: MockServer, client: httpx.Client, send: Send) -> None:
    headers = {"X-Integration-Id": mock_server.integration_id("greenhouse", "ATS")}
    application = client.get("/ats/applications", headers=headers).json()["data"]["results"][0]
    remote = send("greenhouse", "harvest", "GET", f"/applications/{application['remote_id']}").json()["data"]["data"]
    assert remote["id"] == int(application["remote_id"])
    assert remote["candidate_id"] == int(application["candidate"]["remote_id"])
    assert remote["jobs"] == [{"id": int(application["job"]["remote_id"]), "name": application["job"]["name"]}]
    assert remote["applied_at"] == application["remote_created_at"]


def test_what_is_written_is_there_too(mock_server: MockServer, client: httpx.Client, send: Send) -> None:
    headers = {"X-Integration-Id": mock_server.integration_id("lever", "ATS")}
    candidate = client.get("/ats/candidates", headers=headers, params={"page_size": 1}).json()["data"]["results"][0]
    path = f"/ats/candidates/{candidate['id']}/tags"
    client.post(path, headers=headers, json={"tag": {"name": "From outside"}}).raise_for_status()
    remote = send("lever", "v1", "GET", f"/opportunities/{candidate['remote_id']}").json()["data"]["data"]["data"]
    assert "From outside" in remote["tags"]


@pytest.mark.parametrize(
    ("tool", "api", "path", "size", "second"),
    [
        ("greenhouse", "harvest", "/candidates", "per_page", {"page": "2"}),
        ("lever", "v1", "/opportunities", "limit", {"offset": "3"}),
        ("teamtailor", "v1", "/candidates", "page[size]", {"page[number]": "2"}),
    ],
)
def test_lists_come_in_pages(send: Send, tool: str, api: str, path: str, size: str, second: dict[str, str]) -> None:
    def ids(**params: str) -> list[Any]:
        data = send(tool, api, "GET", path, params=params).json()["data"]["data"]
        return [item["id"] for item in (data if isinstance(data, list) else data["data"])]

    whole = ids(**{size: "6"})
    assert len(whole) == 6
    assert ids(**{size: "3"}) + ids(**{size: "3"}, **second) == whole
    assert ids(**{size: "3"}, **dict.fromkeys(second, "100000")) == []
    assert ids(**{size: "many"}) == ids()


def test_pages_end(send: Send) -> None:
    first = send("lever", "v1", "GET", "/postings?limit=20").json()["data"]["data"]
    assert (first["hasNext"], first["next"]) == (True, "20")
    last = send("lever", "v1", "GET", "/postings", params={"limit": "20", "offset": "20"}).json()["data"]["data"]
    assert (last["hasNext"], last["next"]) == (False, None)


@pytest.mark.parametrize(
    "path", ["/candidates/999999", "/nothing", "", "//169.254.169.254/latest", "https://example.org/"]
)
def test_what_the_tool_does_not_know_is_a_success_outside(send: Send, path: str) -> None:
    answer = send("greenhouse", "harvest", "GET", path)
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert (data["status"], data["data"]) == (404, {"message": "Resource not found"})
    assert data["url"].startswith("https://harvest.greenhouse.io/v1/")
    assert "PUT /_mock/passthrough" in answer.headers["x-mock-explanation"]


def test_each_tool_has_its_own_words_for_it(send: Send) -> None:
    unknown = send("teamtailor", "v1", "GET", "/none").json()["data"]
    assert unknown["headers"] == {"content-type": "application/vnd.api+json"}
    assert unknown["data"]["errors"][0]["detail"] == "Nothing at /none"
    assert send("ashby", "v1", "POST", "/candidate.list").json()["data"]["data"] == {"error": "Not found"}


def test_deleted_records_are_gone_from_the_tool(mock_server: MockServer, client: httpx.Client, send: Send) -> None:
    id = mock_server.integration_id("greenhouse", "ATS")
    records = client.get(f"{mock_server.url}/_mock/integrations/{id}/records/candidates").json()["records"]
    gone = next(record for record in records if record["remote_deleted_at"] is not None)
    assert send("greenhouse", "harvest", "GET", f"/candidates/{gone['remote_id']}").json()["data"]["status"] == 404


def test_an_integration_answers_for_its_own_category(send: Send) -> None:
    answer = send("personio", "personnel", "GET", "/company/employees", category="ATS")
    assert answer.json()["data"]["status"] == 404
    assert "category ATS" in answer.headers["x-mock-explanation"]
    assert send("personio", "personnel", "GET", "/company/employees", category="HRIS").json()["data"]["status"] == 200


def test_the_tool_must_be_that_of_the_integration(send: Send) -> None:
    answer = send("greenhouse", "v1", "GET", "/postings", to="lever")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "PLATFORM.INPUT_INVALID"
    assert error["message"] == "tool: this integration is one of 'greenhouse', not of 'lever'."


@pytest.mark.parametrize(
    ("tool", "api", "message"),
    [
        ("greenhouse", "harvst", "api: 'harvst' is no API of greenhouse, did you mean 'harvest'?"),
        ("sandbox", "v1", "api: 'v1' is no API of sandbox, there is none for this tool"),
    ],
)
def test_the_api_must_be_one_of_the_tool(send: Send, tool: str, api: str, message: str) -> None:
    answer = send(tool, api, "GET", "/x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    assert answer.json()["error"]["message"].startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        {"path": "/jobs"},
        {"method": "GET"},
        {"method": "HEAD", "path": "/jobs"},
        {"method": "GET", "path": 7},
        {"method": "GET", "path": "/jobs", "params": {"page": 2}},
        {"method": "GET", "path": "/" + "x" * 9000},
        {"method": "POST", "path": "/jobs", "multipart_form_data": [{"name": "file"}]},
    ],
)
def test_a_wrong_body_is_refused(mock_server: MockServer, client: httpx.Client, body: dict[str, Any]) -> None:
    headers = {"X-Integration-Id": mock_server.integration_id("greenhouse", "ATS")}
    answer = client.post("/passthrough/greenhouse/harvest", headers=headers, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize(
    "rest",
    [
        {"data": {"a": [1, None]}},
        {"data": "plain text"},
        {"data": [1, 2]},
        {"headers": {"On-Behalf-Of": "1"}},
        {"api_options": {"domain": "x"}},
        {
            "multipart_form_data": [
                {"name": "a", "value": "b"},
                {"name": "f", "value": {"name": "f.txt", "data": "aGk=", "content_type": "text/plain"}},
            ]
        },
    ],
)
def test_all_kinds_of_bodies_are_taken(send: Send, stub: Callable[..., None], rest: dict[str, Any]) -> None:
    stub("greenhouse", "harvest", "/candidates", method="POST", status=201, data={"id": 1})
    data = send("greenhouse", "harvest", "POST", "/candidates", **rest).json()["data"]
    assert (data["status"], data["data"]) == (201, {"id": 1})


def test_a_stub_beats_the_world(send: Send, stub: Callable[..., None]) -> None:
    stub(
        "greenhouse", "harvest", "/candidates/{id}", status=503, headers={"retry-after": "7", "set-cookie": ["a", "b"]}
    )
    data = send("greenhouse", "harvest", "GET", "/candidates/9101").json()["data"]
    assert (data["status"], data["data"]) == (503, None)
    assert data["headers"] == {"retry-after": "7", "set-cookie": ["a", "b"]}
    assert send("greenhouse", "harvest", "GET", "/candidates").json()["data"]["status"] == 200


def test_the_stub_that_was_registered_last_answers(send: Send, stub: Callable[..., None]) -> None:
    stub("greenhouse", "harvest", "/*", data="all")
    stub("greenhouse", "harvest", "/files/*", method="GET", data="files")
    stub("greenhouse", "harvest", "/files/{name}", params={"v": "2"}, data="second version")

    def ask(method: str, path: str, **rest: Any) -> Any:
        return send("greenhouse", "harvest", method, path, **rest).json()["data"]["data"]

    assert ask("GET", "/candidates") == "all"
    assert ask("GET", "files/a/b/") == "files"
    assert ask("POST", "/files/a") == "all"
    assert ask("GET", "/files/a?v=2&w=3") == "second version"
    assert ask("GET", "/files/a", params={"v": "2"}) == "second version"
    assert ask("GET", "/files/a/b", params={"v": "2"}) == "files"


@pytest.mark.parametrize(
    ("given", "bytes_"),
    [
        ({"data": {"é": 1}}, '{"é":1}'.encode()),
        ({"data": "text é"}, "text é".encode()),
        ({"data_base64": "AP/+"}, b"\x00\xff\xfe"),
        ({}, b""),
    ],
)
def test_the_body_comes_in_base64_on_request(
    send: Send, stub: Callable[..., None], given: dict[str, Any], bytes_: bytes
) -> None:
    stub("greenhouse", "harvest", "/file", **given)
    data = send("greenhouse", "harvest", "GET", "/file", response_as_base64=True).json()["data"]["data"]
    assert b64decode(data, validate=True) == bytes_
    plain = send("greenhouse", "harvest", "GET", "/file").json()["data"]["data"]
    assert plain == given.get("data") if "data_base64" not in given else isinstance(plain, str)


@pytest.mark.parametrize(
    ("tool", "category", "api", "url"),
    [
        ("recruitee", "ATS", "default", r"https://api.recruitee.com/c/\d+/a%20b/%C3%A9"),
        ("workable", "ATS", "v3", "https://example-company.workable.com/spi/v3/a%20b/%C3%A9"),
        ("bamboohr", "HRIS", "v1", "https://api.bamboohr.com/api/gateway.php/example-company/v1/a%20b/%C3%A9"),
        ("successfactors", "HRIS", "odata-v2", "https://api.example.com/odata/v2/a%20b/%C3%A9"),
        ("silae", "HRIS", "rest", "https://silae.example.com/rest/a%20b/%C3%A9"),
    ],
)
def test_the_address_has_no_placeholders_left(send: Send, tool: str, category: str, api: str, url: str) -> None:
    data = send(tool, api, "GET", "/a b/é", category=category, params={"q": "x y"}).json()["data"]
    assert re.fullmatch(f"{url}\\?q=x\\+y", data["url"])


def test_every_listed_api_has_a_whole_address() -> None:
    apis = load_remote_apis()
    for tool in load_catalog().connectors:
        for name in apis.names(tool):
            address = apis.base_url(tool, name, "example-company", "12345")
            assert address.startswith("https://")
            assert not set("{}|? ") & set(address)


def test_nothing_leaves_the_server(
    mock_server: MockServer, send: Send, stub: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, ours = socket.socket.connect, ("127.0.0.1", int(mock_server.url.rpartition(":")[2]))

    def only_ours(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX or address == ours, f"a connection to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_ours)
    send("greenhouse", "harvest", "GET", "/candidates")
    file = {"name": "f", "data_url": "http://169.254.169.254/latest", "content_type": "text/plain"}
    answer = send("greenhouse", "harvest", "POST", "/x", multipart_form_data=[{"name": "f", "value": file}])
    assert answer.json()["data"]["status"] == 404


def test_the_same_request_gives_the_same_bytes(mock_server: MockServer, client: httpx.Client) -> None:
    body = {"method": "GET", "path": "/candidates"}
    headers = {"X-Integration-Id": mock_server.integration_id("recruitee", "ATS")}
    first = client.post("/passthrough/recruitee/default", headers=headers, json=body)
    other = client.post("/passthrough/recruitee/default", headers=headers | {"Authorization": "Bearer o"}, json=body)
    assert first.content == other.content


def test_the_sdk_sends_requests(sdk: Callable[[str, str], Kombo]) -> None:
    kombo = sdk("personio", "HRIS")
    found = kombo.general.send_passthrough_request(
        tool="personio", api="personnel", method="GET", path="/company/employees", params={"limit": "2"}
    )
    assert found.warnings == []
    remote: Any = found.data.data
    assert (found.data.status, len(remote["data"])) == (200, 2)
    assert remote["data"][0]["attributes"]["first_name"]["value"]
    with pytest.raises(KomboGeneralError) as refused:
        kombo.general.send_passthrough_request(tool="hibob", api="v1", method="GET", path="/profiles")
    assert refused.value.data.error.code == "PLATFORM.INPUT_INVALID"
