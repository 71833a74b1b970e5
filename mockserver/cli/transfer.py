"""`mockserver export` and `mockserver import`: an environment as JSON lines, of a running server or of a database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mockserver.cli.remote import CONTROL, NoAnswerError, RefusedError, Server
from mockserver.errors import ConfigurationError
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.state.store import Store

_LINES = "application/x-ndjson"
_STANDARD = "-"

Key = Annotated[str, typer.Option(metavar="KEY", help="the API key whose environment it is")]
Url = Annotated[str | None, typer.Option(metavar="URL", help="address of a running server; default: as configured")]
Database = Annotated[str | None, typer.Option(metavar="URL", help="database to open instead of asking a server")]
Token = Annotated[str | None, typer.Option(metavar="TOKEN", help="the server's control token; default: as configured")]


def export_environment(
    key: Key = "demo",
    url: Url = None,
    database: Database = None,
    control_token: Token = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="file to write; standard output if left out")
    ] = _STANDARD,
) -> None:
    """Write an environment as readable JSON lines."""
    if database is None:
        with _told():
            server = configured_server(url, key, control_token)
            status, content = server.call("GET", f"{CONTROL}/export")
            if status != 200:
                server.understood(status, content)
        _write(output, [content])
        return
    with _opened(database, must_exist=True) as store:
        from mockserver.ids import environment_id
        from mockserver.transfer.exporting import export

        environment = store.environment_by_id(environment_id(key))
        if environment is None:
            raise ConfigurationError(f"the database has no environment of the key {key!r}")
        _write(output, export(store, environment))


def import_environment(
    file: Annotated[str, typer.Argument(metavar="FILE", help="an export; - is standard input")],
    key: Key = "demo",
    url: Url = None,
    database: Database = None,
    control_token: Token = None,
) -> None:
    """Make an environment what an export says, all of it or nothing."""
    content = _read(file)
    if database is None:
        server = configured_server(url, key, control_token)
        with _told(file):
            answer = server.call("POST", f"{CONTROL}/import", content, content_type=_LINES)
            done = server.understood(*answer)
        _tell(done["integrations"], done["records"], done["files"])
        return
    with _opened(database) as store:
        from mockserver.transfer.importing import import_lines
        from mockserver.transfer.lines import TransferError

        try:
            tally = import_lines(store, store.environment(key), content.splitlines)
        except TransferError as problem:
            raise ConfigurationError(f"{file}:{problem.line}: {problem.text}") from None
        _tell(len(tally.integrations), tally.records, len(tally.files))


def configured_server(url: str | None, key: str, control_token: str | None) -> Server:
    """Give the server that is meant: the one that is named, else the one that the settings describe."""
    from mockserver.server.sockets import reachable

    settings = Settings.load({}, os.environ)
    address = url or f"http://{reachable(settings.host)}:{settings.port}"
    return Server(address, key, control_token or settings.control_token)


@contextmanager
def _told(file: str | None = None) -> Iterator[None]:
    """Turn what a server does not do into words and an exit code."""
    try:
        yield
    except NoAnswerError as problem:
        typer.echo(f"mockserver: {problem}", err=True)
        raise typer.Exit(1) from None
    except RefusedError as problem:
        text = str(problem)
        if file is not None:
            # The server names a line, and does not know of which file.
            line, _, reason = text.removeprefix("line ").partition(": ")
            text = f"{file}:{line}: {reason.removesuffix('.')}" if line.isdecimal() else f"{file}: {text}"
        raise ConfigurationError(text) from None


@contextmanager
def _opened(url: str, *, must_exist: bool = False) -> Iterator[Store]:
    from mockserver.app import create_app

    settings = Settings.load({"database": url}, os.environ)
    path = Path((settings.database or "").removeprefix("sqlite:///"))
    if must_exist and url.startswith("sqlite:///") and not path.is_file():
        raise ConfigurationError(f"there is no database file {path}")
    # The whole application: what was planned in an environment has to find who plays it.
    store: Store = create_app(settings).state.store
    try:
        yield store
    finally:
        store.close()


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == _STANDARD else Path(file).read_bytes()
    except OSError as problem:
        raise ConfigurationError(f"cannot read {file}: {problem.strerror}") from None


def _write(output: str, parts: Iterable[bytes]) -> None:
    """Write to a file, which is there when all of it is written, or to standard output."""
    if output == _STANDARD:
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as opened:
            for part in parts:
                opened.write(part)
        temporary.replace(target)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise ConfigurationError(f"cannot write {output}: {problem.strerror}") from None


def _tell(integrations: int, records: int, files: int) -> None:
    def many(number: int, word: str) -> str:
        return f"{number} {word}{'' if number == 1 else 's'}"

    typer.echo(f"{many(integrations, 'integration')}, {many(records, 'record')}, {many(files, 'file')}")
