"""Presets: faults by name, as the fixtures list them, and the words that trigger them from inside a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.description import compiled
from mockserver.errors import InputInvalid, error_classes
from mockserver.resources import fixtures_directory
from mockserver.suggest import did_you_mean

Effect = Mapping[str, Any]


class Presets:
    """The named faults, read when one of them is first needed."""

    @cached_property
    def _document(self) -> dict[str, Any]:
        source = fixtures_directory() / "faults.yaml"
        found: dict[str, Any] = compiled.load("faults", [source], lambda: _parse(source))
        return found

    @cached_property
    def magic_domain(self) -> bytes:
        """The end of a magic value, `@` included, as it stands in a body."""
        return f"@{self._document['magic_domain']}".encode()

    @property
    def names(self) -> list[str]:
        """The names, in the order of the fixtures."""
        return list(self._document["presets"])

    def entries(self) -> list[dict[str, Any]]:
        """Give every preset with its name, summary and effect."""
        return [{"name": name, **preset} for name, preset in self._document["presets"].items()]

    def effect(self, name: str, place: str) -> Effect:
        """Give the effect of a preset; InputInvalid naming `place` and the nearest preset if there is none."""
        preset = self._document["presets"].get(name)
        if preset is None:
            raise InputInvalid(f"{place}: no preset {name[:100]!r}{did_you_mean(name, self.names)}")
        found: Effect = preset["effect"]
        return found

    def effect_of_word(self, word: str, place: str) -> Effect:
        """Give the effect of a preset or of an error code; InputInvalid naming the nearest word if it is neither."""
        if word in error_classes():
            return {"error": word}
        if word in self.names:
            return self.effect(word, place)
        known = [*self.names, *error_classes()]
        raise InputInvalid(f"{place}: {word[:100]!r} is no error code and no preset{did_you_mean(word, known)}")

    def magic_word(self, body: Any) -> str | None:
        """Give the word of the first magic value in a body, None if there is none."""
        ending = self.magic_domain.decode()
        return next((text.removesuffix(ending) for text in _texts(body) if text.endswith(ending)), None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _parse(source: Path) -> Any:
    from mockserver.description.loader import read_yaml

    return read_yaml(source)
