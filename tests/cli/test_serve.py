"""`serve` as a process: it says where it is, answers, ends when told to, and names what it cannot use."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mockserver.server.sockets import listen

ROOT = Path(__file__).resolve().parents[2]
Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts `mockserver serve` with some words and variables."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **variables: str) -> subprocess.Popen[str]:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("MOCKSERVER_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
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


def address_on_screen(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("mockserver listens on http://"), line
    return urlsplit(line.split()[3]).netloc


def get(address: str, path: str) -> int:
    with closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        connection.request("GET", path, headers={"Authorization": "Bearer demo"})
        return connection.getresponse().status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_address_answers_and_stops_in_time(serve: Serve, number: signal.Signals) -> None:
    process = serve("--port", "0")
    address = address_on_screen(process)
    with closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        connection.request("GET", "/v1/check-api-key", headers={"Authorization": "Bearer demo"})
        assert connection.getresponse().status == 200
        begin = time.monotonic()
        process.send_signal(number)
        assert process.wait(5) == 0
        assert time.monotonic() - begin < 2
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_variables_count_and_flags_beat_them(serve: Serve) -> None:
    process = serve("--seed", "7", MOCKSERVER_SEED="1", MOCKSERVER_PORT="0")
    assert process.stdout is not None
    assert "(seed 7, " in process.stdout.readline()


def test_a_taken_port_is_told_at_once(serve: Serve) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        process = serve("--port", str(port))
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert errors == (
        f"mockserver: port {port} of 127.0.0.1 is already in use; choose another with --port, "
        "or --port 0 for a free one\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--port", "many"), "--port must be a whole number from 0 to 65535, not 'many'"),
        (("--prot", "1"), "unknown option --prot, did you mean '--port'?"),
        (("--port", "0", "--profile", "minmal"), "no profile 'minmal', did you mean 'minimal'?"),
        (("--config", "/nowhere/mock.yaml"), "cannot read /nowhere/mock.yaml: No such file or directory"),
        (
            ("--workers", "2"),
            (
                "--workers 2 needs a database that several processes can share: "
                "--database sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
            ),
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(serve: Serve, words: tuple[str, ...], message: str) -> None:
    process = serve(*words)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (2, "", f"mockserver: {message}\n")


def test_machines_get_json_lines_only(serve: Serve) -> None:
    process = serve("--port", "0", "--log-format", "json")
    assert process.stderr is not None
    entry = json.loads(process.stderr.readline())
    assert entry["message"].startswith("listening on http://127.0.0.1:")
    get(urlsplit(entry["message"].split()[-1]).netloc, "/v1/no-such-path")
    process.terminate()
    output, errors = process.communicate(timeout=5)
    assert output == ""
    assert all(json.loads(line) for line in errors.splitlines())


def test_the_key_is_in_no_line_of_the_log(serve: Serve) -> None:
    process = serve("--port", "0", "--log-level", "debug")
    address = address_on_screen(process)
    for path in ("/v1/check-api-key", "/v1/ats/jobs", "/v1/no-such-path"):
        get(address, path)
    process.terminate()
    _, errors = process.communicate(timeout=5)
    assert "demo" not in errors
