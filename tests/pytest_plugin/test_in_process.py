"""The way in without a socket: the same answers, whatever the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from mockserver.errors import ConfigurationError
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.pytest_plugin.options import SessionOptions


@asynccontextmanager
async def opened(mock: KomboMock, tool: str = "careerplug") -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=mock.asgi_transport(), base_url="http://mock/v1", headers=mock.headers(tool)
    ) as client:
        yield client


async def test_answers_are_those_that_a_socket_gives(mock: KomboMock) -> None:
    async with opened(mock) as client:
        inside = await client.get("/ats/jobs", params={"page_size": 3})
    outside = mock.client("careerplug").get("/ats/jobs", params={"page_size": 3})
    assert inside.content == outside.content
    assert inside.headers["Content-Type"] == outside.headers["Content-Type"]


async def test_what_is_written_inside_is_seen_outside(mock: KomboMock) -> None:
    body = {"tag": {"name": "inside"}}
    async with opened(mock, "hrworks") as client:
        candidate = (await client.get("/ats/candidates")).json()["data"]["results"][0]
        answer = await client.post(f"/ats/candidates/{candidate['id']}/tags", json=body)
    mock.requests.assert_called(
        "PostAtsCandidatesCandidateIdTags", status=answer.status_code, body={"tag.name": "inside"}
    )


async def test_many_at_a_time_are_answered(mock: KomboMock) -> None:
    async with opened(mock) as client:
        found = await asyncio.gather(*(client.get("/ats/jobs") for _ in range(20)))
    assert {answer.status_code for answer in found} == {200}
    assert len(mock.requests) == 20


async def test_a_broken_connection_is_an_error_of_httpx(mock: KomboMock) -> None:
    mock.fail("connection-reset", times=1)
    async with opened(mock) as client:
        with pytest.raises(httpx.ReadError):
            await client.get("/ats/jobs")


async def test_giving_up_ends_a_request_that_is_never_answered(mock: KomboMock) -> None:
    mock.fail("silent")
    async with opened(mock) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.get("/ats/jobs")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_it_works_under_any_event_loop(mock: KomboMock, backend: str) -> None:
    anyio = pytest.importorskip("anyio")
    pytest.importorskip(backend)

    async def ask() -> int:
        async with opened(mock) as client:
            return (await client.get("/ats/jobs")).status_code

    assert anyio.run(ask, backend=backend) == 200


def test_a_server_elsewhere_has_no_such_way(mock: KomboMock) -> None:
    with (
        KomboMocks(SessionOptions(url=mock.url)) as others,
        others.environment("elsewhere") as other,
        pytest.raises(ConfigurationError, match="runs elsewhere"),
    ):
        other.asgi_transport()
