"""What is kept of bodies."""

from __future__ import annotations

import orjson

from mockserver.api.recording import kept
from mockserver.state.journal import BODY_KEPT


def test_small_bodies_are_kept_as_they_are() -> None:
    body = b'{"a": "' + b"x" * 1000 + b'"}'
    assert kept(body) is body


def test_of_large_ones_long_texts_are_shortened_first() -> None:
    document = {"candidate": {"first_name": "Ada"}, "attachments": [{"name": "cv.pdf", "data": "x" * 100_000}], "n": 1}
    found = orjson.loads(kept(orjson.dumps(document)))
    assert found["attachments"][0]["data"] == "x" * 100 + "… (100000 characters)"
    found["attachments"][0]["data"] = document["attachments"][0]["data"]  # type: ignore[index]
    assert found == document


def test_what_is_still_too_large_is_cut_off() -> None:
    assert len(kept(orjson.dumps([{"id": number} for number in range(10_000)]))) == BODY_KEPT
    assert kept(b"\xff" * 10_000) == b"\xff" * BODY_KEPT
    assert kept(b'"' + b"x" * 5_000_000 + b'"') == b'"' + b"x" * (BODY_KEPT - 1)
    assert len(kept(b"[" * 10_000)) == BODY_KEPT
