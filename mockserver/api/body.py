"""Bodies: bytes to JSON, with a clear refusal for whatever is none."""

from __future__ import annotations

import json
import zlib
from typing import Any

import orjson

from mockserver.api.request import Request
from mockserver.errors import BodyTooLarge, InputInvalid

# Deeper nesting serves nobody and costs recursion in everything that walks a body.
DEEPEST = 64
_LARGEST_EXACT = 2**53 - 1


def read_json(request: Request, *, required: bool) -> Any:
    """Give the JSON document of a request; an empty body counts as an empty object unless one is required."""
    _check_type(request.header("content-type"))
    if not request.body:
        if required:
            raise InputInvalid("$: a JSON body is required.")
        return {}
    try:
        document = orjson.loads(request.body)
    except orjson.JSONDecodeError as problem:
        raise InputInvalid(f"$: the body is not valid JSON: {_reason(request.body, problem)}.") from None
    if _depth(document) > DEEPEST:
        raise InputInvalid(f"$: the body is nested deeper than {DEEPEST} levels.")
    return with_whole_numbers(document)


def with_whole_numbers(value: Any) -> Any:
    """Give a document in which 2.0 is 2, the same number in JSON; what no double holds exactly stays as it is."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= _LARGEST_EXACT else value
    if isinstance(value, dict):
        return {key: with_whole_numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(inner) for inner in value]
    return value


def decoded(body: bytes, encoding: str, limit: int) -> bytes:
    """Give a body without its content encoding (gzip or deflate), never more than `limit` bytes."""
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise InputInvalid(f"Content-Encoding: {encoding!r} is not supported; send gzip, deflate or none.")
    reader = zlib.decompressobj(wbits=47 if "gzip" in encoding.lower() else zlib.MAX_WBITS)
    try:
        content = reader.decompress(body, limit + 1)
    except zlib.error:
        raise InputInvalid(f"Content-Encoding: the body is not valid {encoding}.") from None
    if len(content) > limit:
        raise too_large(limit)
    if not reader.eof:
        raise InputInvalid(f"Content-Encoding: the {encoding} body ends too early.")
    return content


def too_large(limit: int) -> BodyTooLarge:
    """Give the refusal of a body over the limit."""
    return BodyTooLarge(f"$: the body is larger than {limit} bytes.", explanation="raise it with --body-limit")


def _check_type(content_type: str | None) -> None:
    kind, _, rest = (content_type or "application/json").partition(";")
    kind = kind.strip().lower()
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise InputInvalid(f"Content-Type: expected application/json, got {kind[:100]!r}.")
    charset = rest.partition("charset=")[2].strip().strip('"').lower()
    if charset and charset.split(";")[0] not in ("utf-8", "utf8", "us-ascii"):
        raise InputInvalid(f"Content-Type: the charset must be utf-8, got {charset[:40]!r}.")


def _reason(body: bytes, problem: orjson.JSONDecodeError) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError as wrong:
        return f"it is not UTF-8 at byte {wrong.start}"
    try:
        json.loads(text)
    except json.JSONDecodeError as wrong:
        return str(wrong)
    except (ValueError, RecursionError):
        pass  # an integer of thousands of digits, lists in lists without end
    return str(problem)  # what only the stricter reader refuses: NaN, lone surrogates


def _depth(document: Any) -> int:
    depth, level = 0, [document]
    while level and depth <= DEEPEST:
        depth += 1
        nested = [item for item in level if isinstance(item, (dict, list))]
        level = [inner for item in nested for inner in (item.values() if isinstance(item, dict) else item)]
    return depth
