"""The package says what it needs, and costs nothing before a value is drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_without_hypothesis_it_names_the_extra() -> None:
    done = run("import sys; sys.modules['hypothesis'] = None; import mockserver.strategies")
    assert "mockserver.strategies needs hypothesis: pip install 'mockserver[testing]'" in done.stderr


def test_importing_it_loads_no_world_and_no_application() -> None:
    done = run(
        "import sys; from mockserver import strategies; strategies.applications('careerplug')\n"
        "print(sorted({'faker', 'uvicorn', 'mockserver.app'} & set(sys.modules)))"
    )
    assert done.stdout.strip() == "[]", done.stderr
