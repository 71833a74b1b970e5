"""Everything that is YAML can be compiled beforehand, so that a start never needs YAML."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mockserver.resources import fixtures_directory

ROOT = Path(__file__).resolve().parents[2]
# What is compiled by somebody who has no YAML is not compiled at all.
COMPILE = """
import sys
from pathlib import Path
from mockserver.description import compiled
compiled.PACKAGED = Path(sys.argv[1])
if sys.argv[2] == "without YAML":
    sys.modules["yaml"] = None
from mockserver.cli.compiling import compile_everything
compile_everything()
"""


def compile_into(folder: Path, how: str) -> str:
    environment = {"XDG_CACHE_HOME": "no absolute path", "PATH": ""}
    command = [sys.executable, "-c", COMPILE, str(folder), how]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stderr


def test_what_was_compiled_is_all_that_a_start_needs(tmp_path: Path) -> None:
    assert compile_into(tmp_path, "with YAML") == ""
    names = {path.name.rpartition("-")[0] for path in tmp_path.iterdir()}
    for folder, prefix in (("datasets", "dataset"), ("scenarios", "scenario"), ("upstream", "upstream")):
        wanted = {f"{prefix}-{path.stem}" for path in (fixtures_directory() / folder).glob("*.yaml")}
        assert wanted
        assert wanted <= names
    assert compile_into(tmp_path, "without YAML") == ""
