"""The library: scenarios by the name of a pack or the path of a file, and those that a caller hands over as a document.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver.description import compiled
from mockserver.errors import ConfigurationError
from mockserver.resources import fixtures_directory, openapi_directory
from mockserver.scenarios.scenario import Scenario
from mockserver.suggest import did_you_mean

if TYPE_CHECKING:
    from mockserver.scenarios.doors import Doors

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
# What the name of a compiled file may not hold.
_OTHER = re.compile(r"[^A-Za-z0-9-]+")


def packs() -> dict[str, Path]:
    """Give the files of the story packs by name."""
    return {path.stem: path for path in sorted((fixtures_directory() / "scenarios").glob("*.yaml"))}


def find(text: str) -> Path:
    """Give the file of a pack's name or of a path; ConfigurationError names the nearest pack, or what is missing."""
    known, path = packs(), Path(text).expanduser()
    if text in known:
        return known[text]
    if path.suffix in _SUFFIXES or path.name != text:
        if not path.is_file():
            raise ConfigurationError(f"there is no scenario file {path}")
        return path
    raise ConfigurationError(f"no scenario {text!r}{did_you_mean(text, known)}; a file of your own ends with .yaml")


def pack(name: str) -> Path:
    """Give the file of a pack; ConfigurationError names the nearest one. No path is looked up, whatever was given."""
    known = packs()
    if name not in known:
        raise ConfigurationError(f"no scenario {name[:100]!r}{did_you_mean(name, known)}")
    return known[name]


def load(doors: Doors, path: Path) -> Scenario:
    """Give the scenario of a file, from its compiled form if there is one.

    Raises ConfigurationError with a line for each mistake: file, line, and the nearest valid word.
    """
    name = f"scenario-{_OTHER.sub('-', path.stem)}"
    return Scenario(path.stem, compiled.load(name, [path, *_words(doors)], partial(_compile, doors, path)), path)


def load_document(doors: Doors, name: str, document: Any) -> Scenario:
    """Give the scenario that a document describes; InputInvalid names the place and the nearest valid word."""
    from mockserver.scenarios.compiling import compile_document

    return Scenario(name, compile_document(doors, document, None))


def _compile(doors: Doors, path: Path) -> Any:
    # With it come YAML and jsonschema, which a start from the compiled form does without.
    from mockserver.description.loader import read_yaml
    from mockserver.scenarios.compiling import compile_document

    return compile_document(doors, read_yaml(path), path)


def _words(doors: Doors) -> list[Path]:
    """Give the files that a scenario's words come from: with one of them changed, it has to be checked anew."""
    fixtures, extra = fixtures_directory(), doors.store.settings.connectors
    own = [*fixtures.glob("*.yaml"), *fixtures.glob("*.schema.json"), *(fixtures / "vocabularies").glob("*.json")]
    below = [path for name in ("connectors", "profiles") for path in (fixtures / name).glob("*.yaml")]
    more = [] if extra is None else [path for path in extra.glob("*") if path.suffix in _SUFFIXES]
    return sorted([*own, *below, *more, *openapi_directory().rglob("*.yaml")])
