"""Sweeping: worlds that no environment uses any more, of days that are over or of customers that are gone."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from mockserver.state.database import Database
from mockserver.state.environments import Environment
from mockserver.state.worlds import Worlds, company_of, day_of


def drop_unused_worlds(database: Database, worlds: Worlds, environments: Iterable[Environment], today: int) -> None:
    """Drop the seeded worlds that none of the environments, nor anything stored, lies on or may still come to lie on.

    Dates of a world are relative to a day, so every day begins with new ones. What other processes hold on to is not
    known, but that they hold it for an environment which is stored, and with it the day that its worlds are made for.
    """
    days = {today, *(environment.anchor for environment in environments)} | _stored_days(database)
    used = {
        world
        for environment in environments
        for item in environment.integrations.values()
        for world in (item.world, item.remote_world)
    }
    used |= _stored(database)
    used |= worlds.below(used)
    with database.transaction():
        worlds.drop(number for number, name in _seeded(database) if number not in used and day_of(name) not in days)


def drop_worlds_of_former_companies(database: Database, worlds: Worlds, environments: Iterable[Environment]) -> None:
    """Drop the seeded worlds with the name of a customer that none of the environments, nor anything stored, names."""
    with database.transaction():
        seeded = [(number, company_of(name)) for number, name in _seeded(database)]
        if not any(company for _, company in seeded):
            return
        documents = [
            text.encode()
            for table in ("environments", "integrations", "snapshots")
            for (text,) in database.query(f"SELECT document FROM {table}")
        ]
        for environment in environments:
            documents.append(orjson.dumps(environment.document()))
            documents += [orjson.dumps(item.document()) for item in environment.integrations.values()]
        known = b"".join(documents)
        worlds.drop(number for number, company in seeded if company and orjson.dumps(company) not in known)


def _seeded(database: Database) -> list[tuple[int, str]]:
    return [(number, name) for number, name in database.query("SELECT number, origin FROM worlds WHERE owner IS NULL")]


def _stored_days(database: Database) -> set[int]:
    found = {orjson.loads(text)["anchor"] for (text,) in database.query("SELECT document FROM environments")}
    snapshots = database.query("SELECT document FROM snapshots")
    return found | {orjson.loads(text)["environment"]["anchor"] for (text,) in snapshots}


def _stored(database: Database) -> set[int | None]:
    documents = [orjson.loads(text) for (text,) in database.query("SELECT document FROM integrations")]
    for (text,) in database.query("SELECT document FROM snapshots"):
        documents += orjson.loads(text)["integrations"]
    return {document.get(name) for document in documents for name in ("world", "remote_world")}
