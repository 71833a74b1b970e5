"""One event on its way: where it happens, the values given for it, and how what was not given is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from mockserver.connectors.rules import Rules
from mockserver.errors import InputInvalid
from mockserver.ids import record_id
from mockserver.instants import DAY, format_instant
from mockserver.state.environments import Environment, Integration
from mockserver.state.records import Condition, Record, Selection
from mockserver.state.store import Store
from mockserver.state.transaction import Transaction
from mockserver.world.company import Company, found
from mockserver.world.plan import Plan
from mockserver.world.remote import RemoteSystem

REMOTE_PREFIX = "remote:"
# So many records are read at first while one that fits is looked for; each further look is at more of them.
_FIRST_LOOK = 8

Item = TypeVar("Item")
Fits = Callable[[Record], bool]


class NothingFitsError(InputInvalid):
    """Nothing in the customer's system can have the event now."""


def equals(path: str, *values: str) -> Condition:
    """Give the condition that an indexed place holds one of these words."""
    return Condition(path, "equals", values)


@dataclass
class Happening:
    """One event and the customer's system that it happens in; `records` is its one transaction."""

    store: Store
    environment: Environment
    integration: Integration
    records: Transaction
    values: Mapping[str, Any]
    rng: Random

    @classmethod
    def begin(
        cls,
        store: Store,
        environment: Environment,
        integration: Integration,
        records: Transaction,
        values: Mapping[str, Any],
    ) -> Happening:
        """Begin an event; what is chosen in it depends on the seed and on how many events there were before."""
        number = environment.count(f"upstream/{integration.id}")
        rng = store.plan(environment, integration).rng(f"upstream/{number}")
        return cls(store, environment, integration, records, values, rng)

    @property
    def now(self) -> int:
        """The instant of the event in milliseconds."""
        return self.records.now

    @property
    def stamp(self) -> str:
        """The instant of the event as records hold it."""
        return format_instant(self.now)

    @property
    def today(self) -> int:
        """The day of the event, counted from 1970."""
        return self.now // DAY

    @cached_property
    def plan(self) -> Plan:
        """What the world of the integration was made from."""
        return self.store.plan(self.environment, self.integration)

    @cached_property
    def company(self) -> Company:
        """The company, its language and its words; the offices are those of its records."""
        return found(self.plan, 1)

    @property
    def rules(self) -> Rules:
        """What the tool does differently."""
        return self.store.catalog.connector(self.integration.tool).categories[self.integration.category].rules

    @property
    def remote(self) -> RemoteSystem:
        """How the customer's system addresses its records."""
        return self.company.remote

    def one_of(self, items: Sequence[Item]) -> Item:
        """Choose one of some items."""
        return items[int(self.rng.random() * len(items))]

    def find(self, parameter: str, model: str) -> Record | None:
        """Give the live record that a value names, by id or `remote:` and the tool's own id; None without a value."""
        given = self.values.get(parameter)
        return None if given is None else self.named(f"$.{parameter}", model, given)

    def named(self, place: str, model: str, given: str) -> Record:
        """Give the live record of an id; InputInvalid, naming the place, if there is none."""
        id = given
        if given.startswith(REMOTE_PREFIX):
            id = record_id(self.integration.id, given.removeprefix(REMOTE_PREFIX))
        record = self.records.get(model, id)
        if record is None or record["remote_deleted_at"] is not None:
            label = self.store.catalog.models[model].label
            state = "no" if record is None else "no live"
            raise InputInvalid(f"{place}: there is {state} record of {label!r} with the id {given[:100]!r}.")
        return record

    def choose(
        self, parameter: str, model: str, words: str, *conditions: Condition, fits: Fits | None = None
    ) -> Record:
        """Give the record that a value names, which must fit, or else one that fits, rather a late one.

        `words` say what fits; `conditions` only save looking at others. NothingFitsError if there is none.
        """
        given = self.find(parameter, model)
        if given is None:
            chosen = self.pick(model, *conditions, fits=fits)
            if chosen is None:
                raise NothingFitsError(f"$.event: there is no {words} that this could happen to.")
            return chosen
        if fits is not None and not fits(given):
            raise InputInvalid(f"$.{parameter}: {given['id']} is no {words}.")
        return given

    def pick(self, model: str, *conditions: Condition, fits: Fits | None = None) -> Record | None:
        """Choose a live record that fits, rather a late one; None if there is none."""
        return next((record for record in self.some(model, *conditions) if fits is None or fits(record)), None)

    def some(self, model: str, *conditions: Condition) -> Iterator[Record]:
        """Give all live records that pass the conditions, from a chosen one, rather a late one, onwards and around."""
        # Records are numbered without gaps, and a large world has too many of them to list them all for each event.
        last = self.records.last(model)
        chance = self.rng.random()
        start = last - int(chance * chance * last)
        for after, until in ((start - 1, last), (0, start - 1)):
            reached, wanted = after, _FIRST_LOOK
            while reached < until:
                found = self.records.select(Selection(model, conditions, after=reached, limit=wanted))
                loaded = self.records.load(model, [sequence for sequence in found if sequence <= until])
                yield from loaded.values()
                reached = found[-1] if len(found) == wanted else until
                wanted *= 4

    def add(self, model: str, kind: str, fields: Mapping[str, Any], **raw: Any) -> Record:
        """Add a record, with its page in the tool where the model has one and, below `kind`, its raw form."""
        record = self.records.insert(model, fields)
        number = record["remote_id"]
        told: dict[str, Any] = {}
        if "remote_url" in fields:
            told["remote_url"] = f"{self.remote.page(kind)}{number}"
        if "remote_data" in fields:
            told["remote_data"] = self.remote.raw(kind, id=int(number), **raw)
        return self.records.update(model, record["id"], told)

    def change(self, model: str, record: Record, changes: Mapping[str, Any], **raw: Any) -> Record:
        """Change a record, with its raw form and what the tool says of when; nothing if all is so already."""
        new = {key: value for key, value in changes.items() if record.get(key) != value or key not in record}
        if not new:
            return record
        # What belongs to a list of others is no property of the record itself.
        lists = {relation.list for relation in self.store.catalog.models[model].relations.values()}
        if "remote_updated_at" in record and not new.keys() <= lists:
            new.setdefault("remote_updated_at", self.stamp)
        if raw and record.get("remote_data"):
            new["remote_data"] = self._retold(record["remote_data"], raw)
        return self.records.update(model, record["id"], new)

    def _retold(self, remote_data: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
        spelled = {self.remote.key(name): value for name, value in raw.items()}
        return {
            path: {**told, **{key: value for key, value in spelled.items() if key in told}}
            for path, told in remote_data.items()
        }
