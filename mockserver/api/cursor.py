"""Cursors: where a list goes on, and for which list it was made.

A cursor names the last record that was given, not a position, so records that come or go between two pages move
nothing. The real API's cursors are opaque; that ours refuse other filters is a decision (docs/fidelity.md).
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from mockserver.errors import InputInvalid

_LENGTH = 8


def list_mark(integration_id: str, operation_id: str, filters: object) -> bytes:
    """Give the mark of a list: equal for equal integration, operation and filters."""
    return blake2b(
        f"{integration_id} {operation_id} {filters!r}".encode("utf-8", "surrogatepass"), digest_size=_LENGTH
    ).digest()


def make_cursor(mark: bytes, after: int) -> str:
    """Give the cursor behind the record with this sequence number."""
    return urlsafe_b64encode(mark + after.to_bytes(6, "big")).decode().rstrip("=")


def read_cursor(cursor: str, mark: bytes) -> int:
    """Give the sequence number behind which a list goes on; InputInvalid for any other text or list."""
    try:
        content = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        content = b""
    if (
        len(content) != _LENGTH + 6
        or make_cursor(content[:_LENGTH], int.from_bytes(content[_LENGTH:], "big")) != cursor
    ):
        raise InputInvalid("cursor: not a cursor of this API; send the value of `next` exactly as it was answered.")
    if content[:_LENGTH] != mark:
        raise InputInvalid(
            "cursor: made for another list; send the same X-Integration-Id and the same filters with every page."
        )
    return int.from_bytes(content[_LENGTH:], "big")
