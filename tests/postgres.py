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
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

USER = "postgres"
# Nothing is lost when a process ends; only a machine that loses power would notice.
_SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "max_connections=50")


class PostgresServer:
    """One server with data of its own, on a port of its own."""

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
            # The folders of a test run are closed to others.
            for place in (folder, *folder.parents[:-2]):
                place.chmod(place.stat().st_mode | 0o011)
            data.chmod(0o700)
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
        """Give the address of a database that is new and empty."""
        import psycopg

        name = f"test_{next(self._names)}"
        with closing(psycopg.connect(self.address("postgres"), autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name).replace("postgresql://", "postgresql+psycopg://")

    def address(self, name: str, user: str = USER) -> str:
        """Give the address of a database, as psycopg reads it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def _wait_until_ready(self) -> None:
        import psycopg

        ends = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert self._process is not None and self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < ends, "PostgreSQL does not start"
                time.sleep(0.05)


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
