"""The one interface to a database.

A couple of dozen portable statements serve both engines. SQLAlchemy Core was measured against them and left out: it
adds 280 ms to every start and 30 µs to every row that is looked up (see ARCHITECTURE.md). No statement looks into a
document, so whatever speaks PostgreSQL's protocol will do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]
Fill = Callable[[Iterable[Sequence[Any]]], None]


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

    def scrub(self) -> None:
        """Leave nothing behind of what was deleted, as far as that is in our hands."""

    def close(self) -> None:
        """Let go of the engine; harmless when repeated."""
