"""Packing: the documents of a large world, compressed against the first ones of their model.

Documents of one model are mostly the same words, so a few of them as a dictionary make all others a quarter as large.
Unpacking one takes a fifth of the time that reading its JSON does; packing takes longer than making a small world may
take, which therefore stays as it is. A packed world is never written, so its first documents stay what they are.
"""

from __future__ import annotations

import zlib
from typing import Any

import orjson

from mockserver.state.database import Database

SAMPLES = 8
# Worlds of as many people and more are packed.
LARGE = 5_000
# The window reaches over the dictionary and an ordinary document; a small state is made faster than a large one.
_WINDOW, _MEMORY = 13, 6
_DICTIONARY = (1 << _WINDOW) - 1024
# No JSON text begins with it.
_PACKED = b"\x01"


class Packer:
    """Packs the documents of one world, in the order in which they get their numbers."""

    def __init__(self) -> None:
        self._samples: dict[int, list[bytes]] = {}
        self._begun: dict[int, zlib._Compress] = {}

    def pack(self, model: int, document: bytes) -> bytes:
        """Give a document as it is stored."""
        samples = self._samples.setdefault(model, [])
        if len(samples) < SAMPLES:
            samples.append(document)
            return document
        if model not in self._begun:
            dictionary = _dictionary(samples)
            self._begun[model] = zlib.compressobj(
                6, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, dictionary
            )
        packing = self._begun[model].copy()
        return _PACKED + packing.compress(document) + packing.flush()


class Packs:
    """Reads documents, packed ones and others; keeps the dictionaries of the worlds that it has met."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dictionaries: dict[tuple[int, int], bytes] = {}

    def read(self, world: int, model: int, document: bytes) -> Any:
        """Give what a stored document says; `world` is the one that it was packed for, if it was."""
        return orjson.loads(self.text(world, model, document) if document[:1] == _PACKED else document)

    def text(self, world: int, model: int, document: bytes) -> bytes:
        """Give the JSON text of a stored document."""
        if document[:1] != _PACKED:
            return document
        dictionary = self._dictionaries.get((world, model)) or self._find(world, model)
        return zlib.decompressobj(-_WINDOW, dictionary).decompress(memoryview(document)[1:])

    def _find(self, world: int, model: int) -> bytes:
        rows = self._database.query(
            "SELECT document FROM records WHERE world = ? AND model = ? AND seq <= ? ORDER BY seq",
            (world, model, SAMPLES),
        )
        found = self._dictionaries[world, model] = _dictionary([bytes(document) for (document,) in rows])
        return found


def _dictionary(samples: list[bytes]) -> bytes:
    return b"".join(samples)[-_DICTIONARY:]
