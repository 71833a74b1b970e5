"""Uploads: a file of a body, given as base64 or as an address, to its bytes, and to a stored attachment."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mockserver.api.call import Call
from mockserver.errors import InputInvalid, RemoteInputInvalid
from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.state.transaction import Transaction
from mockserver.world.documents import document

# What file systems take; a longer name would not fit into the link to the file either.
LONGEST_NAME = 255
# The vendor advises to stay below; tools refuse more sooner or later.
ADVISED_BYTES = 10_000_000
OTHER = "OTHER"

_SPACE = re.compile(rb"[\t\n\r ]+")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
# By the ending of a name, for files that come without a type. The table of the platform differs between machines.
_TYPES = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: `type` is its purpose, `address` where it came from when it was not in the body."""

    name: str
    content_type: str
    content: bytes
    type: str = OTHER
    address: str | None = None


def receive(call: Call, file: Mapping[str, Any], place: str) -> Upload | None:
    """Give the file that stands at `place` (a JSON path) of the body, fetched if need be.

    None when the connector takes neither of the inputs that hold its content, which a warning has named before.
    Call it before the transaction: fetching takes a while. InputInvalid for bad base64, an empty file or an address
    that cannot be used; RemoteInputInvalid for a name that no tool would take.
    """
    name = file.get("name", "")
    content_type: str | None = file.get("content_type")
    address: str | None = None
    if "data" in file:
        content = _decoded(file["data"], f"{place}.data")
    elif "data_url" in file:
        address = file["data_url"]
        content, fetched_type = _fetched(call, file, f"{place}.data_url")
        content_type = content_type or fetched_type
    else:
        call.explanations.append(f"{place}: without its content there was nothing to store")
        return None
    if not name.strip() or len(name) > LONGEST_NAME:
        raise RemoteInputInvalid(f"{place}.name: the tool takes names of 1 to {LONGEST_NAME} characters.")
    if not content:
        raise InputInvalid(f"{place}: the file is empty.")
    return Upload(name, content_type or type_by_name(name), content, file.get("type", OTHER), address)


def receive_all(call: Call, files: Iterable[Mapping[str, Any]], place: str) -> list[Upload]:
    """Give the files of a list in its order; a warning says when they are more than the vendor advises."""
    received = [receive(call, file, f"{place}[{index}]") for index, file in enumerate(files)]
    uploads = [upload for upload in received if upload is not None]
    size = sum(len(upload.content) for upload in uploads)
    if size > ADVISED_BYTES:
        call.warnings.append(f"The files have {size} bytes together; some tools refuse more than {ADVISED_BYTES}.")
    return uploads


def keep(call: Call, records: Transaction, upload: Upload, *, candidate_id: str, application_id: str | None) -> Record:
    """Store a file as an attachment of a candidate and, unless the tool has none there, of an application."""
    if call.view.coverage.rules.attachment_fallback == "candidate":
        application_id = None
    stamp = format_instant(records.now)
    fields = {
        "application_id": application_id,
        "candidate_id": candidate_id,
        "type": upload.type,
        "remote_created_at": stamp,
        "remote_updated_at": stamp,
        "created_by_api": True,
        **stored_file(call, upload),
    }
    return records.insert("ats_attachments", fields)


def stored_file(call: Call, upload: Upload) -> dict[str, Any]:
    """Keep the bytes of a file and give what a record holds of it; call it inside a transaction."""
    return {
        "file_name": upload.name,
        "content_type": upload.content_type,
        "digest": call.store.keep_blob(call.environment, upload.content),
        "size_bytes": len(upload.content),
        "given_url": upload.address,
    }


def type_by_name(name: str) -> str:
    """Give the media type that the ending of a file name stands for."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def _decoded(text: str, place: str) -> bytes:
    """Read base64 by the book (RFC 4648 with padding), except that lines may be broken, as mail programs do."""
    digits = _SPACE.sub(b"", text.encode("utf-8", "surrogatepass"))
    # Even the strict reader takes more padding than there should be behind a whole group.
    if not (len(digits) % 4 or digits.endswith(b"===") or digits in (b"=", b"==")):
        with suppress(ValueError):
            return binascii.a2b_base64(digits, strict_mode=True)
    hint = " without the prefix of a data URL" if text.startswith("data:") else ""
    raise InputInvalid(f"{place} must be base64{hint}: letters, digits, + and /, padded with =.")


def _fetched(call: Call, file: Mapping[str, Any], place: str) -> tuple[bytes, str | None]:
    address = _web_address(file["data_url"], place)
    if not _permitted(call, address):
        call.warnings.append(
            f"{place.removeprefix('$.')} was not fetched and a small document stands in for it; "
            "the mock server fetches from hosts named with --allow-fetch."
        )
        name, content_type = file.get("name", ""), file.get("content_type") or type_by_name(file.get("name", ""))
        return document(name, content_type, f"Stands in for {file['data_url']}, which was not fetched."), content_type
    from mockserver.api.fetching import download

    found = download(address, call.store.settings.body_limit, place)
    plain = (found.content_type or "").partition(";")[0].strip().lower()
    return found.content, plain if _MEDIA_TYPE.fullmatch(plain) else None


def _web_address(text: str, place: str) -> SplitResult:
    try:
        address = urlsplit(text)
        if address.scheme in ("http", "https") and address.hostname and address.port != 0:
            return address
    except ValueError:  # a port or an IPv6 address that is none
        pass
    raise InputInvalid(f"{place} must be an http or https address, not {text[:100]!r}.")


def _permitted(call: Call, address: SplitResult) -> bool:
    """Tell whether the operator named the host. What this very server holds it could only ask itself for, and wait."""
    own = (call.request.header("host") or "").lower()
    named = {host.strip("[]").lower() for host in call.store.settings.allow_fetch}
    return address.hostname in named and address.netloc.lower() != own
