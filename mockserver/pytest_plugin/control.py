"""Control calls: the control API over HTTP, with nothing but the standard library, on any server."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from mockserver.errors import MockServerError

# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True
# How long an answer may take that does not wait for anything.
PATIENCE_SECONDS = 10


class ControlError(MockServerError):
    """The control API refused a call, or nobody answered; the message says why."""


class Control:
    """The control API of a server for one key. Each call has its own connection, so it can be used from any thread."""

    def __init__(self, url: str, key: str, token: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ControlError(f"{url!r} is no address of a server; give one such as http://localhost:8080")
        self._secure = parts.scheme == "https"
        self._address = parts.hostname, parts.port
        self._path = parts.path.rstrip("/").removesuffix("/v1")
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        if token is not None:
            self._headers["X-Mock-Control-Token"] = token

    def get(self, path: str, *, wait: float = 0, **query: Any) -> Any:
        """Give the document at a path; parameters that are None are left out, `wait` are seconds that it may take."""
        given = {name: value for name, value in query.items() if value is not None}
        if wait:
            given["wait"] = wait
        return self.call("GET", f"{path}?{urlencode(given)}" if given else path, patience=PATIENCE_SECONDS + wait)

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, wait: float = 0) -> Any:
        """Post a document to a path and give the answer."""
        return self.call("POST", path, body, patience=PATIENCE_SECONDS + wait)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Put a document to a path and give the answer."""
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Patch what is at a path and give the answer."""
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Any:
        """Delete what is at a path and give the answer."""
        return self.call("DELETE", path)

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, patience: float = PATIENCE_SECONDS
    ) -> Any:
        """Call an operation; `path` is below /_mock. ControlError when it is refused or nobody answers in time."""
        content = None if body is None else orjson.dumps(body)
        status, answer = self._exchange(method, f"{self._path}/_mock{path}", content, patience)
        try:
            document = orjson.loads(answer)
        except orjson.JSONDecodeError:
            raise ControlError(f"{method} /_mock{path} answered {status} and no JSON; is this a mock server?") from None
        if status >= 400:
            message = (document.get("error") or {}).get("message", answer.decode("utf-8", "replace"))
            raise ControlError(f"{method} /_mock{path} was refused ({status}): {message}")
        return document

    def _exchange(self, method: str, path: str, body: bytes | None, patience: float) -> tuple[int, bytes]:
        make = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = make(*self._address, timeout=patience)
        try:
            connection.request(method, path, body, self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as problem:
            host, port = self._address
            reason = str(problem) or type(problem).__name__
            raise ControlError(f"no answer from the mock server at {host}:{port}: {reason}") from problem
        finally:
            connection.close()


def segment(text: str) -> str:
    """Give a text as it stands in a path, such as the id of an integration."""
    return quote(text, safe=":")
