from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from mockserver.webhooks.client import ANSWER_KEPT, UndeliveredError, post
from mockserver.webhooks.targets import TargetRefusedError, check
from tests.webhooks.receiver import Receiver

HEADERS = [("Content-Type", "application/json"), ("X-Kombo-Signature", "abc")]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: bytes) -> AsyncIterator[str]:
    """A server that answers with these bytes and closes, and its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_the_bytes_and_headers_arrive_as_given(receiver: Receiver) -> None:
    receiver.answer(201, body=b"thanks")
    reply = await post(check(f"{receiver.url}?a=1", ()), HEADERS, "Zoë 🎉".encode())
    assert (reply.status, reply.body) == (201, b"thanks")
    [request] = receiver.received
    assert (request.path, request.body) == ("/hook?a=1", "Zoë 🎉".encode())
    assert request.headers == {
        "Host": f"127.0.0.1:{receiver.port}",
        "Content-Type": "application/json",
        "X-Kombo-Signature": "abc",
        "Content-Length": "9",
        "Connection": "close",
    }


async def test_redirects_are_answers(receiver: Receiver) -> None:
    receiver.answer(307, location="http://169.254.169.254/latest")
    assert (await post(check(receiver.url, ()), HEADERS, b"{}")).status == 307
    assert len(receiver.received) == 1


async def test_a_certificate_must_be_trusted_unless_told_otherwise() -> None:
    with Receiver(secure=True) as secure:
        target = check(secure.url.replace("127.0.0.1", "localhost"), ())
        with pytest.raises(UndeliveredError, match="certificate is not accepted: self-signed"):
            await post(target, HEADERS, b"{}")
        reply = await post(target, HEADERS, b"{}", verify_certificate=False)
        assert reply.status == 200
        assert [request.body for request in secure.received] == [b"{}"]


async def test_the_connection_goes_to_the_address_that_was_checked(receiver: Receiver) -> None:
    async def lookup(name: str) -> list[str]:
        return ["127.0.0.1"]

    target = check(f"http://hooks.test:{receiver.port}/x", ("hooks.test",))
    await post(target, HEADERS, b"{}", lookup=lookup)
    assert receiver.received[0].headers["Host"] == f"hooks.test:{receiver.port}"


async def test_a_name_that_leads_elsewhere_is_refused_before_anything_is_sent(receiver: Receiver) -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    async def lookup(name: str) -> list[str]:
        return next(answers)

    target = check(f"http://hooks.test:{receiver.port}/x", ("hooks.test",))
    await post(target, HEADERS, b"{}", lookup=lookup)
    with pytest.raises(TargetRefusedError):
        await post(target, HEADERS, b"{}", lookup=lookup)
    assert len(receiver.received) == 1


async def test_the_next_address_is_tried_when_one_does_not_answer(receiver: Receiver) -> None:
    async def lookup(name: str) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    target = check(f"http://hooks.test:{receiver.port}/x", ("hooks.test",))
    assert (await post(target, HEADERS, b"{}", lookup=lookup)).status == 200


async def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(UndeliveredError, match=rf"cannot connect to 127\.0\.0\.1:{port}"):
        await post(check(f"http://127.0.0.1:{port}/", ()), HEADERS, b"{}")


@pytest.mark.parametrize("inside", [True, False])
async def test_in_a_container_this_machine_is_not_what_most_people_mean(
    monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    monkeypatch.setattr("mockserver.webhooks.client._in_container", lambda: inside)
    with pytest.raises(UndeliveredError) as caught:
        await post(check("http://localhost:1/", ()), HEADERS, b"{}")
    assert ("--allow-webhook-host host.docker.internal" in str(caught.value)) is inside


async def test_a_name_without_an_address() -> None:
    async def lookup(name: str) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(UndeliveredError, match="Name or service not known"):
        await post(check("http://hooks.test/", ("hooks.test",)), HEADERS, b"{}", lookup=lookup)


@pytest.mark.parametrize(
    "answer", [b"", b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", b"SSH-2.0-x\r\n" * 9]
)
async def test_what_is_no_answer_is_an_error(answer: bytes) -> None:
    async with serving(answer) as url:
        with pytest.raises(UndeliveredError):
            await post(check(url, ()), HEADERS, b"{}")


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
async def test_every_form_of_answer_is_read(answer: bytes, body: bytes) -> None:
    async with serving(answer) as url:
        reply = await post(check(url, ()), HEADERS, b"{}")
    assert (reply.status, reply.body) == (200, body)


async def test_an_endless_answer_ends_where_enough_was_read() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10 * ANSWER_KEPT) as url:
        reply = await post(check(url, ()), HEADERS, b"{}")
    assert reply.body == b"x" * ANSWER_KEPT


async def test_a_header_that_never_ends_is_given_up() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000) as url:
        with pytest.raises(UndeliveredError):
            await post(check(url, ()), HEADERS, b"{}")


async def test_breaking_off_leaves_no_connection(receiver: Receiver) -> None:
    receiver.holds = True
    task = asyncio.create_task(post(check(receiver.url, ()), HEADERS, b"{}"))
    await asyncio.to_thread(receiver.wait_for, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
