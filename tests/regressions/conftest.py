"""Servers as processes of their own, and connections byte by byte: what an HTTP client would hide."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]

Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts `mockserver serve` with some words and variables; only these variables are set."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **variables: str) -> subprocess.Popen[str]:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("MOCKSERVER_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=environment | variables,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def url_of(process: subprocess.Popen[str]) -> str:
    """Give the address that a server shows."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("mockserver listens on http://"), line
    return line.split()[3]


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """Open a plain connection to a server."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5) as connection:
        yield connection


def read_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer: status, headers and body."""
    file = connection.makefile("rb", buffering=0)
    status = int(file.readline().split()[1])
    headers = {}
    while line := file.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = b""
    while len(body) < int(headers.get("content-length", 0)):
        body += file.read(int(headers["content-length"]) - len(body))
    return status, headers, body
