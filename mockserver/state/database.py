"""The one interface to a database, the tables in it, and the way from an address to an engine.

A couple of dozen portable statements serve both engines. SQLAlchemy Core was measured against them and left out: it
adds 280 ms to every start and 30 µs to every row that is looked up (see ARCHITECTURE.md). No statement looks into a
document, so whatever speaks PostgreSQL's protocol will do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from mockserver.errors import ConfigurationError

SCHEMA_VERSION = 2
Row = tuple[Any, ...]
Fill = Callable[[Iterable[Sequence[Any]]], None]

# world: the records of one integration; see worlds.py. path: a place in a record that can be looked up. version: how
# often an environment was saved. due_at: when something waits to be done for an environment that nobody asks.
TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS environments (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, due_at BIGINT, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS environments_by_due ON environments (due_at);
CREATE TABLE IF NOT EXISTS integrations (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS snapshots (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS worlds (number {counted} PRIMARY KEY{counting}, origin TEXT UNIQUE, owner TEXT, base BIGINT);
CREATE INDEX IF NOT EXISTS worlds_by_owner ON worlds (owner);
CREATE TABLE IF NOT EXISTS records (
    world BIGINT NOT NULL, model INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,
    touched_at BIGINT NOT NULL, deleted_at BIGINT, document {bytes} NOT NULL, PRIMARY KEY (world, model, seq));
CREATE UNIQUE INDEX IF NOT EXISTS records_by_id ON records (world, model, id);
CREATE INDEX IF NOT EXISTS records_by_touch ON records (world, model, touched_at);
CREATE TABLE IF NOT EXISTS terms (
    world BIGINT NOT NULL, model INTEGER NOT NULL, path INTEGER NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (world, model, path, value, seq)){clustered};
CREATE TABLE IF NOT EXISTS processes (id TEXT PRIMARY KEY, seen_at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS in_flight (
    environment TEXT NOT NULL, integration TEXT NOT NULL, process TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (environment, integration, process));
CREATE TABLE IF NOT EXISTS journals (environment TEXT PRIMARY KEY, recorded BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
    environment TEXT NOT NULL, number BIGINT NOT NULL, document {bytes} NOT NULL, PRIMARY KEY (environment, number));
CREATE TABLE IF NOT EXISTS blobs (
    environment TEXT NOT NULL, digest TEXT NOT NULL, content {bytes} NOT NULL, PRIMARY KEY (environment, digest));
"""


class Database(Protocol):
    """What the rest of `state` asks of an engine. Placeholders are `?`; one statement at a time.

    `persistent`: it outlives this process. `shared`: other processes may change what is in it. `remote`: an answer
    takes as long as a network likes, so nobody should wait for it who has other things to do. A database that cannot
    be used any more raises DatabaseUnavailable, and is tried again with the next statement.
    """

    persistent: bool
    shared: bool
    remote: bool
    lock: threading.RLock

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open; only who holds the lock may ask."""

    @property
    def for_update(self) -> str:
        """Give what makes a SELECT hold its rows until the end of the transaction, where a word is needed for it."""

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Give all rows of a SELECT, or what an INSERT returns."""

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and give the number of rows that it changed."""

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add many rows to a table in the fastest way that the engine has."""

    def filling(self, table: str, columns: Sequence[str]) -> AbstractContextManager[Fill]:
        """Give what takes rows in any order and adds them to a table, at the latest in the end.

        `columns` are the key of the table: rows in its order are added faster, and take less room.
        """

    def bulk(self) -> AbstractContextManager[None]:
        """Give a context manager for adding very much at once, while nobody else uses the database."""

    def transaction(self) -> AbstractContextManager[None]:
        """Give a context manager: everything inside is kept together, or nothing of it. Nesting joins the outer one."""

    def among(self, column: str, values: Iterable[str | int]) -> tuple[str, list[Any]]:
        """Give the condition that a column is one of some values, and its parameters."""

    def size(self) -> int:
        """Give the bytes that everything takes; 0 where that is not known."""

    def close(self) -> None:
        """Let go of the engine; harmless when repeated."""


def open_database(url: str | None, *, limit: int | None = None) -> Database:
    """Open the database of an address; without one it is in memory.

    Addresses are `sqlite:///relative.db`, `sqlite:////absolute.db` and `postgresql+psycopg://user@host/name`. `limit`
    is how many bytes SQLite may take; a server of databases has limits of its own. ConfigurationError says why one
    cannot be used.
    """
    from mockserver.state.sqlite import SQLite

    if url is None or url in ("", "sqlite://", "sqlite:///:memory:"):
        return SQLite(limit=limit)
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        if not path.parent.is_dir():
            raise ConfigurationError(f"cannot use the database {url}: there is no directory {path.parent}")
        return SQLite(path, limit=limit)
    if url.startswith("postgresql+psycopg://"):
        from mockserver.state.postgres import Postgres

        return Postgres(url)
    raise ConfigurationError(
        f"cannot use the database {url!r}: expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    )


def prepare(database: Database, **words: str) -> None:
    """Make the tables where they are missing; `words` are what the engine calls things.

    ConfigurationError for a database that another version of this program made; it is left as it is.
    """
    statements = TABLES.format_map(words).split(";")
    with database.transaction():
        for statement in filter(str.strip, statements):
            database.execute(statement)
        database.execute(
            "INSERT INTO meta (name, value) VALUES ('schema_version', ?) ON CONFLICT (name) DO NOTHING",
            (str(SCHEMA_VERSION),),
        )


def check_version(database: Database) -> None:
    """Refuse a database that another version of this program made."""
    rows = database.query("SELECT value FROM meta WHERE name = 'schema_version'")
    found = rows[0][0] if rows else "none"
    if found != str(SCHEMA_VERSION):
        raise ConfigurationError(
            f"the database has schema version {found}, this program knows {SCHEMA_VERSION}; choose a new database"
        )
