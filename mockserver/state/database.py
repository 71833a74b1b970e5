"""The one interface to the database, and SQLite behind it.

A couple of dozen portable statements serve both engines. SQLAlchemy Core was measured against them and left out: it
adds 280 ms to every start and 30 µs to every row that is looked up (see ARCHITECTURE.md).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import orjson

from mockserver.errors import ConfigurationError

SCHEMA_VERSION = 1
Row = tuple[Any, ...]

# world: the records of one integration; see worlds.py. path: a place in a record that can be looked up.
TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS environments (
    id TEXT PRIMARY KEY, changed_at BIGINT NOT NULL, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS integrations (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS snapshots (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS worlds (number INTEGER PRIMARY KEY, origin TEXT UNIQUE, owner TEXT);
CREATE TABLE IF NOT EXISTS records (
    world INTEGER NOT NULL, model INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,
    touched_at BIGINT NOT NULL, deleted_at BIGINT, document TEXT NOT NULL, PRIMARY KEY (world, model, seq));
CREATE UNIQUE INDEX IF NOT EXISTS records_by_id ON records (world, model, id);
CREATE INDEX IF NOT EXISTS records_by_touch ON records (world, model, touched_at);
CREATE TABLE IF NOT EXISTS terms (
    world INTEGER NOT NULL, model INTEGER NOT NULL, path INTEGER NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (world, model, path, value, seq)) {without_rowid};
CREATE TABLE IF NOT EXISTS blobs (
    environment TEXT NOT NULL, digest TEXT NOT NULL, content {blob} NOT NULL, PRIMARY KEY (environment, digest));
"""


class Database(Protocol):
    """What the rest of `state` asks of an engine. Placeholders are `?`; one statement at a time."""

    persistent: bool
    lock: threading.RLock

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Give all rows of a SELECT."""

    def stream(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Give the rows of a large SELECT one by one."""

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and give the number of rows that it changed."""

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    def transaction(self) -> Any:
        """Give a context manager: everything inside is kept together, or nothing of it. Nesting joins the outer one."""

    def among(self, column: str) -> str:
        """Give the condition that `column` is in a list; its one parameter is made by `values`."""

    def values(self, values: Iterable[str | int]) -> Any:
        """Make the parameter of an `among` condition."""

    def close(self) -> None:
        """Let go of the engine; harmless when repeated."""


class SQLite:
    """One SQLite connection, guarded by a lock; in memory when no file is given."""

    def __init__(self, path: Path | None = None) -> None:
        self.persistent = path is not None
        self.lock = threading.RLock()
        self._depth = 0
        target = str(path) if path else ":memory:"
        try:
            self._connection = sqlite3.connect(
                target, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=30
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA temp_store = MEMORY")
            self._prepare()
        except sqlite3.Error as problem:
            raise ConfigurationError(f"cannot use the database {target}: {problem}") from problem

    def _prepare(self) -> None:
        tables = {name for (name,) in self.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "meta" not in tables:
            raise ConfigurationError("the database file belongs to another program; choose a new file")
        with self.transaction():
            for statement in TABLES.format(without_rowid="WITHOUT ROWID", blob="BLOB").split(";"):
                if statement.strip():
                    self.execute(statement)
            self.execute("INSERT OR IGNORE INTO meta VALUES ('schema_version', ?)", (str(SCHEMA_VERSION),))
        check_version(self)

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Give all rows of a SELECT."""
        with self.lock:
            return self._connection.execute(statement, parameters).fetchall()

    def stream(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Give the rows of a large SELECT one by one."""
        yield from self._connection.execute(statement, parameters)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and give the number of rows that it changed."""
        with self.lock:
            return self._connection.execute(statement, parameters).rowcount

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        with self.lock:
            self._connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything inside together, or nothing of it."""
        with self.lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def among(self, column: str) -> str:
        """Give the condition that `column` is in a list."""
        return f"{column} IN (SELECT value FROM json_each(?))"

    def values(self, values: Iterable[str | int]) -> Any:
        """Make the parameter of an `among` condition."""
        return orjson.dumps(list(values)).decode()

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._connection.close()


def check_version(database: Database) -> None:
    """Refuse a database that another version of this program wrote; it is left as it is."""
    ((found,),) = database.query("SELECT value FROM meta WHERE name = 'schema_version'")
    if found != str(SCHEMA_VERSION):
        raise ConfigurationError(
            f"the database has schema version {found}, this program knows {SCHEMA_VERSION}; choose a new database"
        )


def open_database(url: str | None) -> Database:
    """Open the database of a URL: nothing for memory, `sqlite:///relative.db`, `sqlite:////absolute.db`."""
    if url is None or url in ("", "sqlite://", "sqlite:///:memory:"):
        return SQLite()
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        if not path.parent.is_dir():
            raise ConfigurationError(f"cannot use the database {url}: there is no directory {path.parent}")
        return SQLite(path)
    raise ConfigurationError(f"cannot use the database {url!r}: expected sqlite:///FILE")
