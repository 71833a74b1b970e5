"""The official SDK's own models read the examples of every record that is listed."""

import json
from typing import Any

import httpx
import pytest
from kombo import Kombo

from tests.contract.reading import answer_of, read_facts

SDK: dict[str, Any] = read_facts("sdk")
LISTS = [name for name, told in SDK.items() if told["paged"]]


@pytest.mark.parametrize("name", LISTS)
def test_sdk_reads_the_example(name: str, operations: dict[str, dict[str, Any]]) -> None:
    results = answer_of(operations[name])["properties"]["data"]["properties"]["results"]
    page = {"status": "success", "data": {"next": None, "results": results["items"]["examples"]}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=page))
    with (
        httpx.Client(transport=transport) as client,
        Kombo(api_key="demo", integration_id="sandbox:x", client=client) as kombo,
    ):
        group = getattr(kombo, name.split("/")[1])
        answer = getattr(group, SDK[name]["method"])()
    read = json.loads(answer.result.data.results[0].model_dump_json())
    assert read["id"] == results["items"]["examples"][0]["id"]
