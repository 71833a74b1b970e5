"""Posting a webhook: one request on a connection of its own, to an address that was checked, redirects not followed.

HTTP is h11's, which uvicorn brings along; the connection is asyncio's. A larger client would take a tenth of a second
to load for the first webhook, and would look the name up once more when it connects.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.webhooks.targets import Lookup, Target, look_up

if TYPE_CHECKING:
    import h11

# What is read of an answer; enough for the reason of a refusal and the address of an assessment.
ANSWER_KEPT = 65_536
_CHUNK = 16_384
_CONTAINER = (
    "; in a container this is the container itself, the machine around it is often called host.docker.internal"
    " (--allow-webhook-host host.docker.internal)"
)


class UndeliveredError(Exception):
    """No answer came; the message says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered: its status and the first part of the body."""

    status: int
    body: bytes


async def post(
    target: Target,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    verify_certificate: bool = True,
    lookup: Lookup = look_up,
) -> Reply:
    """Send a body and give the answer.

    UndeliveredError when none comes, TargetRefusedError when the name leads where nothing may be sent. The caller sets
    the time limit; whatever ends this, the connection is closed.
    """
    import h11

    try:
        reader, writer = await _connect(target, verify_certificate, lookup)
    except OSError as problem:
        hint = _CONTAINER if target.is_loopback and _in_container() else ""
        raise UndeliveredError(f"cannot connect to {target.authority}: {_words(problem)}{hint}") from None
    try:
        connection = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=ANSWER_KEPT)
        request = h11.Request(
            method="POST",
            target=target.path,
            headers=[("Host", target.authority), *headers, ("Content-Length", str(len(body))), ("Connection", "close")],
        )
        for event in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        return await _reply(connection, reader)
    except h11.RemoteProtocolError:
        raise UndeliveredError(f"{target.authority} did not answer in HTTP") from None
    except OSError as problem:
        raise UndeliveredError(f"the connection to {target.authority} broke: {_words(problem)}") from None
    finally:
        # Not `close`, which waits for a receiver that may have stopped reading.
        writer.transport.abort()


async def _connect(
    target: Target, verify_certificate: bool, lookup: Lookup
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = _context(verify_certificate) if target.secure else None
    failure: OSError | None = None
    for address in await target.addresses(lookup):
        try:
            return await asyncio.open_connection(
                address, target.port, ssl=context, server_hostname=target.host if target.secure else None
            )
        except OSError as problem:
            failure = failure or problem
    raise failure or OSError("the name has no address")


async def _reply(connection: h11.Connection, reader: asyncio.StreamReader) -> Reply:
    import h11

    status, kept = 0, bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            kept += event.data
        if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or len(kept) >= ANSWER_KEPT:
            return Reply(status, bytes(kept[:ANSWER_KEPT]))


@cache
def _in_container() -> bool:
    return any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))


@cache
def _context(verify_certificate: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _words(problem: OSError) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {problem.verify_message}"
    return problem.strerror or str(problem) or type(problem).__name__
