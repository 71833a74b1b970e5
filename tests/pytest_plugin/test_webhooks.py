"""Webhooks in a test: somebody listens, something happens, it arrives."""

from __future__ import annotations

import asyncio

import pytest

from mockserver.pytest_plugin.control import ControlError
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.webhooks.signature import signature


def test_an_event_arrives_and_its_signature_holds(mock: KomboMock) -> None:
    inbox = mock.webhooks.receive()
    mock.upstream("careerplug", "job_closes")
    delivery = mock.webhooks.wait_for("data-changed")
    assert delivery["status"] == "delivered"
    assert {"name": "ats_jobs"} in delivery["event"]["data"]["changed_models"]
    [received] = inbox.received
    assert received.event == delivery["event"]
    assert received.signature == signature(mock.webhooks.secret, received.body)
    assert inbox.events == [received.event]


def test_each_delivery_is_given_once(mock: KomboMock) -> None:
    mock.webhooks.receive()
    integration = mock.integration("careerplug")
    first, second = (mock.webhooks.fire("data-changed", integration)["data"] for _ in range(2))
    given = [mock.webhooks.wait_for("data-changed", integration_id=integration) for _ in range(2)]
    assert [each["event"]["data"] for each in given] == [first, second]
    assert [each["number"] for each in given] == [1, 2]
    assert [each["number"] for each in mock.webhooks.deliveries("data-changed")] == [1, 2]


def test_nobody_who_listens_is_told(mock: KomboMock) -> None:
    with pytest.raises(AssertionError, match=r"nobody listens. Use kombo_mock.webhooks.send_to"):
        mock.webhooks.wait_for("data-changed", timeout=0)


def test_what_came_instead_is_told(mock: KomboMock) -> None:
    inbox = mock.webhooks.receive("integration-created", status=500, retries=[])
    mock.webhooks.fire("integration-created")
    mock.webhooks.wait_for("integration-created")
    with pytest.raises(AssertionError) as caught:
        mock.webhooks.wait_for("data-changed", timeout=0)
    head, *rest = str(caught.value).splitlines()
    assert head.startswith("No further webhook 'data-changed' within 0 seconds. Listening: ")
    assert head.endswith(f"{inbox.url} (integration-created). Sent so far:")
    assert rest == ["  #1 integration-created → failed (500)"]


def test_a_receiver_of_ones_own_is_sent_the_same(mock: KomboMock) -> None:
    inbox = mock.webhooks.receive("sync-finished")
    other = mock.webhooks.receive()
    assert [inbox.id, other.id] == ["endpoint-1", "endpoint-2"]
    mock.webhooks.fire("data-changed")
    mock.webhooks.wait_for("data-changed", endpoint=other.id)
    assert inbox.received == []


def test_deliveries_are_lost_replayed_and_signed_anew(mock: KomboMock) -> None:
    inbox = mock.webhooks.receive()
    mock.webhooks.fail([{"effect": {"drop": True}, "times": {"next": 1}}])
    mock.webhooks.fire("data-changed")
    lost = mock.webhooks.wait_for("data-changed")
    assert (lost["status"], inbox.received) == ("dropped", [])
    mock.webhooks.secret = "new"
    mock.webhooks.replay(lost)
    mock.webhooks.deliveries("data-changed", status="delivered", wait=5)
    [received] = inbox.received
    assert received.signature == signature("new", received.body)
    with pytest.raises(ControlError, match="no delivery 'none'"):
        mock.webhooks.replay({"id": "none"})


async def test_a_receiver_in_the_same_event_loop_is_waited_for_without_holding_it_up(mock: KomboMock) -> None:
    seen = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        seen.set()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        mock.webhooks.send_to(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/kombo", retries=[])
        mock.webhooks.fire("sync-finished")
        delivery = await mock.webhooks.wait_for_async("sync-finished")
    assert seen.is_set()
    assert delivery["status"] == "delivered"


def test_a_receiver_is_closed_with_the_environment(mock: KomboMock) -> None:
    inbox = mock.webhooks.receive()
    with inbox:
        pass
    # Once more at the end of the test, which it does not mind.
