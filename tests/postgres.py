"""A PostgreSQL server that a test run starts itself: Debian's package `postgresql`, the very server that people run.

`pgserver` from PyPI would bring one along, but an older one, and none for every platform.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

USER = "postgres"
# Nothing is lost when a process ends; only a machine that loses power would notice.
_SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "max_connections=50")


class PostgresServer:
    """One server with data of its own, on a port of its own; not in a folder of pytest, which nobody else may enter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root; whoever is root lends it another user.
        self._as: dict[str, Any] = {"user": USER, "group": USER} if os.geteuid() == 0 else {}
        data = folder / "data"
        data.mkdir()
        if self._as:
            for place in (folder, data):
                shutil.chown(place, USER, USER)
        command = [_program("initdb"), "-D", str(data), "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **self._as)

    def start(self) -> None:
        """Start the server and return when it answers."""
        words = [word for setting in (*_SETTINGS, f"unix_socket_directories={self.folder}") for word in ("-c", setting)]
        command = [_program("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *words]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: orderly, though clients are cut off, or the hard way with SIGQUIT."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def database(self) -> str:
        """Give an address under which everything is new and empty: a schema of its own costs a tenth of a database."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.address}?options=-csearch_path%3D{name}"

    @property
    def address(self) -> str:
        """The address of the database that every server has."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        """Run statements as the owner of everything."""
        with closing(self._connected()) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def ask(self, statement: str) -> list[Any]:
        """Give the rows of a statement."""
        with closing(self._connected()) as connection:
            rows: list[Any] = connection.execute(statement.encode()).fetchall()
        return rows

    def _connected(self) -> Any:
        import psycopg

        address = self.address.replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True, connect_timeout=2)

    def _wait_until_ready(self) -> None:
        import psycopg

        assert self._process is not None
        ends = time.monotonic() + 30
        while self._process.poll() is None and time.monotonic() < ends:
            with suppress(psycopg.OperationalError):
                self._connected().close()
                return
            time.sleep(0.05)
        pytest.fail(f"PostgreSQL does not start: {(self.folder / 'log').read_text()}")


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        pytest.fail(f"{name} is missing; apt-get install postgresql")
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
