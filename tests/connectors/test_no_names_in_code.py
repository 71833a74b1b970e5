"""The code knows kinds of rules, never names of connectors: what differs between tools is data."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.connectors import Catalog

PACKAGE = Path(__file__).resolve().parents[2] / "mockserver"
FACTS = json.loads((Path(__file__).parent / "facts" / "availability.json").read_text(encoding="utf-8"))
# A plain word as well: an environment for tries. Slugs of fewer than five letters (`join`, `deel`, `sftp`) are left
# out, since they are parts of many other things.
WORDS = {"sandbox"}
# Operations of the contract that carry a tool's name, since they exist for it alone: their actions and their paths.
OPERATIONS = re.compile(r"^(datev|silae)_\w+$|^/custom/")
SLUGS = {tool for tool in FACTS["tools"] if len(tool) >= 5} - WORDS


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Give every string in the code of a module; docstrings are for people."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_code_never_names_a_connector(path: Path) -> None:
    for line, text in strings(path):
        if OPERATIONS.search(text):
            continue
        named = SLUGS & set(re.findall(r"[a-z0-9]+", text.lower()))
        assert not named, f"{path.name}:{line} names {', '.join(sorted(named))}"


def test_the_slugs_are_those_of_the_fixtures(catalog: Catalog) -> None:
    assert set(catalog.connectors) >= SLUGS
