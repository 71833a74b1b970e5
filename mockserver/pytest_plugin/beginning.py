"""How an environment begins: a story pack, a scenario file of one's own, and the customer that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

# A story pack is a name and no file.
FILES = {".yaml", ".yml", ".json"}


def beginning(scenario: str | Path | None, customer: Mapping[str, Any]) -> dict[str, Any]:
    """Give the document with which the control API begins an environment; ConfigurationError for an unreadable file."""
    found: dict[str, Any] = {name: value for name, value in customer.items() if value is not None}
    if "headcount" in found:
        found["headcount"] = int(found["headcount"])
    if isinstance(found.get("locale"), str):
        found["locale"] = [word.strip() for word in found["locale"].split(",")]
    if scenario is not None and Path(scenario).suffix in FILES:
        from mockserver.description.loader import read_yaml

        return {"document": read_yaml(Path(scenario)), **found}
    return {"name": None if scenario is None else str(scenario), **found}
