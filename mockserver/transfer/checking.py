"""Checking an export, line by line, before anything of it is used: it is ours, whole, and fits this server."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, get_args

import orjson

from mockserver.connectors import path_templates
from mockserver.description.body import validator
from mockserver.errors import ConfigurationError
from mockserver.ids import record_id
from mockserver.instants import EARLIEST, LATEST, LONGEST, checked_clock, parse_instant
from mockserver.resources import fixtures_directory
from mockserver.state import outbox, syncing
from mockserver.state.schedule import PLAYERS
from mockserver.state.store import Store
from mockserver.state.syncs import SyncType
from mockserver.suggest import did_you_mean
from mockserver.transfer.lines import FORMAT, MARK, TransferError
from mockserver.world import SIZES, size_of_company

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Line = Mapping[str, Any]

_KINDS = ("integration", "record", "file", "end")


@dataclass
class Tally:
    """What a file holds, and what a line after another has to fit to."""

    integrations: dict[str, Line] = field(default_factory=dict)
    records: int = 0
    files: set[str] = field(default_factory=set)
    # Digests that records name, with the line of the first one that does.
    wanted: dict[str, int] = field(default_factory=dict)
    ids: set[tuple[bool, str, str]] = field(default_factory=set)
    current: str | None = None


def check(store: Store, lines: Iterable[bytes]) -> Tally:
    """Give what the lines hold; TransferError names the first line that cannot be used, and why."""
    tally, number, ended = Tally(), 0, False
    for number, text in enumerate(lines, 1):
        if ended:
            raise TransferError(number, "nothing may follow the line with the end")
        line = parsed(number, text)
        if number == 1:
            _check_header(store, line)
        elif "end" in line:
            ended = True
            expected = line["end"].get("lines") if isinstance(line["end"], dict) else None
            if expected != number:
                raise TransferError(number, f"it is not line {expected}, which it was when the file was made")
        else:
            _check_line(store, number, line, tally)
    if number == 0:
        raise TransferError(1, "the file is empty")
    if not ended:
        raise TransferError(number, "the file ends here without its last line; it was cut off")
    for digest, place in tally.wanted.items():
        if digest not in tally.files:
            raise TransferError(place, f"the file {digest} that the record names is missing")
    return tally


def parsed(number: int, text: bytes) -> dict[str, Any]:
    """Give the object of a line."""
    try:
        line = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise TransferError(number, f"it is no JSON: {problem.msg} (character {problem.pos + 1})") from None
    if not isinstance(line, dict):
        raise TransferError(number, "it is no JSON object")
    return line


def _check_header(store: Store, line: Line) -> None:
    if line.get("mockserver") != MARK:
        raise TransferError(1, "this is no export of an environment of this program")
    if line.get("format") != FORMAT:
        raise TransferError(1, f"the export has the format {line.get('format')!r}, this program knows {FORMAT}")
    _follow(1, "header", line)
    _known(1, "profile", line["profile"], (None, *store.catalog.profiles))
    environment = line["environment"]
    clock = environment["clock"]
    standing = parse_instant(clock["instant"]) if clock["mode"] == "frozen" else store.time() + clock["offset"]
    instants = {name: parse_instant(environment[name]) for name in ("anchor", "changed_at")}
    for name, instant in {"clock": standing, **instants}.items():
        try:
            checked_clock(instant)
        except ValueError as problem:
            raise TransferError(1, f"{name}: {problem}") from None
    for place, stub in enumerate(environment["settings"].get("passthrough", ())):
        if (wrong := path_templates.check(stub["path"])) is not None:
            raise TransferError(1, f"settings.passthrough[{place}].path: {wrong}")
    headcount = environment["settings"].get("company", {}).get("headcount")
    for category in SIZES:
        size = environment["size"] if headcount is None else size_of_company(headcount, category)
        _check_size(store, 1, size, category)
    for place, entry in enumerate(environment["settings"].get("schedule", ())):
        _known(1, f"settings.schedule[{place}].kind", entry["kind"], PLAYERS)
        if not EARLIEST <= entry["at"] <= LATEST + LONGEST:
            raise TransferError(1, f"settings.schedule[{place}].at: no clock gets there")
        _check_details(f"settings.schedule[{place}].details", entry["kind"], entry["details"])


def _check_line(store: Store, number: int, line: Line, tally: Tally) -> None:
    kinds = [kind for kind in _KINDS if kind in line]
    if len(kinds) != 1:
        raise TransferError(number, f"it must have one member of {', '.join(_KINDS)}")
    check_kind = {"integration": _check_integration, "record": _check_record, "file": _check_file}[kinds[0]]
    check_kind(store, number, line, tally)


def _check_integration(store: Store, number: int, line: Line, tally: Tally) -> None:
    integration = line["integration"]
    _follow(number, "integration", integration)
    tools = {**store.catalog.connectors, **store.catalog.profiles}
    _known(number, "tool", integration["tool"], tools)
    _known(number, "category", integration["category"], tools[integration["tool"]].categories)
    _known(number, "profile", integration["profile"], (None, *store.catalog.profiles))
    _check_size(store, number, integration["size"], integration["category"])
    _check_syncs(number, integration["settings"].get("syncs", {}))
    if integration["id"] in tally.integrations:
        raise TransferError(number, f"the integration {integration['id']} is there twice")
    tally.integrations[integration["id"]] = integration
    tally.current, tally.ids = integration["id"], set()


def _check_details(place: str, kind: str, details: Line) -> None:
    if kind == outbox.KIND:
        parcel = details.get("parcel")
        if not isinstance(parcel, dict) or not parcel.keys() >= outbox.PARTS:
            raise TransferError(1, f"{place}.parcel must have {', '.join(sorted(outbox.PARTS))}")
    elif not isinstance(details.get("integration_id"), str):
        raise TransferError(1, f"{place}.integration_id must be an id")
    elif kind == syncing.STARTS and details.get("type") not in get_args(SyncType):
        raise TransferError(1, f"{place}.type must be one of {', '.join(get_args(SyncType))}")


def _check_size(store: Store, number: int, size: Any, category: str) -> None:
    try:
        store.connections.size(str(size), category)
    except ConfigurationError as problem:
        raise TransferError(number, f"size: {problem}") from None


def _check_syncs(number: int, syncs: Any) -> None:
    if not isinstance(syncs, dict):
        raise TransferError(number, "settings.syncs must be an object")
    if syncs.get("mode", "manual") not in get_args(syncing.Mode):
        raise TransferError(number, f"settings.syncs.mode: {syncs['mode']!r} is not known")
    if syncs.get("outcome") not in (None, *syncing.OUTCOMES):
        raise TransferError(number, f"settings.syncs.outcome: {syncs['outcome']!r} is not known")
    for name in ("duration", "full_every", "delta_every"):
        if not isinstance(syncs.get(name, ""), str | None):
            raise TransferError(number, f"settings.syncs.{name} must be a duration or null")
    for name, problem in syncing.problems(syncs):
        raise TransferError(number, f"settings.syncs.{name}: {problem}")


def _check_record(store: Store, number: int, line: Line, tally: Tally) -> None:
    if tally.current is None:
        raise TransferError(number, "a record stands below its integration, and there is none yet")
    model, record, remote = line.get("model"), line["record"], line.get("remote", False)
    if not isinstance(model, str) or not isinstance(record, dict) or not isinstance(remote, bool):
        raise TransferError(number, "a record has model, touched_at and record; remote is true if it is there")
    _known(number, "model", model, store.catalog.models)
    for name, value in (("touched_at", line.get("touched_at")), ("changed_at", record.get("changed_at"))):
        _instant(number, name, value)
    if record.get("remote_deleted_at", ...) is not None:
        _instant(number, "remote_deleted_at", record.get("remote_deleted_at"))
    id, remote_id = record.get("id"), record.get("remote_id")
    if not isinstance(remote_id, str) or id != record_id(tally.current, remote_id):
        raise TransferError(number, f"the id {id!r} is not that of the remote_id {remote_id!r} in {tally.current}")
    if (remote, model, str(id)) in tally.ids:
        raise TransferError(number, f"the record {id} of {model} is there twice")
    tally.ids.add((remote, model, str(id)))
    tally.records += 1
    if isinstance(record.get("digest"), str):
        tally.wanted.setdefault(record["digest"], number)


def _check_file(_: Store, number: int, line: Line, tally: Tally) -> None:
    try:
        content = b64decode(line["base64"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise TransferError(number, "a file has its content under base64") from None
    if sha256(content).hexdigest() != line["file"]:
        raise TransferError(number, f"the content is not that of the file {line['file']!r}")
    tally.files.add(line["file"])


def _follow(number: int, name: str, value: Any) -> None:
    """Refuse what does not follow the schema of a kind of line."""
    from mockserver.description.problems import problems

    for error in _validator(name).iter_errors(value):
        raise TransferError(number, problems(error)[0].replace("$.", "", 1).rstrip("."))


@lru_cache(maxsize=8)
def _validator(name: str) -> Validator:
    definitions = orjson.loads((fixtures_directory() / "export.schema.json").read_bytes())["$defs"]

    def resolve(part: Any) -> Any:
        if isinstance(part, list):
            return [resolve(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolve(definitions[part["$ref"].rpartition("/")[2]])
        return {key: resolve(item) for key, item in part.items()}

    return validator(resolve(definitions[name]))


def _known(number: int, name: str, word: str | None, words: Iterable[str | None]) -> None:
    known = list(words)
    if word not in known:
        hint = did_you_mean(str(word), filter(None, known))
        raise TransferError(number, f"{name}: {word!r} is not known here{hint}")


def _instant(number: int, name: str, value: Any) -> None:
    try:
        parse_instant(value)
    except (TypeError, ValueError, OverflowError):
        raise TransferError(number, f"{name}: {value!r} is no instant") from None


def numbered(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Give the objects of lines that have been checked."""
    return (orjson.loads(text) for text in lines)
