"""The library: scenarios by the name of a pack or the path of a file, or as a document that a caller hands over."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

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


def titles() -> dict[str, str]:
    """Give the titles of the story packs by name, for who has no environment yet."""
    found: dict[str, str] = compiled.load("scenario-titles", list(packs().values()), _titles)
    return found


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


def nameable(doors: Doors) -> dict[str, Path]:
    """Give the files of the scenarios that a caller can name: that of the server's start, then the packs.

    No other file is ever looked at because of what a caller says.
    """
    started_with = doors.store.settings.scenario
    first = {} if started_with is None else {find(started_with).stem: find(started_with)}
    return first | {name: path for name, path in packs().items() if name not in first}


def scenario_of(doors: Doors, name: str | None, document: str | None) -> Scenario | None:
    """Give the scenario of a document as JSON, or of a name that a caller can name; None for neither."""
    if document is not None:
        return load_document(doors, name or "document", orjson.loads(document))
    if name is None:
        return None
    known = nameable(doors)
    if name not in known:
        raise ConfigurationError(f"no scenario {name[:100]!r}{did_you_mean(name, known)}")
    return load(doors, known[name])


def _compile(doors: Doors, path: Path) -> Any:
    # With it come YAML and jsonschema, which a start from the compiled form does without.
    from mockserver.description.loader import read_yaml
    from mockserver.scenarios.compiling import compile_document

    return compile_document(doors, read_yaml(path), path)


def _titles() -> dict[str, str]:
    from mockserver.description.loader import read_yaml

    return {name: str(read_yaml(path)["title"]) for name, path in packs().items()}


def _words(doors: Doors) -> list[Path]:
    """Give the files that a scenario's words come from: with one of them changed, it has to be checked anew."""
    fixtures, extra = fixtures_directory(), doors.store.settings.connectors
    own = [*fixtures.glob("*.yaml"), *fixtures.glob("*.schema.json"), *(fixtures / "vocabularies").glob("*.json")]
    below = [path for name in ("connectors", "profiles") for path in (fixtures / name).glob("*.yaml")]
    more = [] if extra is None else [path for path in extra.glob("*") if path.suffix in _SUFFIXES]
    return sorted([*own, *below, *more, *openapi_directory().rglob("*.yaml")])
