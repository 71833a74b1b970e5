"""The table of situations names each one, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = (HERE.parents[1] / "docs" / "fidelity-scenarios.md").read_text(encoding="utf-8")


def test_every_situation_has_a_row_and_every_test_is_named() -> None:
    rows = dict(re.findall(r"^\| (\d+) \|(.*)$", TABLE, re.MULTILINE))
    assert list(rows) == [str(number) for number in range(1, 51)]
    defined = {
        name
        for module in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\d\d_\w+)", module.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\d\d_\w+)`", TABLE))
    assert named == defined
    for number, row in rows.items():
        tests = re.findall(r"`test_(\d\d)_", row)
        assert tests or "| no |" in row, number
        assert all(int(test) == int(number) for test in tests), number
