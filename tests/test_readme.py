"""What the README shows is what happens."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from mockserver.server import MockServer

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8080"
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A server as `make run` starts it, but for the port."""
    with MockServer() as running:
        yield running


def test_the_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\$ make ([\w-]+)", "\n".join(blocks("console")), re.MULTILINE)
    assert targets == ["run", "test"]
    for target in targets:
        assert f"\n{target}:" in makefile


def test_the_curl_gets_the_answer_that_is_shown(server: MockServer) -> None:
    [command] = [block for block in blocks("console") if block.startswith("$ curl")]
    words = shlex.split(command.removeprefix("$ "))
    headers = dict(text.split(": ", 1) for flag, text in pairwise(words) if flag == "-H")
    with urlopen(Request(words[-1].replace(ADDRESS, server.url), headers=headers), timeout=5) as answer:
        received = answer.read().decode()
    [shown] = blocks("json")
    # Dates are relative to the day on which the environment was made.
    now = json.dumps(json.loads(received), indent=2, ensure_ascii=False)
    assert json.loads(INSTANT.sub("…", received)) == json.loads(INSTANT.sub("…", shown)), f"README.md should show {now}"


def test_the_sdk_lines_print_jobs(server: MockServer) -> None:
    done = run(blocks("python")[0].replace(ADDRESS, server.url))
    assert re.match(r"\d+ jobs: \w", done.stdout), done.stderr
    assert done.returncode == 0


def test_the_python_test_passes() -> None:
    done = run(blocks("python")[1])
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_pytest_lines_pass(tmp_path: Path) -> None:
    [lines] = blocks("py")
    file = tmp_path / "test_readme_lines.py"
    file.write_text(lines, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)


def test_links_between_documents_lead_somewhere() -> None:
    for document in ROOT.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{document.name} links to {target}"
