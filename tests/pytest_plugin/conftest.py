"""Environments as the plugin gives them, and a downstream project that runs pytest with the plugin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "mockserver.pytest_plugin"
# By name, as a checkout that is only on the path brings none along, and others here take seconds to load.
PLUGINS = (PLUGIN, "no:cacheprovider", "pytest_asyncio.plugin", "anyio.pytest_plugin", "xdist")


@pytest.fixture(scope="module")
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

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return inherited | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def run(self, *words: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *(word for name in PLUGINS for word in ("-p", name)), *words],
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
