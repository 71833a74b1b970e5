"""What events are made of that is data: fixtures/upstream/*.yaml."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mockserver.description import compiled
from mockserver.resources import fixtures_directory


@lru_cache(maxsize=8)
def data(name: str) -> Any:
    """Give what a file holds. Callers leave it unchanged."""
    path = fixtures_directory() / "upstream" / f"{name}.yaml"

    def build() -> Any:
        import yaml

        return yaml.safe_load(path.read_text(encoding="utf-8"))

    return compiled.load(f"upstream-{name}", [path], build)
