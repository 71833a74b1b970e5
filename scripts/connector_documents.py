"""Read a connector's document: models and actions with their fields, features, variants and what has a note.

Two forms are understood: text copied from a page, and the page's Markdown with components.
"""

from __future__ import annotations

import re
from typing import Any

GUIDES = ("Connection Setup Guide", "Source Setup Guide", "View Candidate Sources")
KINDS = {"Field": "models", "Input Field": "actions", "Feature": "features"}


def document_facts(text: str) -> dict[str, Any]:
    """Give what the document says; ValueError when it says two things about one model or action."""
    lines = [_plain(line) for line in text.splitlines()]
    tables = _Tables()
    for line in lines:
        tables.read(line)
    return {
        "name": next(line.removesuffix(" ATS Integration").lstrip("# ") for line in lines if "ATS Integration" in line),
        "category": "ATS",
        "status": "open_beta" if "This connector is in open beta" in text else "generally_available",
        "models": tables.found["models"],
        "actions": tables.found["actions"],
        "features": tables.found["features"].get("", []),
        "noted": sorted(tables.noted),
        "variants": re.findall(r"for the (\w+) category", "\n".join(lines)),
        "guides": [name for name in GUIDES if name in lines],
    }


class _Tables:
    """The tables of a document, collected line by line."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, list[str]]] = {kind: {} for kind in KINDS.values()}
        self.noted: set[str] = set()
        self._title = self._note = ""
        self._table: list[str] | None = None
        self._earlier: list[str] | None = None

    def read(self, line: str) -> None:
        """Take the next line: the head of a table, a row of it, a title or a note."""
        cells = [cell.strip() for cell in line.split("|") if cell.strip()] if "|" in line else []
        if cells and cells[0] in KINDS:
            self._begin(KINDS[cells[0]])
        elif cells and self._table is not None and not set(line) <= set("-| "):
            self._table.append(cells[0])
        elif line and not cells:
            self._end()
            # A title has no full stop, a note has.
            if line.endswith("."):
                self._note = line
            else:
                self._title, self._note = line, ""

    def _begin(self, kind: str) -> None:
        self._end()
        title = "" if kind == "features" else self._title
        if self._note:
            self.noted.add(title)
        self._note, self._table = "", []
        self._earlier = self.found[kind].setdefault(title, self._table)

    def _end(self) -> None:
        # Copied text holds some tables twice.
        if self._table != self._earlier:
            raise ValueError(f"two different tables of {self._title!r}")
        self._table = None
        self._earlier = None


def _plain(line: str) -> str:
    """Strip the marks of either form."""
    named = re.search(r'<(?:Accordion|Card) title="([^"]+)"', line)
    if named:
        return named[1]
    return "" if re.fullmatch(r"\s*</?\w[^>]*>\s*", line) else line.replace("\\_", "_").strip()
