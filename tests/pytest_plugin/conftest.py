"""Environments as the plugin gives them, and a downstream project that runs pytest with the plugin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "mockserver.pytest_plugin"
# An editable installation brings the plugin along; a checkout that is only on the path does not.
LOADED = any(entry.value == PLUGIN for entry in entry_points(group="pytest11"))


@pytest.fixture(scope="session")
def mocks() -> Iterator[KomboMocks]:
    with KomboMocks() as found:
        yield found


@pytest.fixture
def mock(mocks: KomboMocks) -> Iterator[KomboMock]:
    with mocks.environment() as found:
        yield found


@dataclass(frozen=True)
class Outcome:
    """What a run of pytest said."""

    text: str
    status: int

    def count(self, word: str) -> int:
        found = re.search(rf"(\d+) {word}", self.text.splitlines()[-1])
        return int(found[1]) if found else 0


class Downstream:
    """A project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("pytest.ini", "[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(dedent(text), encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        plugin = [] if LOADED else ["-p", PLUGIN]
        return [sys.executable, "-m", "pytest", *plugin, "-p", "no:cacheprovider", *words]

    @property
    def environment(self) -> dict[str, str]:
        names = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
        return {name: value for name, value in os.environ.items() if name not in names} | {"PYTHONPATH": str(ROOT)}

    def run(self, *words: str) -> Outcome:
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return Outcome(done.stdout, done.returncode)


@pytest.fixture
def downstream(tmp_path: Path) -> Downstream:
    return Downstream(tmp_path)


Tests = Callable[[str], Outcome]


@pytest.fixture
def run_tests(downstream: Downstream) -> Tests:
    """Run a file of tests."""

    def run(text: str) -> Outcome:
        downstream.write("test_it.py", text)
        return downstream.run("-q")

    return run
