"""Compiled form of YAML sources: one JSON file per state of the sources, so that a start need not parse YAML.

The file's name holds a hash of the sources and of the code that reads them, so a change makes another file and an old
one is never read. Its first line is a checksum, so a torn or foreign file is rebuilt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from mockserver.errors import ConfigurationError
from mockserver.resources import PACKAGE

# Made by whoever builds a wheel or an image; a start may find no other place, or none that can be written.
PACKAGED = PACKAGE / "_compiled"
# Several checkouts and versions share a cache directory; more than these are left-overs.
_KEPT = 8
_DIGEST = 16
_CHECKSUM_END = 2 * _DIGEST


def load(
    name: str, sources: Sequence[Path], build: Callable[[], Any], directories: Sequence[Path] | None = None
) -> Any:
    """Give what `build` makes of the sources, as plain JSON values, from the compiled form if there is one.

    `directories` are searched in order; the last in which a file can be written takes a new one.
    Raises ConfigurationError if a source cannot be read, and whatever `build` raises.
    """
    key = _key(sources, build)
    places = default_directories() if directories is None else directories
    file = f"{name}-{key}.json"
    for place in places:
        payload = _read(place / file, key)
        if payload is not None:
            return orjson.loads(payload)
    payload = orjson.dumps(build())
    # A source that was edited meanwhile would store new content under the hash of the old one.
    if _key(sources, build) == key:
        _write(places, name, file, _checksum(key, payload) + b"\n" + payload)
    return orjson.loads(payload)


def default_directories() -> list[Path]:
    """Give the places of compiled files: the package's own if it exists, then the user's cache directory."""
    places = [PACKAGED] if PACKAGED.is_dir() else []
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    # Without a home directory there is no cache; an XDG path must be absolute to count.
    with suppress(RuntimeError):
        base = base.expanduser()
    return [*places, base / "mockserver"] if base.is_absolute() else places


def _key(sources: Sequence[Path], build: Callable[[], Any]) -> str:
    digest = blake2b(digest_size=_DIGEST)
    for label, path in [*_labelled(sources), *_code(build)]:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror}") from error
        digest.update(b"%b\0%d\0" % (os.fsencode(label), len(content)))
        digest.update(content)
    return digest.hexdigest()


def _labelled(sources: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Name the sources relative to their common directory: the same sources elsewhere are the same."""
    if sources:
        base = len(os.path.commonpath([source.absolute().parent for source in sources]))
        yield from ((str(source.absolute())[base:], source) for source in sources)


def _code(build: Callable[[], Any]) -> Iterator[tuple[str, Path]]:
    """Name the Python files of the package that builds, and of this one."""
    while isinstance(build, partial):
        build = build.func
    builder = getattr(sys.modules.get(build.__module__), "__file__", None) or __file__
    for directory in sorted({Path(builder).parent, Path(__file__).parent}):
        yield from ((path.name, path) for path in sorted(directory.glob("*.py")))


def _checksum(key: str, payload: bytes) -> bytes:
    return blake2b(payload, digest_size=_DIGEST, key=key.encode()).hexdigest().encode()


def _read(path: Path, key: str) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    payload = content[_CHECKSUM_END + 1 :]
    return payload if content[:_CHECKSUM_END] == _checksum(key, payload) else None


def _write(places: Sequence[Path], name: str, file: str, content: bytes) -> None:
    # The user's own cache before the installed package, which belongs to whoever installed it.
    for place in reversed(places):
        # Unique per writer, so that two processes never write into one file; the rename decides.
        temporary = place / f".{file}.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(place / file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            continue
        _prune(place, name)
        return


def _prune(place: Path, name: str) -> None:
    with suppress(OSError):
        files = sorted(place.glob(f"{name}-{'[0-9a-f]' * _CHECKSUM_END}.json"), key=lambda path: path.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink(missing_ok=True)
