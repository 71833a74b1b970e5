"""Imports only point down, and the first answer does not wait for what it does not need.

What a layer may know: `settings` nothing of the API, `description` nothing of connectors, `connectors` nothing of
records, `world` nothing of storage, `state` nothing of HTTP. A rule that is broken makes the next change expensive.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mockserver"
# The package's own names point everywhere.
MODULES = sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / "__init__.py"})

LAYERS = [
    {"cli", "server", "pytest_plugin", "strategies", "__main__"},
    {"app"},
    {"console", "docs"},
    {"scenarios", "control", "connect", "api", "upstream"},
    {"webhooks", "ticker", "keeper", "transfer"},
    {"state"},
    {"world"},
    {"connectors"},
    {"description"},
    {"logs"},
    {"settings"},
    {"instants", "ids", "errors", "resources", "suggest"},
]
# Each takes longer to load than a request takes; who needs one imports it where it is used.
LATE = {"faker", "httpx", "jinja2", "jsonschema", "pydantic", "rich", "statistics", "typer", "yaml"}


def parts_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


def layer_of(name: str) -> int:
    [found] = [number for number, layer in enumerate(LAYERS) if name in layer] or [-1]
    assert found >= 0, f"mockserver.{name} has no place in LAYERS"
    return found


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and first name below `mockserver` of every import, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import"
            names = [f"mockserver.{name}" for name in names] if node.module == "mockserver" else [str(node.module)]
        for name in names:
            first, _, rest = name.partition(".")
            if first == "mockserver" and rest:
                yield node.lineno, rest.split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(parts_of(path)))
def test_imports_only_point_down(path: Path) -> None:
    own = parts_of(path)[0]
    for line, name in imported(path):
        assert layer_of(name) >= layer_of(own), f"{path.relative_to(PACKAGE.parent)}:{line} imports mockserver.{name}"


@pytest.mark.parametrize("module", ["mockserver", "mockserver.app", "mockserver.server", "mockserver.cli.serve"])
def test_the_way_to_the_first_answer_loads_nothing_that_can_wait(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({LATE!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")
