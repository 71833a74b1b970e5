"""The words of a language that are no names: job titles, stages, questions, advertisements.

`fixtures/datasets/<language>.yaml` holds what every recruiting system needs, `<topic>.<language>.yaml` what belongs to
one topic, and `shared.yaml` what no language owns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mockserver.description import compiled
from mockserver.resources import fixtures_directory

FALLBACK = "en"


@lru_cache(maxsize=64)
def dataset(language: str, topic: str = "") -> dict[str, Any]:
    """Give the words of a language, in English if nobody wrote them in that language. Callers leave them unchanged."""
    directory = fixtures_directory() / "datasets"
    prefix = f"{topic}." if topic else ""
    path = directory / f"{prefix}{language}.yaml"
    if not path.is_file():
        path = directory / f"{prefix}{FALLBACK}.yaml"

    def build() -> Any:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way

    words: dict[str, Any] = compiled.load(f"dataset-{path.stem}", [path], build)
    return words


def shared() -> dict[str, Any]:
    """Give the values that no language owns."""
    return dataset("shared")
