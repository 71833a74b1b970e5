"""The lines to paste run as they stand: against this server, with the official SDKs."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from html import unescape
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from mockserver.server import MockServer
from tests.console.visitor import Visitor

SDK = "@kombo-api/sdk@1.1.3"

of_each_category = pytest.mark.parametrize("category", ["ATS", "HRIS", "ASSESSMENT"])


def snippet(visitor: Visitor, category: str, language: str) -> str:
    page = visitor.open(f"/_console?integration={visitor.id('sandbox', category)}")
    found = re.search(rf'<section aria-label="{language}">.*?<pre[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


@of_each_category
def test_the_curl_line_is_answered(visitor: Visitor, category: str) -> None:
    words = shlex.split(snippet(visitor, category, "curl"))
    headers = dict(text.split(": ", 1) for flag, text in pairwise(words) if flag == "-H")
    assert words[0] == "curl"
    assert httpx.get(words[1], headers=headers, trust_env=False).json()["data"]["results"]


@of_each_category
def test_the_python_lines_print_records(visitor: Visitor, category: str) -> None:
    command = [sys.executable, "-c", snippet(visitor, category, "Python SDK")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert re.match(r"\[\w+\(id='", done.stdout), done.stdout + done.stderr
    assert done.returncode == 0


def test_a_key_that_the_operator_set_comes_from_a_variable(tmp_path: Path) -> None:
    cookies = {"mock_console_key": urlsafe_b64encode(b"top-secret").decode()}
    with (
        MockServer(api_keys=("top-secret",)) as server,
        httpx.Client(base_url=server.url, cookies=cookies, trust_env=False) as http,
    ):
        visitor = Visitor(server, "top-secret", http)
        lines = {name: snippet(visitor, "ATS", name) for name in ("curl", "Python SDK", "TypeScript SDK")}
        assert 'Bearer $MOCKSERVER_KEY"' in lines["curl"]
        assert "api_key: process.env.MOCKSERVER_KEY," in lines["TypeScript SDK"]
        assert "top-secret" not in "".join(lines.values())
        command = [sys.executable, "-c", lines["Python SDK"]]
        variables = {**os.environ, "MOCKSERVER_KEY": "top-secret"}
        done = subprocess.run(
            command, env=variables, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
    assert re.match(r"\[\w+\(id='", done.stdout), done.stdout + done.stderr


def test_a_key_of_any_text_is_quoted(mock_server: MockServer) -> None:
    key = """$(date) "o'clock" """.strip()
    cookies = {"mock_console_key": urlsafe_b64encode(key.encode()).decode()}
    with httpx.Client(base_url=mock_server.url, cookies=cookies, trust_env=False) as http:
        visitor = Visitor(mock_server, key, http)
        words = shlex.split(snippet(visitor, "ATS", "curl"))
        assert f"Authorization: Bearer {key}" in words
        assert '"Authorization' not in snippet(visitor, "ATS", "curl")
        [call] = [
            node
            for node in ast.walk(ast.parse(snippet(visitor, "ATS", "Python SDK")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Kombo"
        ]
        assert ast.literal_eval(call.keywords[0].value) == key


@pytest.fixture(scope="module")
def node_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the official TypeScript SDK."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("node")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), SDK]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip(f"{SDK} cannot be installed: {done.stderr.strip()[-200:]}")
    return folder


@pytest.mark.slow
@of_each_category
def test_the_typescript_lines_print_records(visitor: Visitor, node_project: Path, category: str) -> None:
    script = node_project / f"{category}.mjs"
    script.write_text(snippet(visitor, category, "TypeScript SDK"), encoding="utf-8")
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith("[\n  {\n    id: "), done.stdout + done.stderr
    assert done.returncode == 0
