"""Sweeping: worlds of days that are over, which no environment uses any more."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from mockserver.state.database import Database
from mockserver.state.environments import Environment
from mockserver.state.worlds import Worlds


def drop_unused_worlds(database: Database, worlds: Worlds, environments: Iterable[Environment]) -> None:
    """Drop the seeded worlds that none of the environments, nor anything stored, lies on.

    Dates of a world are relative to a day, so every day begins with new ones. A database that other processes use
    keeps them all: nobody knows what those hold on to.
    """
    if database.shared:
        return
    used = {
        world
        for environment in environments
        for item in environment.integrations.values()
        for world in (item.world, item.remote_world)
    }
    used |= _stored(database)
    used |= worlds.below(used)
    seeded = database.query("SELECT number FROM worlds WHERE owner IS NULL")
    with database.transaction():
        worlds.drop(number for (number,) in seeded if number not in used)


def _stored(database: Database) -> set[int | None]:
    documents = [orjson.loads(text) for (text,) in database.query("SELECT document FROM integrations")]
    for (text,) in database.query("SELECT document FROM snapshots"):
        documents += orjson.loads(text)["integrations"]
    return {document.get(name) for document in documents for name in ("world", "remote_world")}
