"""What comes in and what goes out: a request read whole, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

JSON = b"application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; `path` is without the /v1 of the base path, header names are lower case.

    `is_look` is set, by nothing that comes over the wire, where a page is made of the answer: somebody looks at an
    environment, and no client asked anything.
    """

    method: str
    path: str
    query: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    scheme: str = "http"
    is_look: bool = False

    def header(self, name: str) -> str | None:
        """Give a header's text, or None."""
        value = self.headers.get(name.encode())
        return None if value is None else value.decode("latin-1")


@dataclass(slots=True)
class Delivery:
    """How an answer is sent that is not sent at once and whole.

    It is held back for `delay_ms`, during which it counts as in flight in `slot`; the body takes `drip_ms`. `ending`:
    `reset` breaks the connection instead of answering, `hang` keeps it open and silent, `cut` closes it in the body.
    """

    delay_ms: int = 0
    drip_ms: int = 0
    ending: Literal["", "reset", "hang", "cut"] = ""
    sent_bytes: int | None = None
    slot: tuple[str, str] | None = None


@dataclass(slots=True)
class Answer:
    """A status, a body and the headers beyond content type and length; `delivery` is None where nothing is special."""

    status: int
    body: bytes
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    content_type: bytes = JSON
    delivery: Delivery | None = None

    @classmethod
    def json(cls, status: int, document: Any, headers: list[tuple[bytes, bytes]] | None = None) -> Answer:
        """Give an answer that holds a JSON document."""
        return cls(status, orjson.dumps(document), headers or [])


def compact(content: bytes, most: int | None = None) -> bytes:
    """Give bytes, or the first ones of them, to keep for long: what orjson writes takes up to thirty times its size."""
    return bytes(memoryview(content)[:most])


def ascii_safe(text: str, limit: int = 1800) -> bytes:
    """Give a header value: one line of ASCII, whatever the text holds."""
    line = " ".join(text.split())[:limit]
    printable = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)
    return printable.encode("ascii", "backslashreplace")
