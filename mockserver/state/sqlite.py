"""SQLite: in memory, or in a file that outlives the process and that several processes may share."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from mockserver.errors import ConfigurationError, DatabaseUnavailable, ServerFull
from mockserver.state.database import Fill, Row
from mockserver.state.tables import check_version, prepare

# Another process that writes is waited for; only one that fills in a very large world takes longer.
BUSY_SECONDS = 10
# Up to so many values stand in the statement itself, in steps, so that few different statements have to be kept.
_STEPS = (2, 4, 8, 16, 32, 64, 128)


_USUAL = ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -2000")
# Pages of the indexes that are filled in any order stay in memory, up to so many KiB.
_BULK = ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -150000")


class SQLite:
    """One SQLite connection, guarded by a lock; in memory when no file is given."""

    remote = False
    for_update = ""  # whoever writes has the whole file to itself

    def __init__(self, path: Path | None = None, *, limit: int | None = None) -> None:
        # Nothing tells whether somebody else has the file open, so it counts as shared even when it is not.
        self.persistent = self.shared = path is not None
        self.lock = threading.RLock()
        self._depth = 0
        target = str(path) if path else ":memory:"
        try:
            self._connection = sqlite3.connect(
                target, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=BUSY_SECONDS
            )
            # Looked at before anything is set: even a mode is written into the file, and it may be somebody else's.
            is_new = self._is_new()
            self._set(_USUAL)
            if path is not None:
                self._set(("secure_delete = ON",))
            if limit is not None:
                self._limit(limit)
            self._prepare(is_new)
        except (sqlite3.Error, DatabaseUnavailable) as problem:
            raise ConfigurationError(f"cannot use the database {target}: {problem}") from problem

    def _is_new(self) -> bool:
        """Tell whether the file is empty; ConfigurationError for one of another program or version."""
        tables = {name for (name,) in self.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "meta" not in tables:
            raise ConfigurationError("the database file belongs to another program; choose a new file")
        if tables:
            check_version(self)
        return not tables

    def _prepare(self, is_new: bool) -> None:
        if is_new:
            # A number that was given away once never names another world: rendered answers are kept by it.
            prepare(self, counted="INTEGER", counting=" AUTOINCREMENT", clustered=" WITHOUT ROWID", bytes="BLOB")
        check_version(self)

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""
        return self._depth > 0

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Give all rows of a SELECT, or what an INSERT returns."""
        with self.lock:
            try:
                return self._connection.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as problem:
                raise self._refused(problem) from problem

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and give the number of rows that it changed."""
        with self.lock:
            try:
                return self._connection.execute(statement, parameters).rowcount
            except sqlite3.OperationalError as problem:
                raise self._refused(problem) from problem

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        with self.lock:
            try:
                self._connection.executemany(statement, rows)
            except sqlite3.OperationalError as problem:
                raise self._refused(problem) from problem

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add many rows to a table."""
        places = ", ".join("?" * len(columns))
        self.execute_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)

    @contextmanager
    def filling(self, table: str, columns: Sequence[str]) -> Iterator[Fill]:
        """Give what takes rows in any order and adds them to a table, those of a file in the order of its key."""
        if not self.persistent:
            yield lambda rows: self.fill(table, columns, rows)
            return
        listed = ", ".join(columns)
        self.execute(f"CREATE TEMPORARY TABLE heap AS SELECT {listed} FROM {table} LIMIT 0")
        yield lambda rows: self.fill("heap", columns, rows)
        self.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM heap ORDER BY {listed}")
        self.execute("DROP TABLE heap")

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Write into the file itself, once, instead of a log first; other processes have to wait meanwhile."""
        self._set(_BULK)
        try:
            yield
        finally:
            self._set(_USUAL)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything inside together, or nothing of it."""
        with self.lock:
            if self._depth == 0:
                # At once for writing: a transaction that reads first could not begin to write after another process.
                self.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self.execute("COMMIT")
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def among(self, column: str, values: Iterable[str | int]) -> tuple[str, list[Any]]:
        """Give the condition that a column is one of some values, and its parameters."""
        wanted = list(values)
        if len(wanted) == 1:
            return f"{column} = ?", wanted
        for step in _STEPS:
            if wanted and len(wanted) <= step:
                wanted += wanted[-1:] * (step - len(wanted))
                return f"{column} IN ({', '.join('?' * step)})", wanted
        return f"{column} IN (SELECT value FROM json_each(?))", [orjson.dumps(wanted).decode()]

    def size(self) -> int:
        """Give the bytes that everything takes."""
        ((pages,),), ((size,),) = self.query("PRAGMA page_count"), self.query("PRAGMA page_size")
        return int(pages * size)

    def scrub(self) -> None:
        """Empty the log beside the file, which still holds what has been overwritten in the file."""
        if self.persistent:
            self.query("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._connection.close()

    def _limit(self, most: int) -> None:
        """Have the engine keep to a size; a file that somebody has filled with more already may grow by as much."""
        pages, present = max(1, most // self._pragma("page_size")), self._pragma("page_count")
        self._connection.execute(f"PRAGMA max_page_count = {pages if present < pages else present + pages}")

    def _set(self, pragmas: Iterable[str]) -> None:
        with self.lock:
            for pragma in pragmas:
                self._connection.execute(f"PRAGMA {pragma}")

    def _pragma(self, name: str) -> int:
        ((value,),) = self._connection.execute(f"PRAGMA {name}").fetchall()
        return int(value)

    def _refused(self, problem: sqlite3.Error) -> Exception:
        """Tell a file that cannot be used now (locked, full, gone) from a mistake of ours in a statement."""
        kind = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if kind == sqlite3.SQLITE_ERROR:
            return problem
        if kind == sqlite3.SQLITE_FULL:
            return ServerFull(
                f"This mock server stores {self.size():,} bytes and cannot store more.",
                explanation="--storage-limit or the disk is reached: reset environments that are not needed any more "
                "with POST /_mock/reset, remove snapshots, or make room",
            )
        return DatabaseUnavailable(
            "The mock server cannot reach its database at the moment.", explanation=f"the database file: {problem}"
        )
