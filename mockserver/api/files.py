"""Files: signed links to what was uploaded or is part of a seeded world, and the endpoint behind them.

A link works without a key, as the real one does; its token names environment, integration and record, ends after an
hour of the environment's clock, and is signed with a secret of that environment.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import orjson

from mockserver.api.asgi import Receive, Scope, Send, send_answer
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request
from mockserver.errors import ApiError, NotFound
from mockserver.instants import HOUR
from mockserver.state.environments import Environment, Integration
from mockserver.state.records import Record, Records
from mockserver.state.store import Store
from mockserver.world.documents import document

BASE_PATH = "/_files"
LIFETIME = HOUR


def file_url(store: Store, base_url: str, environment: Environment, integration: Integration, record: Record) -> str:
    """Give the link to the file of a stored attachment."""
    expires = store.now(environment) + LIFETIME
    payload = _encode(orjson.dumps([environment.id, integration.id, record["id"], expires]))
    signature = _signature(environment, payload)
    return f"{base_url}{BASE_PATH}/{payload}.{signature}/{_segment(record['file_name'])}"


def _segment(name: str) -> str:
    """Give a file name as the last part of a path: programs that save from a link use it, and only they need it."""
    plain = "".join(letter if letter.isprintable() else "_" for letter in name)
    return "_" if plain in (".", "..") else quote(plain, safe="")


def base_url(request: Request, public_url: str | None) -> str:
    """Give the address under which the client reaches this server."""
    return (public_url or f"{request.scheme}://{request.header('host') or 'localhost'}").rstrip("/")


class FilesEndpoint:
    """Serves files behind signed links."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope["method"], scope["path"], headers=dict(scope["headers"]))
        try:
            token = scope["path"].removeprefix(BASE_PATH).strip("/").partition("/")[0]
            answer = await self._store.worker.run(self._answer, token)
        except ApiError as problem:
            answer = refusal(problem, request)
        await send_answer(send, answer, request.method)

    def _answer(self, token: str) -> Answer:
        payload, _, signature = token.partition(".")
        environment, integration, record = self._target(payload)
        if not hmac.compare_digest(signature.encode(), _signature(environment, payload).encode()):
            raise NotFound("This link is not one of this server.")
        records = self._store.records(environment, integration)
        content = file_content(self._store, environment, records, record)
        return Answer(
            200,
            content,
            [
                (b"content-disposition", _disposition(record["file_name"])),
                (b"x-content-type-options", b"nosniff"),
                (b"cache-control", b"private, no-store"),
            ],
            str(record["content_type"]).encode("latin-1", "replace"),
        )

    def _target(self, payload: str) -> tuple[Environment, Integration, Record]:
        try:
            environment_id, integration_id, record_id, expires = orjson.loads(_decode(payload))
            environment = self._store.environment_by_id(environment_id)
        except (ValueError, TypeError):
            raise NotFound("This link is not one of this server.") from None
        if environment is None:
            raise NotFound("This link is not one of this server.")
        if expires < self._store.now(environment):
            raise NotFound("This link has expired; list the attachments again for a new one.")
        integration = self._store.integration(environment, integration_id)
        record = integration and self._store.records(environment, integration).get("ats_attachments", record_id)
        if not integration or not record:
            raise NotFound("The file behind this link is gone.")
        return environment, integration, record


def file_content(store: Store, environment: Environment, records: Records, record: Record) -> bytes:
    """Give the bytes of a stored attachment: as uploaded, or made from the world it was seeded with."""
    digest = record.get("digest")
    if digest:
        return store.blob(environment, digest)
    candidate = records.get("ats_candidates", record["candidate_id"]) or {}
    return document(record["file_name"], record["content_type"], _curriculum(candidate))


def _curriculum(candidate: dict[str, Any]) -> str:
    lines = [
        f"{candidate.get('first_name') or ''} {candidate.get('last_name') or ''}".strip(),
        candidate.get("title"),
        candidate.get("company"),
        *(entry["email_address"] for entry in candidate.get("email_addresses") or ()),
        *(entry["phone_number"] for entry in candidate.get("phone_numbers") or ()),
        (candidate.get("location") or {}).get("raw"),
    ]
    return "\n".join(line for line in lines if line)


def _disposition(name: str) -> bytes:
    """Give a header that any client can read, whatever letters the name has (RFC 6266)."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_" for letter in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}".encode()


def _signature(environment: Environment, payload: str) -> str:
    return _encode(hmac.digest(environment.secret.encode(), payload.encode(), "sha256"))


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
