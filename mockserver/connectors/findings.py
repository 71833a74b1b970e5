"""What is wrong in fixture files: collected, then told all at once with file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mockserver.description.loader import line_of
from mockserver.errors import ConfigurationError
from mockserver.suggest import did_you_mean


class Findings:
    """Collects what is wrong, so that one start shows every mistake."""

    def __init__(self) -> None:
        self._found: dict[tuple[Path, tuple[str, ...], str], None] = {}

    def file(self, path: Path) -> Spot:
        """Give the top of a file, to note findings there and below."""
        return Spot(self, path)

    def add(self, file: Path, keys: tuple[str, ...], text: str) -> None:
        """Note one finding; `keys` lead to the place in the file."""
        self._found[file, keys, text] = None

    def raise_any(self) -> None:
        """Raise ConfigurationError with one line per finding, if there is any."""
        lines = []
        for file, keys, text in self._found:
            where = f"{'.'.join(keys)}: " if keys else ""
            line = line_of(file, keys)
            lines.append((str(file), line, f"{file}:{line}: {where}{text}"))
        if lines:
            raise ConfigurationError("\n".join(text for _, _, text in sorted(lines)))


class Spot(NamedTuple):
    """A place in a fixture file, where something may turn out to be wrong."""

    findings: Findings
    file: Path
    keys: tuple[str, ...] = ()

    def at(self, *keys: object) -> Spot:
        """Give the place below this one."""
        return self._replace(keys=(*self.keys, *map(str, keys)))

    def wrong(self, text: str) -> None:
        """Note what is wrong here."""
        self.findings.add(self.file, self.keys, text)

    def unknown(self, what: str, word: str, words: Iterable[str]) -> None:
        """Note that a word is none of the valid ones, with the nearest of them."""
        self.wrong(f"unknown {what} {word!r}{did_you_mean(word, words)}")
