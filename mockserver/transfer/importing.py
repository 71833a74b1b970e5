"""Import: an environment becomes what a file says, all of it or nothing."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from mockserver.errors import InputInvalid
from mockserver.instants import parse_instant
from mockserver.state import foresight, snapshots
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.worlds import Document
from mockserver.transfer.checking import Tally, check, numbered
from mockserver.transfer.lines import TransferError, environment_of, integration_of

# Gives the lines of a file from its beginning; called twice, to check them and to use them.
Lines = Callable[[], Iterable[bytes]]


def import_lines(store: Store, environment: Environment, lines: Lines) -> Tally:
    """Make an environment what a file says it was, and tell what that is.

    Ids, records, files, clock and settings are those of the file; key, snapshots and signatures stay those of the
    environment. TransferError for the first line that cannot be used, and then nothing has changed.
    """
    tally = check(store, lines())
    with store.keep(environment):
        other = _read(store, environment, lines())
        try:
            foresight.check(store, other, store.now(other))
        except InputInvalid as problem:
            raise TransferError(1, problem.message.removeprefix("$: ").rstrip(".")) from None
        # The address of a log depends on it; one less, for replacing is a change.
        environment.revision = max(environment.revision, other.revision - 1)
        snapshots.replace(store, environment, other)
    return tally


def _read(store: Store, environment: Environment, lines: Iterable[bytes]) -> Environment:
    """Give the environment of a file, its worlds and files put into the database."""
    parsed = numbered(lines)
    first = next(parsed)
    other = environment_of(first, environment.id, environment.secret)
    integration = None
    for kind, group in groupby(parsed, _kind):
        if kind == "integration":
            for line in group:
                integration = integration_of(line)
                other.integrations[integration.id] = integration
        elif kind == "file":
            for line in group:
                store.keep_blob(environment, b64decode(line["base64"]))
        elif integration is not None and kind == "record":
            integration.world, integration.writable = store.worlds.keep(environment.id, _documents(group)), True
        elif integration is not None and kind == "remote":
            integration.remote_world = store.worlds.keep(environment.id, _documents(group))
            integration.remote_writable = True
    _start_alike(store, other, first["profile"])
    return other


def _start_alike(store: Store, environment: Environment, profile: str | None) -> None:
    """Let integrations that nobody has used start with the profile that they would have started with."""
    if profile != store.settings.profile:
        for integration in store.integrations(environment):
            if integration.world is None and integration.profile == store.settings.profile:
                integration.profile = profile


def _kind(line: dict[str, Any]) -> str:
    if "record" in line:
        return "remote" if line.get("remote") else "record"
    return next(kind for kind in ("integration", "file", "end") if kind in line)


def _documents(lines: Iterable[dict[str, Any]]) -> Iterator[Document]:
    for line in lines:
        deleted_at = line["record"]["remote_deleted_at"]
        yield Document(
            line["model"],
            parse_instant(line["touched_at"]),
            None if deleted_at is None else parse_instant(deleted_at),
            line["record"],
        )
