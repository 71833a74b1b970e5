"""The lines of docs/control.md are taken by a server, in their order."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx

from mockserver.server import MockServer

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "control.md").read_text(encoding="utf-8")
ADDRESS = "http://localhost:8080"
HEADERS = {"Authorization": "Bearer demo"}


def lines() -> list[list[str]]:
    blocks = re.findall(r"(?m)^```sh\n([^`]*)^```", PAGE)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line.startswith("mock ")]


def test_every_line_is_taken() -> None:
    last: dict[str, Any] = {}
    with MockServer() as server, httpx.Client(base_url=f"{server.url}/_mock", headers=HEADERS, timeout=30) as client:
        for _, method, path, *body in lines():
            place = path.replace("/ID/", f"/{last.get('id')}/")
            headers = {"Content-Type": "application/json"}
            answer = client.request(method, place, content="".join(body), headers=headers)
            assert answer.status_code < 300, f"{method} {path}: {answer.text}"
            last = answer.json()


def test_the_function_asks_what_it_is_told() -> None:
    [function] = re.findall(r"(?m)^mock\(\).*$", PAGE)
    assert ADDRESS in function
    if shutil.which("curl") and shutil.which("bash"):
        with MockServer() as server:
            for call in ("GET /snapshots", """POST /snapshots '{"name": "before"}'""", "POST /reset"):
                script = f"{function.replace(ADDRESS, server.url)}\nmock {call}"
                done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=30)
                assert '"error"' not in done.stdout
                assert done.stdout.startswith("{")


def test_every_call_that_there_is_is_named() -> None:
    with MockServer() as server:
        paths = httpx.get(f"{server.url}/_mock/openapi.json", headers=HEADERS).json()["paths"]
    missing = {f"/{path.split('/')[1]}" for path in paths} - set(re.findall(r"/[a-z]+(?:\.json)?", PAGE))
    assert missing == set()
