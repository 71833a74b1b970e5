from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from mockserver.errors import ConfigurationError
from mockserver.state.database import open_database
from mockserver.state.sqlite import SQLite


def test_a_nested_transaction_joins_the_outer_one() -> None:
    database = SQLite()
    with pytest.raises(RuntimeError), database.transaction():
        database.execute("INSERT INTO meta VALUES ('a', '1')")
        with database.transaction():
            database.execute("INSERT INTO meta VALUES ('b', '2')")
        raise RuntimeError
    assert database.query("SELECT name FROM meta WHERE name IN ('a', 'b')") == []


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE theirs (x)")
    with pytest.raises(ConfigurationError, match="another program"):
        open_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as foreign:
        assert foreign.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("theirs",)]


def test_another_schema_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    SQLite(path).close()
    with sqlite3.connect(path) as old:
        old.execute("UPDATE meta SET value = '0' WHERE name = 'schema_version'")
    with pytest.raises(ConfigurationError, match="schema version 0"):
        open_database(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////no/such/folder/file.db", "no directory"),
        ("mysql://localhost/x", "expected sqlite"),
    ],
)
def test_what_cannot_be_used_is_named(url: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        open_database(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("this is no database, but long enough to be read as one " * 20)
    with pytest.raises(ConfigurationError, match="not a database"):
        open_database(f"sqlite:///{path}")


def test_threads_share_one_connection_safely() -> None:
    database = SQLite()
    database.execute("INSERT INTO meta VALUES ('n', '0')")

    def count() -> None:
        for _ in range(50):
            with database.transaction():
                ((value,),) = database.query("SELECT value FROM meta WHERE name = 'n'")
                database.execute("UPDATE meta SET value = ? WHERE name = 'n'", (str(int(value) + 1),))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.query("SELECT value FROM meta WHERE name = 'n'") == [("200",)]
