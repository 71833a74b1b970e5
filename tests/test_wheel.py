"""What is published works: the wheel in an empty environment, outside the checkout, with the data inside."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


# A developer may be offline; CI is not, and there build and installation start from nothing but the registry.
ONLINE = os.environ.get("CI") == "true"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    words = ["--no-deps", "--wheel-dir", str(folder), *([] if ONLINE else ["--no-build-isolation"]), "."]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *words], cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `mockserver` command of an environment that has the wheel and what it requires."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    words = [] if ONLINE else ["--no-deps"]
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", *words, wheel], check=True, cwd=folder)
    if not ONLINE:
        # What it requires comes from the environment of this test, behind what was installed.
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
        (packages / "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return scripts / "mockserver"


def test_the_wheel_holds_the_data_and_its_compiled_form(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = {name.removeprefix("mockserver/_data/") for name in names if name.startswith("mockserver/_data/")}
    sources = {
        path.relative_to(ROOT).as_posix()
        for folder in ("openapi", "fixtures")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert inside == sources
    assert len([name for name in names if name.startswith("mockserver/_compiled/")]) >= 30
    assert "mockserver/py.typed" in names
    assert {f"mockserver/docs/swagger_ui/swagger-ui{end}" for end in (".css", "-bundle.js")} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "bench/", "scripts/"))]


def test_the_installed_command_serves(command: Path, tmp_path: Path) -> None:
    """With a cache that cannot be written, so that it lives on what the wheel brought."""
    home = tmp_path / "home"
    home.write_text("no folder", encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    process = subprocess.Popen(
        [command, "serve", "--port", "0"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[3]
        with urlopen(Request(f"{url}/v1/check-api-key", headers={"Authorization": "Bearer demo"}), timeout=5) as answer:
            assert b'"environment_id"' in answer.read()
    finally:
        process.terminate()
        assert process.wait(5) == 0
        process.communicate()


def test_the_installed_command_knows_its_version_and_its_data(command: Path, tmp_path: Path) -> None:
    def output(*words: str) -> str:
        return subprocess.run([command, *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    assert output("version").strip() in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "/v1/check-api-key" in output("routes")
    assert "ats_jobs" in output("connectors", "ukgpro")
