"""Figures that Prometheus can read, and that agree with what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from mockserver.app import create_app
from mockserver.settings import Settings

KEY = {"authorization": "Bearer demo"}
SAMPLE = re.compile(r'mockserver_[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+')

Figures = Callable[[], "dict[str, float]"]


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = create_app(Settings(journal_entries=2))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


async def figures(http: httpx.AsyncClient) -> dict[str, float]:
    text = (await http.get("/_mock/metrics", headers=KEY)).text
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in samples)}


async def test_requests_are_counted_and_timed(http: httpx.AsyncClient) -> None:
    for _ in range(3):
        await http.get("/v1/check-api-key", headers=KEY)
    await http.get("/v1/check-api-key")
    found = await figures(http)
    labels = 'api="unified",operation="GetCheckApiKey"'
    assert found[f'mockserver_requests_total{{{labels},status="200"}}'] == 3
    assert found[f'mockserver_requests_total{{{labels},status="401"}}'] == 1
    assert found[f"mockserver_request_seconds_count{{{labels}}}"] == 4
    assert found[f'mockserver_request_seconds_bucket{{{labels},le="+Inf"}}'] == 4
    assert found[f"mockserver_request_seconds_sum{{{labels}}}"] > 0


async def test_buckets_only_grow(http: httpx.AsyncClient) -> None:
    await http.get("/v1/check-api-key", headers=KEY)
    buckets = [value for name, value in (await figures(http)).items() if "_bucket" in name and "CheckApiKey" in name]
    assert buckets == sorted(buckets)
    assert len(buckets) == 15


async def test_faults_journals_and_what_is_held_are_shown(http: httpx.AsyncClient) -> None:
    for _ in range(5):
        await http.get("/v1/check-api-key", headers=KEY | {"x-mock-fault": "PLATFORM.UNKNOWN_ERROR"})
    found = await figures(http)
    assert found['mockserver_faults_total{effect="error"}'] == 5
    assert found["mockserver_journal_dropped_total"] == 3
    assert found["mockserver_environments"] == 1
    assert found["mockserver_worlds"] == 0
    assert found["mockserver_stored_bytes"] > 0
    assert found["mockserver_memory_bytes"] > 10_000_000


async def test_every_figure_is_explained(http: httpx.AsyncClient) -> None:
    answer = await http.get("/_mock/metrics", headers=KEY)
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    explained = set(re.findall(r"# TYPE (\S+) (?:counter|gauge|histogram)\n", answer.text))
    assert explained == set(re.findall(r"# HELP (\S+) \S", answer.text))
    names = {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"(?m)^(mockserver_\w+)", answer.text)}
    assert names <= explained


async def test_a_key_is_needed_like_everywhere(http: httpx.AsyncClient) -> None:
    assert (await http.get("/_mock/metrics")).status_code == 401
