"""Processes and containers that bit the users of other mock servers, numbered as in their survey: 30 to 35.

What the built image does is tried by scripts/image_smoke.py; here is what needs no image.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.cli.flags import parse
from mockserver.server import MockServer
from mockserver.server.sockets import address_of, listen
from mockserver.settings import OPTIONS, Option, Settings
from tests.regressions.conftest import ROOT, Serve, connected, url_of

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
KEY = {"Authorization": "Bearer demo"}


def instruction(name: str) -> str:
    """Give what an instruction of the last stage of the Dockerfile says."""
    text = DOCKERFILE.replace("\\\n", " ").rpartition("\nFROM ")[2]
    [found] = re.findall(rf"(?m)^{name} (.*)$", text)
    return str(found)


def image_environment() -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(instruction("ENV")))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_users_30_it_ends_at_once_with_open_connections_and_pending_webhooks(
    serve: Serve, number: signal.Signals, tmp_path: Path
) -> None:
    process = serve("--port", "0", "--database", f"sqlite:///{tmp_path / 'mock.db'}")
    url = url_of(process)
    with ExitStack() as opened, socket.create_server(("127.0.0.1", 0)) as never_answers:
        receiver = f"http://127.0.0.1:{never_answers.getsockname()[1]}/"
        setting = {"endpoints": [{"url": receiver}]}
        with httpx.Client(base_url=url, headers=KEY, trust_env=False) as http:
            assert http.put("/_mock/webhooks", json=setting).status_code == 200
            [integration, *_] = http.get("/_mock/integrations?tool=sandbox&category=ATS").json()["integrations"]
            assert http.post(f"/_mock/integrations/{integration['id']}/sync").status_code == 200
        never_answers.settimeout(5)
        opened.enter_context(never_answers.accept()[0])
        head = b"GET /v1/check-api-key HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo\r\n"
        for request in (b"", head, head + b"X-Mock-Fault: silent\r\n\r\n"):
            opened.enter_context(connected(url)).sendall(request)
        time.sleep(0.1)
        begin = time.monotonic()
        process.send_signal(number)
        code = process.wait(10)
    assert time.monotonic() - begin < 2
    assert code == 0


def test_users_30_what_was_answered_is_kept(serve: Serve, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'mock.db'}"
    found: list[Any] = []
    for _ in range(2):
        process = serve("--port", "0", "--database", address)
        url = url_of(process)
        if not found:
            httpx.post(f"{url}/_mock/snapshots", json={"name": "kept"}, headers=KEY, trust_env=False)
        found.append(httpx.get(f"{url}/_mock/snapshots", headers=KEY, trust_env=False).json())
        process.terminate()
        assert process.wait(5) == 0
    assert found[0] == found[1]
    assert [entry["name"] for entry in found[0]["snapshots"]] == ["kept"]


def test_users_30_a_stop_during_the_start_is_heeded(serve: Serve) -> None:
    """Not before Python itself is up, but long before the first answer."""
    process = serve("--port", "0")
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        pytest.skip("only Linux shows which signals are handled")
    while not int(status.read_text(encoding="ascii").partition("SigCgt:")[2].split()[0], 16) >> 14 & 1:
        time.sleep(0.001)
    process.terminate()
    assert process.wait(5) == 0
    assert process.stdout is not None
    assert process.stdout.read() == ""


@pytest.mark.parametrize("flags", [[], ["--seed", "7"], ["--port=9000", "--log-format", "json"]])
def test_users_31_no_flag_takes_the_image_off_the_network(flags: list[str]) -> None:
    entry = json.loads(instruction("ENTRYPOINT"))
    assert entry == ["mockserver", "serve"]
    assert Settings.load(parse(flags), _ours(image_environment())).host == "0.0.0.0"


def _ours(variables: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in variables.items() if name.startswith("MOCKSERVER_")}


HAS_IPV6 = socket.has_ipv6 and Path("/proc/net/if_inet6").exists() and Path("/proc/net/if_inet6").read_text() != ""


@pytest.mark.parametrize(
    ("host", "reached_by"),
    [
        ("127.0.0.1", ["127.0.0.1"]),
        ("0.0.0.0", ["127.0.0.1"]),
        ("localhost", ["127.0.0.1"]),
        ("::1", ["[::1]"]),
        ("::", ["[::1]", "127.0.0.1"]),
    ],
)
def test_users_32_it_listens_where_it_is_told(host: str, reached_by: list[str]) -> None:
    if ":" in host and not HAS_IPV6:
        pytest.skip("this machine has no IPv6")
    with MockServer(host=host) as server:
        port = server.url.rpartition(":")[2]
        for name in reached_by:
            assert httpx.get(f"http://{name}:{port}/_mock/health", trust_env=False).status_code == 200


def test_users_32_a_name_whose_first_address_is_missing_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """In containers `localhost` often means ::1 first, which is not there."""
    known = socket.getaddrinfo("127.0.0.1", 0, type=socket.SOCK_STREAM)
    missing = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.77", 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [missing, *known])
    listener = listen("localhost", 0)
    assert address_of(listener).startswith("http://127.0.0.1:")
    listener.close()


def health(**variables: str) -> int:
    kind, words = instruction("HEALTHCHECK").split(" CMD ")
    assert kind.startswith("--interval=")
    command = json.loads(words)
    assert command[0] == "mockserver"
    return subprocess.run(
        [sys.executable, "-m", *command], env={"PATH": os.environ["PATH"]} | variables, cwd=ROOT, check=False
    ).returncode


def test_users_33_the_health_check_of_the_image_knows_well_from_ill() -> None:
    with MockServer(host="0.0.0.0") as server:
        port = server.url.rpartition(":")[2]
        # It has the same variables as the server.
        assert health(MOCKSERVER_HOST="0.0.0.0", MOCKSERVER_PORT=port) == 0
    assert health(MOCKSERVER_HOST="0.0.0.0", MOCKSERVER_PORT=port) == 1


@pytest.mark.parametrize("name", [name for name in OPTIONS if name != "config"])
def test_users_34_every_variable_wins_over_the_default_and_loses_to_its_flag(name: str) -> None:
    option = OPTIONS[name]
    accepted = [text for text in VALUES if is_value(option, text)]
    first = next(text for text in accepted if option.read(text) != option.default)
    second = next(text for text in accepted if text != first)
    by_variable = Settings.load({}, {option.variable: first})
    assert getattr(by_variable, name) == option.read(first)
    assert by_variable.origins[name] == option.variable
    both = Settings.load(parse([f"{option.flag}={second}"]), {option.variable: first})
    assert getattr(both, name) == option.read(second)


# Texts of every kind that an option may take.
VALUES = (
    "sqlite:///one.db",
    "sqlite:///two.db",
    "https://one.example.com",
    "https://two.example.com",
    "2025-06-02T09:00:00Z",
    "2026-01-01",
    "de_DE",
    "fr_FR",
    "medium",
    "large",
    "json",
    "text",
    "error",
    "debug",
    "true",
    "false",
    "PT1H",
    "P2D",
    "10.0.0.1",
    "10.0.0.2",
    "2",
    "3",
)


def is_value(option: Option, text: str) -> bool:
    try:
        option.read(text)
    except ValueError:
        return False
    return True


def test_users_35_a_taken_port_is_told_with_its_number(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = serve("--port", port)
        assert process.wait(10) == 2
    assert process.stdout is not None
    [line] = process.stdout.read().splitlines()
    assert port in line
    assert "--port 0" in line


def test_users_35_port_0_is_a_free_one_and_is_told(serve: Serve) -> None:
    urls = {url_of(serve("--port", "0")) for _ in range(2)}
    assert len(urls) == 2
    for url in urls:
        assert httpx.get(f"{url}/_mock/ready", trust_env=False).status_code == 200
