"""Files that a connector refuses: too few, too many, of the wrong purpose or type, or no files at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.strategies.breaking import Breakage

_FILES = "attachments"
_CONTENT = "JVBERi0xLjQK"


def bad_files(
    restrictions: Mapping[str, Any] | None, given: list[dict[str, Any]], *, by_address: bool
) -> list[Breakage]:
    """Give what makes the attachments of a body invalid; `by_address` says whether the connector fetches files."""
    found = [Breakage((_FILES,), [*given, each], reason) for each, reason in _for_everybody(by_address=by_address)]
    return found if restrictions is None else [*found, *_restricted(restrictions, given)]


def _for_everybody(*, by_address: bool) -> Iterator[tuple[dict[str, Any], str]]:
    kind = {"name": "file.pdf", "content_type": "application/pdf", "type": "CV"}
    yield {**kind, "data": "not base64!"}, "a file is not base64"
    yield {**kind, "data": ""}, "a file is empty"
    yield {**kind, "data": _CONTENT, "data_url": "https://example.com/file.pdf"}, "a file has both data and data_url"
    yield kind, "a file has neither data nor data_url"
    if by_address:
        yield {**kind, "data_url": "ftp://example.com/file.pdf"}, "a file is at no web address"


def _restricted(restrictions: Mapping[str, Any], given: list[dict[str, Any]]) -> Iterator[Breakage]:
    for kind, limits in restrictions["types"].items():
        others = [each for each in given if each["type"] != kind]
        if not limits["is_supported"]:
            yield Breakage((_FILES,), [*given, _file(kind)], f"files of the type {kind} are not taken")
            continue
        if limits.get("min_amount"):
            yield Breakage((_FILES,), others, f"a file of the type {kind} is missing")
        most = limits.get("max_amount")
        if most is not None:
            yield Breakage((_FILES,), [*others, *[_file(kind)] * (most + 1)], f"too many of the type {kind}")
        if limits.get("accepted_mime_types") is not None:
            odd = {**_file(kind), "content_type": "application/x-no-such-type"}
            yield Breakage((_FILES,), [*others, odd], f"a file of the type {kind} has a media type that is not taken")


def _file(kind: str) -> dict[str, Any]:
    return {"name": "file.pdf", "content_type": "application/pdf", "data": _CONTENT, "type": kind}
