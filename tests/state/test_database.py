from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from mockserver.errors import ConfigurationError, DatabaseUnavailable
from mockserver.state import sqlite
from mockserver.state.engines import open_database
from mockserver.state.sqlite import SQLite


def test_a_nested_transaction_joins_the_outer_one() -> None:
    database = SQLite()

    def fail() -> None:
        with database.transaction():
            database.execute("INSERT INTO meta VALUES ('a', '1')")
            with database.transaction():
                database.execute("INSERT INTO meta VALUES ('b', '2')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
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


def test_a_file_that_is_locked_is_unavailable_for_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    database = open_database(f"sqlite:///{tmp_path / 'shared.db'}")
    with closing(sqlite3.connect(tmp_path / "shared.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable) as caught, database.transaction():
            pytest.fail("this is never reached")
        assert (caught.value.status, database.in_transaction) == (503, False)
        assert database.query("SELECT 1") == [(1,)]  # readers wait for nobody
        other.execute("COMMIT")
    with database.transaction():
        database.execute("INSERT INTO meta VALUES ('after', '')")
    database.close()


def test_a_mistake_in_a_statement_is_no_failing_database() -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        SQLite().query("SELECT 1 FROM nowhere")


@pytest.mark.parametrize("count", [0, 1, 3, 100, 129, 5_000])
def test_any_number_of_values_can_be_asked_for(count: int) -> None:
    database = SQLite()
    condition, values = database.among("name", [f"n{number}" for number in range(count)])
    database.execute_many("INSERT INTO meta VALUES (?, '')", [("n0",), (f"n{count - 1}x",), ("n4999",)])
    found = database.query(f"SELECT name FROM meta WHERE {condition}", values)
    assert found == [(name,) for name in ("n0", "n4999") if int(name[1:]) < count]
