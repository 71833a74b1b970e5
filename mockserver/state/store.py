"""The store: environments by key, their integrations, and the transactions that change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from mockserver.connectors import Catalog
from mockserver.description import Description
from mockserver.errors import AuthenticationInvalid, IntegrationNotFound
from mockserver.ids import base58, environment_id
from mockserver.instants import midnight
from mockserver.settings import Settings
from mockserver.state.clock import Clock, TimeSource, real_time
from mockserver.state.connections import Connections
from mockserver.state.database import Database
from mockserver.state.engines import open_database
from mockserver.state.environments import Environment, Integration
from mockserver.state.layout import Layout
from mockserver.state.making import make_world, plan_of
from mockserver.state.processes import Processes
from mockserver.state.records import Records
from mockserver.state.roster import Roster
from mockserver.state.shelf import Shelf
from mockserver.state.sweeping import drop_unused_worlds
from mockserver.state.transaction import Transaction
from mockserver.state.worker import Worker
from mockserver.state.worlds import Worlds
from mockserver.world import Plan, Seeded

# A setting of an environment: the scenario that it began with.
SCENARIO = "scenario"


class Store:
    """Everything that is remembered, behind one lock; a transaction is kept whole or not at all."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        description: Description,
        *,
        time: TimeSource = real_time,
        database: Database | None = None,
    ) -> None:
        self.settings = settings
        self.catalog = catalog
        self.description = description
        self.time = time
        self.database = database or open_database(settings.database, limit=settings.storage_limit)
        self.layout = Layout(self.database, catalog, description)
        self.worlds = Worlds(self.database, self.layout)
        self.connections = Connections(settings, catalog)
        self.shelf = Shelf(self.database, self.connections.by_id)
        self.worker = Worker(apart=self.database.remote)
        self.processes = Processes(self.database, time)
        # Told after each change of an environment, and after it was reset or restored; they must be quick.
        self.on_change: list[Callable[[Environment], None]] = []
        self.on_replace: list[Callable[[Environment], None]] = []
        # Gets an environment that begins, and if it is a reset the one that was before.
        self.begin: Callable[[Environment, Environment | None], None] | None = None
        self.roster = Roster(settings.max_environments, self._forget)
        self._today = midnight(time())
        if self.environment_count() >= settings.max_environments:
            # Nobody knows when those of earlier processes were used, so all go in which nothing was changed.
            self.shelf.remove_unchanged()
        # Those whose seeded world was looked up or made within the transaction that is open.
        self._met: list[Integration] = []
        # What changes within it, also in changes inside of changes that have ended, as it was before.
        self._before: list[tuple[Environment | Integration, dict[str, Any]]] = []

    def environment(self, key: str) -> Environment:
        """Give the environment of an API key, as it is now; the first use creates it.

        In demo mode, where visitors are given their keys, AuthenticationInvalid for any other and for one that expired.
        """
        found = self.roster.find(key)
        if found is None or not self._is_current(found):
            found = self.environment_by_id(environment_id(key))
            if found is None and not self.settings.demo:
                found = self.create(key)
            elif found is not None:
                self.roster.enter(found, key)
        if found is None or (self.settings.demo and found.sandbox.get("expires_at", 0) <= self.time()):
            raise AuthenticationInvalid(
                "The provided API key is invalid or expired.",
                explanation="this server is in demo mode and gives each visitor a key for a while: see /_console",
            )
        return found

    def create(self, key: str) -> Environment:
        """Make the environment of a key that nobody used before; ServerFull when there are too many."""
        environment = self._create(environment_id(key), base58(f"secret/{key}", 48))
        self.roster.enter(environment, key)
        return environment

    def remove(self, environment: Environment) -> None:
        """Forget an environment that holds nothing any more."""
        self.roster.remove(environment)
        self.shelf.remove(environment.id, environment.version)

    def environment_by_id(self, id: str) -> Environment | None:
        """Give an environment that was created before, as it is now, or None."""
        found = self.roster.find_by_id(id)
        if found is None or not self._is_current(found):
            found = self.shelf.load(id) if self.database.persistent else None
            if found is not None:
                if len(self.roster) >= 2 * self.settings.max_environments:
                    self.roster.keep_only(self.shelf.ids())  # other processes do not tell which ones they let go
                self.roster.enter(found)
        return found

    def environment_count(self) -> int:
        """Give how many environments there are."""
        return self.shelf.count() if self.database.persistent else len(self.roster)

    def due(self, until: int | None = None) -> list[Environment]:
        """Give the environments for which something waits to be done, until an instant of the real time."""
        if not self.database.persistent:
            return []
        found = (self.environment_by_id(id) for id in self.shelf.due(until))
        return [environment for environment in found if environment is not None]

    def is_current(self, environment: Environment) -> bool:
        """Tell whether an environment is as in the database, where others may have changed it; now it is."""
        before = environment.version
        return self._is_current(environment) and environment.version == before

    def now(self, environment: Environment) -> int:
        """Give the environment's time in milliseconds."""
        return environment.clock.now(self.time) if environment.moment is None else environment.moment

    def stamp(self, environment: Environment) -> int:
        """Give the instant of a write: now, but at least 1 ms after the environment's previous write."""
        return max(self.now(environment), environment.changed_at + 1)

    def integration(self, environment: Environment, id: str) -> Integration | None:
        """Give an integration of an environment by id; deleted ones are not found."""
        found = environment.integrations.get(id)
        if found is None and (found := self.connections.by_id(environment, id)) is not None:
            environment.integrations[id] = found
        return None if found is None or found.deleted_at is not None else found

    def integrations(self, environment: Environment) -> list[Integration]:
        """Give all integrations of an environment: those of the catalog first, then added ones."""
        for integration in self.overview(environment):
            environment.integrations.setdefault(integration.id, integration)
        return self.overview(environment)

    def overview(self, environment: Environment) -> list[Integration]:
        """Give what `integrations` gives only to look at: to list them all takes no memory for those nobody uses."""
        known = environment.integrations
        ids = dict.fromkeys((*self.connections.ids(environment), *known))
        found = (known.get(id) or self.connections.by_id(environment, id) for id in ids)
        return [integration for integration in found if integration is not None and integration.deleted_at is None]

    def plan(self, environment: Environment, integration: Integration) -> Plan:
        """Give what the world of an integration is made from."""
        return plan_of(self.catalog, environment, integration)

    def records(self, environment: Environment, integration: Integration) -> Records:
        """Give the records of an integration; the first use makes its world."""
        if integration.world is None:
            self.prepare(environment, integration)
            assert integration.world is not None, "the world was made"
        return self.worlds.records(integration.world, self.now(environment))

    def prepare(
        self, environment: Environment, integration: Integration, told: Callable[[Seeded], None] | None = None
    ) -> None:
        """Make the world of an integration, ahead of its first use; `told` is told about each record."""
        plan = self.plan(environment, integration)
        integration.world = self.worlds.seeded(plan) or make_world(
            self.worlds, self.catalog, self.description, integration, plan, told
        )
        if self.database.in_transaction:
            self._met.append(integration)

    @contextmanager
    def write(self, environment: Environment, integration: Integration) -> Iterator[Transaction]:
        """Open a transaction on an integration's records; an exception takes back all of it.

        What is written through the API stands in the customer's own system at once, too.
        """
        with self.change(environment, integration):
            transaction = self.transaction(environment, integration)
            yield transaction
            if transaction.changed:
                environment.changed_at = transaction.now
                if integration.remote_world is not None:
                    remote = self.remote_transaction(environment, integration, transaction.now)
                    for (model, id), before in transaction.before.items():
                        remote.follow(model, before, transaction.get(model, id) or {})

    def transaction(self, environment: Environment, integration: Integration) -> Transaction:
        """Give a transaction on the records that reads show; `write` or `change` keeps it whole."""
        records = self.records(environment, integration)

        def own() -> int:
            if not integration.writable and integration.world is not None:
                integration.world = self.worlds.own(integration.world, environment.id)
                integration.writable = True
            return integration.world or records.world

        return Transaction(records, integration.id, self.stamp(environment), own, integration.counters)

    def remote_transaction(self, environment: Environment, integration: Integration, now: int) -> Transaction:
        """Give a transaction on the customer's own system; only where syncs bring its changes later."""
        assert integration.remote_world is not None, "the integration shows changes at once"

        def own() -> int:
            if not integration.remote_writable and integration.remote_world is not None:
                integration.remote_world = self.worlds.own(integration.remote_world, environment.id)
                integration.remote_writable = True
            return integration.remote_world or 0

        records = self.worlds.records(integration.remote_world)
        return Transaction(records, integration.id, now, own, integration.counters)

    @contextmanager
    def change(self, environment: Environment, *integrations: Integration) -> Iterator[None]:
        """Change an environment and some of its integrations, in memory and in the database, or neither.

        From here on they are as they are in the database, and no other process can change them.
        """
        with self.keep(environment, *integrations):
            yield
            environment.revision += 1
        for listener in self.on_change:
            listener(environment)

    @contextmanager
    def keep(self, environment: Environment, *integrations: Integration) -> Iterator[None]:
        """Do what `change` does with what no answer depends on: the revision stays, and nobody is told."""
        with self.database.lock:
            outermost, known = not self.database.in_transaction, len(self._before)
            try:
                with self.database.transaction():
                    if outermost and self.database.shared:
                        self._hold(environment, integrations)
                    changing: tuple[Environment | Integration, ...] = (environment, *integrations)
                    self._before += [(item, _remember(item)) for item in changing]
                    environment.touched = True
                    yield
                    self.save(environment, *integrations)
            except BaseException:
                self._take_back(known)
                raise
            finally:
                if outermost:
                    self._met.clear()
                    self._before.clear()

    def save(self, environment: Environment, *integrations: Integration) -> None:
        """Put an environment and some of its integrations into the database; within `change` or `keep`."""
        self.shelf.save(environment, *integrations)

    def blob(self, environment: Environment, digest: str) -> bytes:
        """Give the content of an uploaded file; KeyError if there is none."""
        rows = self.database.query(
            "SELECT content FROM blobs WHERE environment = ? AND digest = ?", (environment.id, digest)
        )
        if not rows:
            raise KeyError(digest)
        return bytes(rows[0][0])

    def keep_blob(self, environment: Environment, content: bytes) -> str:
        """Keep the content of an uploaded file and give its digest; call it inside the transaction of the write."""
        digest = sha256(content).hexdigest()
        self.database.execute(
            "INSERT INTO blobs (environment, digest, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (environment.id, digest, content),
        )
        return digest

    def close(self) -> None:
        """Let go of the database."""
        self.worker.close()
        self.database.close()

    def _create(self, id: str, secret: str) -> Environment:
        today = midnight(self.time())
        if today > self._today:
            self._today = today
            self.roster.forget_unused()
            drop_unused_worlds(self.database, self.worlds, self.roster, today)
        self.roster.make_room(self.environment_count())
        environment = self.shelf.add(self.fresh(id, secret))
        self.roster.enter(environment)
        return environment

    def _forget(self, environment: Environment) -> None:
        """Let an environment go in which nothing was changed: the next use of its key makes it again."""
        self.shelf.remove(environment.id, environment.version)
        for listener in self.on_replace:
            listener(environment)

    def _is_current(self, environment: Environment) -> bool:
        """Bring an environment up to date that others may have changed; False if it is gone."""
        if not self.database.shared or self.database.in_transaction:
            return True
        return self.shelf.refresh(environment)

    def _hold(self, environment: Environment, integrations: tuple[Integration, ...]) -> None:
        if not self.shelf.refresh(environment, hold=True):
            self.shelf.add(environment)  # another process had let it go, as nothing was changed in it
        for integration in integrations:
            if environment.integrations.get(integration.id) is not integration:
                raise IntegrationNotFound("Integration not found in this environment!")

    def _take_back(self, known: int) -> None:
        """Put back what changed since so many things were known, the last ones first."""
        while len(self._before) > known:
            item, fields = self._before.pop()
            item.__dict__.update(fields)
        for integration in self._met:
            integration.world = None

    def fresh(self, id: str, secret: str, before: Environment | None = None, now: int | None = None) -> Environment:
        """Give an environment as it begins, before anything happened in it.

        `before` is the one that is reset; `now` is where its clock stands still, if that is not the server's matter.
        """
        environment = self.plain_environment(id, secret, now)
        if self.begin is not None:
            self.begin(environment, before)
        return environment

    def plain_environment(self, id: str, secret: str, now: int | None = None) -> Environment:
        """Give an environment that no scenario has been put into."""
        now = self.settings.now if now is None else now
        clock = Clock() if now is None else Clock().freeze(now)
        return Environment(
            id=id,
            secret=secret,
            seed=self.settings.seed,
            anchor=midnight(clock.now(self.time)),
            changed_at=0,
            clock=clock,
            size_name=self.settings.size,
        )


def _remember(item: Environment | Integration) -> dict[str, Any]:
    copies = {key: value.copy() for key, value in item.__dict__.items() if isinstance(value, (dict, list))}
    return {**item.__dict__, **copies}
