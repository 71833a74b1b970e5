"""Calls of a running server's control API, made without any proxy in between."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import orjson

from mockserver.errors import MockServerError

CONTROL = "/_mock"
# Larger than what a server takes to write or read an environment.
_SECONDS = 600


class NoAnswerError(MockServerError):
    """The server does not answer, or not as one of ours; the message says why."""


class RefusedError(MockServerError):
    """The server refuses the call; the message is its own."""


@dataclass(frozen=True)
class Server:
    """A server and the key that chooses an environment of it."""

    url: str
    key: str
    control_token: str | None = None

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Give status and body of an answer; NoAnswerError if there is none."""
        parts = urlsplit(self.url)
        base = parts.path.rstrip("/").removesuffix("/v1")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": content_type, **(headers or {})}
        if self.control_token is not None:
            sent["X-Mock-Control-Token"] = self.control_token
        try:
            connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
            try:
                connection.request(method, f"{base}{path}", body, sent)
                answer = connection.getresponse()
                return answer.status, answer.read()
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as problem:
            reason = str(problem) or type(problem).__name__
            raise NoAnswerError(f"no answer from {self.url}: {reason}") from None

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Give the document of a control call; RefusedError if the server refuses it."""
        status, content = self.call(method, f"{CONTROL}{path}", None if body is None else orjson.dumps(body))
        return self.understood(status, content)

    def understood(self, status: int, content: bytes) -> Any:
        """Give the document of an answer; RefusedError with the message of one that refuses."""
        try:
            document = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise NoAnswerError(f"{self.url} answers {status}, and not as a mock server does") from None
        if status == 200:
            return document
        try:
            raise RefusedError(document["error"]["message"])
        except (KeyError, TypeError):
            raise NoAnswerError(f"{self.url} answers {status}, and not as a mock server does") from None
