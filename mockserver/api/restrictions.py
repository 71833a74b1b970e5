"""Restrictions: what a connector asks of the files of an action, in the API's own words, and files that break it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.api.call import Call
from mockserver.api.uploads import Upload
from mockserver.errors import RemoteInputInvalid


def attachment_restrictions(call: Call) -> Mapping[str, Any] | None:
    """Give the connector's `attachment_restrictions` for the action of a call; None when nobody documents any."""
    return call.view.coverage.rules.attachment_restrictions.get(str(call.operation.action))


def check_restrictions(call: Call, uploads: Sequence[Upload]) -> None:
    """Refuse files that break a restriction of the action: RemoteInputInvalid naming the first that is broken."""
    restrictions = attachment_restrictions(call)
    if restrictions is None:
        return
    broken = list(_broken(restrictions, uploads))
    if broken:
        where = f"GET /ats/actions/{call.operation.action} answers the restrictions"
        raise RemoteInputInvalid(broken[0], explanation=" ".join([*broken, f"({where})"]))


def _broken(restrictions: Mapping[str, Any], uploads: Sequence[Upload]) -> Iterator[str]:
    for kind, limits in restrictions["types"].items():
        yield from _broken_type(kind, limits, [upload for upload in uploads if upload.type == kind])
    size, largest = sum(len(upload.content) for upload in uploads), restrictions.get("total_size_bytes")
    if largest is not None and size > largest:
        yield f"The attachments have {size} bytes together, but total_size_bytes is {largest}."


def _broken_type(kind: str, limits: Mapping[str, Any], uploads: Sequence[Upload]) -> Iterator[str]:
    number = len(uploads)
    if not limits["is_supported"]:
        if number:
            yield f"Attachments of the type {kind} are not accepted: is_supported is false."
        return
    fewest, most = limits.get("min_amount") or 0, limits.get("max_amount")
    if number < fewest:
        yield f"There are {number} attachments of the type {kind}, but min_amount is {fewest}."
    if most is not None and number > most:
        yield f"There are {number} attachments of the type {kind}, but max_amount is {most}."
    largest, accepted = limits.get("max_file_size_bytes"), limits.get("accepted_mime_types")
    for upload in uploads:
        if largest is not None and len(upload.content) > largest:
            yield f"{upload.name!r} has {len(upload.content)} bytes, but max_file_size_bytes of {kind} is {largest}."
        if accepted is not None and upload.content_type.lower() not in map(str.lower, accepted):
            allowed = ", ".join(accepted)
            yield f"{upload.name!r} is {upload.content_type}, but accepted_mime_types of {kind} are {allowed}."
