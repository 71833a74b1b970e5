"""The shelf: environments and their integrations in the database, and what other processes did to them meanwhile.

A process keeps the environments that it has met. In a database that others share, each has a version that grows with
every change: who is about to use an environment asks for the version alone, and reads all of it only when it is
another one. A database in memory needs none of this, as nobody will ever read it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from mockserver.state.database import Database
from mockserver.state.environments import Environment, Integration, environment_from, integration_from

# Gives the integration of an id as every environment starts with it, or None.
Seeded = Callable[[Environment, str], Integration | None]


class Shelf:
    """Puts environments into a database and takes them out again."""

    def __init__(self, database: Database, seeded: Seeded) -> None:
        self._database = database
        self._seeded = seeded

    def load(self, id: str) -> Environment | None:
        """Give an environment as it is stored, or None."""
        rows = self._database.query("SELECT version, changed_at, document FROM environments WHERE id = ?", (id,))
        if not rows:
            return None
        version, changed_at, document = rows[0]
        environment = environment_from(id, int(changed_at), orjson.loads(document))
        environment.version = int(version)
        for stored, text in self._database.query(
            "SELECT id, document FROM integrations WHERE environment = ? ORDER BY id", (id,)
        ):
            environment.integrations[stored] = integration_from(orjson.loads(text))
        return environment

    def add(self, environment: Environment) -> Environment:
        """Put a new environment into the database and give it; another process may have been faster with its own."""
        if not self._database.persistent:
            return environment
        with self._database.transaction():
            added = self._database.execute(
                """INSERT INTO environments (id, version, changed_at, due_at, document) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO NOTHING""",
                (environment.id, *_row(environment)),
            )
            if added:
                self._save_integrations(environment, environment.integrations.values())
        return (self.load(environment.id) or environment) if self._database.shared else environment

    def save(self, environment: Environment, *integrations: Integration) -> None:
        """Put an environment and some of its integrations into the database, within a transaction."""
        for integration in integrations:
            environment.integrations[integration.id] = integration
        if not self._database.persistent:
            return
        environment.version += 1
        self._database.execute(
            "UPDATE environments SET version = ?, changed_at = ?, due_at = ?, document = ? WHERE id = ?",
            (*_row(environment), environment.id),
        )
        self._save_integrations(environment, integrations)

    def _save_integrations(self, environment: Environment, integrations: Iterable[Integration]) -> None:
        for integration in integrations:
            self._database.execute(
                """INSERT INTO integrations (environment, id, document) VALUES (?, ?, ?) ON CONFLICT (environment, id)
                   DO UPDATE SET document = excluded.document""",
                (environment.id, integration.id, _text(integration.document())),
            )

    def remove(self, id: str, version: int) -> None:
        """Take an environment and its integrations out of the database, unless somebody has changed it since."""
        if self._database.persistent:
            with self._database.transaction():
                if self._database.execute("DELETE FROM environments WHERE id = ? AND version = ?", (id, version)):
                    self._database.execute("DELETE FROM integrations WHERE environment = ?", (id,))

    def remove_unchanged(self) -> None:
        """Take all environments out of the database in which nothing was changed."""
        if self._database.persistent:
            for id, version, document in self._database.query("SELECT id, version, document FROM environments"):
                if not orjson.loads(document).get("touched"):
                    self.remove(id, version)

    def forget_integrations(self, environment: Environment) -> None:
        """Take all integrations of an environment out of the database."""
        self._database.execute("DELETE FROM integrations WHERE environment = ?", (environment.id,))

    def refresh(self, environment: Environment, *, hold: bool = False) -> bool:
        """Bring an environment up to date and tell whether there is such a one at all.

        `hold` keeps others from changing it until the end of the transaction.
        """
        locking = self._database.for_update if hold else ""
        rows = self._database.query(f"SELECT version FROM environments WHERE id = ?{locking}", (environment.id,))
        if rows and rows[0][0] != environment.version:
            loaded = self.load(environment.id)
            if loaded is not None:
                self._renew(environment, loaded)
        return bool(rows)

    def count(self) -> int:
        """Give how many environments are stored."""
        ((number,),) = self._database.query("SELECT COUNT(*) FROM environments")
        return int(number)

    def ids(self) -> set[str]:
        """Give the ids of all environments that are stored."""
        return {id for (id,) in self._database.query("SELECT id FROM environments")}

    def due(self, until: int | None = None) -> list[str]:
        """Give the ids of the environments for which something waits to be done, until an instant of the real time."""
        condition, parameters = ("IS NOT NULL", []) if until is None else ("<= ?", [until])
        rows = self._database.query(f"SELECT id FROM environments WHERE due_at {condition} ORDER BY id", parameters)
        return [id for (id,) in rows]

    def _renew(self, environment: Environment, loaded: Environment) -> None:
        """Change an environment in place, and the integrations that somebody may hold just now."""
        known, stored, moment = environment.integrations, loaded.integrations, environment.moment
        environment.__dict__.update(loaded.__dict__)
        environment.integrations, environment.moment = known, moment
        for id, integration in list(known.items()):
            fresh = stored.get(id) or self._seeded(environment, id)
            if fresh is None:  # it was added, and a reset took it away
                integration.deleted_at = environment.changed_at
                del known[id]
            else:
                integration.__dict__.update(fresh.__dict__)
        known.update({id: integration for id, integration in stored.items() if id not in known})


def _row(environment: Environment) -> tuple[Any, ...]:
    return environment.version, environment.changed_at, environment.due_at, _text(environment.document())


def _text(document: dict[str, Any]) -> str:
    return orjson.dumps(document).decode()
