"""The example project passes against the wheel: in an environment of its own, outside the checkout, in any order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "pytest"
# A developer may be offline; CI is not, and there everything comes from the registry.
ONLINE = os.environ.get("CI") == "true"

pytestmark = pytest.mark.slow

Run = Callable[..., str]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel and what the example asks for."""
    folder = tmp_path_factory.mktemp("environment")
    words = ["--no-deps", "--wheel-dir", str(folder), *([] if ONLINE else ["--no-build-isolation"]), "."]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *words], cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("mockserver-*.whl")
    venv.create(folder / "venv", with_pip=True)
    found = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = [f"{wheel}[testing]", *tools()] if ONLINE else ["--no-deps", str(wheel)]
    subprocess.run([found, "-m", "pip", "install", "--quiet", *wanted], check=True, cwd=folder)
    if not ONLINE:
        # What it requires comes from the environment of this test, behind what was installed.
        base = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
        packages = Path(sysconfig.get_path("purelib", vars=base))
        (packages / "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return found


def tools() -> list[str]:
    text = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'^ +"(pytest[^"]*)"', text, re.MULTILINE)


@pytest.fixture
def run(python: Path, tmp_path: Path) -> Run:
    """Run pytest in a copy of the example, or in an empty folder."""

    def start(*words: str, folder: Path = tmp_path) -> str:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
        done = subprocess.run(
            [python, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis", *words],
            cwd=folder,
            env=inherited,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    return start


def test_it_passes_with_four_workers_in_random_order_twice(run: Run, tmp_path: Path) -> None:
    copy = shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for seed in ("1", "2"):
        said = run("-q", "-n", "4", "--random-order", f"--random-order-seed={seed}", folder=copy)
        assert "30 passed" in said.splitlines()[-1], said


def test_the_first_test_begins_within_a_second(run: Run, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        dedent("""
            # Time of the processor, so that it does not matter what else the machine does.
            from time import process_time

            def pytest_runtest_setup(item):
                item.session.begun = process_time()

            def pytest_runtest_teardown(item):
                print(f"took {process_time() - item.session.begun:.3f} s")
        """),
        encoding="utf-8",
    )
    (tmp_path / "test_it.py").write_text(
        dedent("""
            from urllib.request import Request, urlopen

            def test_it(kombo_mock):
                request = Request(f"{kombo_mock.url}/v1/ats/jobs", headers=kombo_mock.headers("careerplug"))
                assert urlopen(request, timeout=5).status == 200
        """),
        encoding="utf-8",
    )
    # The first run compiles the modules.
    _, second = (float(re.findall(r"took ([\d.]+) s", run("-q", "-s"))[0]) for _ in range(2))
    assert second < 1
