"""PostgreSQL as an engine: what it refuses before serving, and what happens when it goes away and comes back."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mockserver.errors import ConfigurationError, DatabaseUnavailable
from mockserver.state.database import Database
from mockserver.state.engines import open_database
from mockserver.state.tables import SCHEMA_VERSION
from mockserver.state.terms import LONGEST
from tests.postgres import PostgresServer
from tests.serving import ROOT, SANDBOX, Served, served
from tests.state.stores import Time, connected, make_store
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.needs_postgres


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    opened = open_database(postgres.database())
    yield opened
    opened.close()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    with TemporaryDirectory(prefix="mockserver-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        yield server
        server.stop()


def keep(database: Database, name: str) -> None:
    with database.transaction():
        database.execute("INSERT INTO meta (name, value) VALUES (?, '')", (name,))


def kept(database: Database) -> list[str]:
    return [name for (name,) in database.query("SELECT name FROM meta WHERE name <> 'schema_version' ORDER BY name")]


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    def fail() -> None:
        with database.transaction():
            keep(database, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.transaction():
        keep(database, "b")
        assert database.in_transaction
    assert (kept(database), database.in_transaction) == (["b"], False)


def test_texts_may_hold_what_statements_are_made_of(database: Database) -> None:
    for name in ("100%", "who?", "it's", 'a "b"', "%s", "💃"):
        keep(database, name)
        assert database.query("SELECT name FROM meta WHERE name = ?", (name,)) == [(name,)]


def test_nul_is_not_found_and_breaks_nothing(database: Database) -> None:
    condition, values = database.among("name", ["schema_version\0", "\0"])
    assert database.query(f"SELECT 1 FROM meta WHERE {condition}", values) == []
    assert database.query("SELECT 1 FROM meta WHERE name = ?", ("schema_version\0",)) == []


def test_texts_of_any_length_can_be_looked_up(postgres: PostgresServer) -> None:
    store = make_store(Time(), database=postgres.database())
    environment = store.environment("key")
    integration = connected(store, environment)
    names = [letter * 20_000 for letter in "äb"] + ["c" * LONGEST]
    with store.write(environment, integration) as records:
        made = [records.insert("ats_tags", {"name": name}) for name in names]
    stored = store.records(environment, integration)
    for name, tag in zip(names, made, strict=True):
        assert stored.where("ats_tags", "name", [name]) == [tag]
    store.close()


def test_a_connection_that_was_lost_is_opened_again(postgres: PostgresServer, database: Database) -> None:
    keep(database, "before")
    cut_all(postgres)
    assert kept(database) == ["before"]
    cut_all(postgres)
    keep(database, "after")
    assert kept(database) == ["after", "before"]


def test_a_transaction_that_lost_its_connection_leaves_nothing(postgres: PostgresServer, database: Database) -> None:
    def lose() -> None:
        with database.transaction():
            keep(database, "half")
            cut_all(postgres)
            keep(database, "other half")

    with pytest.raises(DatabaseUnavailable) as caught:
        lose()
    assert (caught.value.status, caught.value.code) == (503, "PLATFORM.UNKNOWN_ERROR")
    assert caught.value.headers == {"Retry-After": "1"}
    assert (kept(database), database.in_transaction) == ([], False)


def test_the_size_is_known(database: Database) -> None:
    assert database.size() > 1_000_000


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "Connection refused"),
        ("postgresql+psycopg://postgres:secret@127.0.0.1:{port}/none", 'database "none" does not exist'),
        ("postgresql+psycopg://nobody@127.0.0.1:{port}/postgres", 'role "nobody" does not exist'),
        ("postgresql+psycopg://postgres@127.0.0.1:{port}/postgres?colour=red", 'invalid URI query parameter: "colour"'),
        ("postgresql+psycopg://postgres:secret@[::1/postgres", "IPv6"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(
    postgres: PostgresServer, address: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=r"^cannot use the database postgresql\+psycopg://") as caught:
        open_database(address.format(port=postgres.port))
    assert reason in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_user_without_rights_is_told_what_is_needed(postgres: PostgresServer) -> None:
    postgres.run("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN", "CREATE SCHEMA closed")
    address = postgres.address.replace("postgres@", "reader@") + "?options=-csearch_path%3Dclosed"
    with pytest.raises(ConfigurationError, match=r"; the user needs a schema with the right to create tables"):
        open_database(address)
    postgres.run("GRANT USAGE, CREATE ON SCHEMA closed TO reader")
    open_database(address).close()


def test_a_database_of_another_version_is_refused_and_left_alone(postgres: PostgresServer) -> None:
    address = postgres.database()
    with_tables = open_database(address)
    with with_tables.transaction():
        with_tables.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")
    with pytest.raises(ConfigurationError, match=f"schema version 1, this program knows {SCHEMA_VERSION}"):
        open_database(address)
    assert with_tables.query("SELECT value FROM meta") == [("1",)]
    with_tables.close()


def test_a_command_that_cannot_begin_ends_with_a_message_and_exit_code_2() -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--database"]
    address = "postgresql+psycopg://u:secret@127.0.0.1:1/none"
    for words in ([address], [address, "--workers", "3"]):
        done = subprocess.run([*command, *words], capture_output=True, text=True, cwd=ROOT, check=False)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("mockserver: cannot use the database postgresql+psycopg://")
        assert "secret" not in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restarted", "crashed"])
def test_no_acknowledged_write_is_lost_when_the_database_goes_away(
    own_server: PostgresServer, how: signal.Signals
) -> None:
    with served("--database", own_server.database(), "--now", "2025-06-02T09:00:00Z") as server:
        server.apply(0)
        load = Load(server)
        load.start()
        for _ in range(2):
            load.wait_for(10)
            own_server.stop(how)
            load.wait_for_failures(3)
            assert server.ask("GET", "/_mock/health")[0] == 200
            assert server.ask("GET", "/_mock/ready")[0] == 503
            own_server.start()
        load.wait_for(10)
        load.stop()
        assert {problem["error"]["code"] for problem in load.problems} == {"PLATFORM.UNKNOWN_ERROR"}
        assert load.statuses == {200, 503}
        people = server.people()
        assert len(set(people)) == len(people)
        assert {int(name) for name in people} >= {0, *load.acknowledged}


def test_each_webhook_is_sent_once_though_the_database_goes_away(own_server: PostgresServer) -> None:
    address = own_server.database()
    with served("--database", address) as one, served("--database", address) as other, Receiver() as receiver:
        one.control("PUT", "/webhooks", {"endpoints": [{"url": receiver.url}]})
        tolds: list[int] = []

        def happen(server: Served) -> int:
            path = f"/_mock/integrations/{SANDBOX}/upstream"
            status, _ = server.ask("POST", path, {"event": "candidate_applies"})
            return status

        def happen_until_told(server: Served, count: int) -> None:
            while count:
                if happen(server) == 200:
                    tolds.append(1)
                    count -= 1
                else:
                    time.sleep(0.02)

        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(happen_until_told, server, 25) for server in (one, other) * 2]
            wait_until(lambda: len(tolds) > 10)
            own_server.stop()
            wait_until(lambda: happen(one) == happen(other) == 503)
            own_server.start()
            for each in running:
                each.result()
        schema = address.rpartition("%3D")[2]
        counting = f"SELECT COUNT(*) FROM {schema}.environments WHERE due_at IS NOT NULL"
        wait_until(lambda: own_server.ask(counting) == [(0,)])
        [(document,)] = own_server.ask(f"SELECT document FROM {schema}.environments")
        events = [request.event["id"] for request in receiver.received]
        assert len(set(events)) == len(events) == json.loads(document)["counters"]["events"] >= 100


def wait_until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.02)


class Load(threading.Thread):
    """Applies again and again, and remembers what was acknowledged."""

    def __init__(self, server: Served) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[int] = []
        self.problems: list[dict[str, dict[str, str]]] = []
        self.statuses: set[int] = set()
        self._server = server
        self._job = server.get("/ats/jobs?page_size=1")["results"][0]["id"]
        self._ended = threading.Event()

    def run(self) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            candidate = {"first_name": "Ada", "last_name": str(number), "email_address": f"ada{number}@example.com"}
            status, document = self._server.ask(
                "POST", f"/v1/ats/jobs/{self._job}/applications", {"candidate": candidate}
            )
            self.statuses.add(status)
            if status == 200:
                self.acknowledged.append(number)
            else:
                self.problems.append(document)
                time.sleep(0.02)

    def stop(self) -> None:
        self._ended.set()
        self.join(30)

    def wait_for(self, more: int) -> None:
        """Wait until so many more were acknowledged."""
        self._wait(lambda: len(self.acknowledged), more)

    def wait_for_failures(self, more: int) -> None:
        """Wait until so many more were refused."""
        self._wait(lambda: len(self.problems), more)

    def _wait(self, count: Callable[[], int], more: int) -> None:
        wanted, ends = count() + more, time.monotonic() + 30
        while count() < wanted:
            assert time.monotonic() < ends, (self.acknowledged[-1:], self.problems[-1:])
            time.sleep(0.01)


def cut_all(postgres: PostgresServer) -> None:
    """End all connections but our own."""
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'mockserver' AND pid <> pg_backend_pid()"
    )
    time.sleep(0.05)
