"""The organisation that employees join, and what its records have in common. It is small, however large the company."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mockserver.instants import DAY
from mockserver.world.company import Company, found
from mockserver.world.hris_words import Department, HrisWords, Market, hris_words
from mockserver.world.moments import synced, working_time
from mockserver.world.people import People
from mockserver.world.plan import Plan, Seeded
from mockserver.world.vocabulary import City, Vocabulary, vocabulary

# A world of this size holds deleted and unusual records; a smaller one is for looking at single cases.
VARIED_SIZE = 20


class Linked(NamedTuple):
    """A record that employees point to, and when it changed."""

    id: str
    changed_at: int


class Place(NamedTuple):
    """A place of work, the company that runs it and the market whose customs hold there; `city` is None for remote."""

    location: Linked
    entity: Linked
    words: Vocabulary
    market: Market
    city: City | None


class Unit(NamedTuple):
    """A department, or a team within one; `parent` is the number of the team above, if that is not the department."""

    id: str
    department: int
    parent: int | None = None


class AbsenceType(NamedTuple):
    """A kind of absence; `key` is its name in the data set."""

    key: str
    id: str
    remote_id: str
    unit: str | None
    changed_at: int


@dataclass(slots=True)
class Organisation:
    """What exists before the first employee; `records` are in list order."""

    company: Company
    words: HrisWords
    random: Callable[[], float]
    people: People
    records: list[Seeded] = field(default_factory=list)
    entities: dict[str, list[Linked]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    places_by_country: dict[str, list[Place]] = field(default_factory=dict)
    departments: list[Unit] = field(default_factory=list)
    teams: list[Unit] = field(default_factory=list)
    cost_centers: list[tuple[str, str]] = field(default_factory=list)
    council: str = ""
    absence_types: dict[str, AbsenceType] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan of the world."""
        return self.company.plan

    @property
    def today(self) -> int:
        """The day of the anchor, as a number of days since the epoch."""
        return self.company.plan.anchor // DAY

    @property
    def varied(self) -> bool:
        """Whether the world is large enough for deleted and unusual records."""
        return self.company.plan.size >= VARIED_SIZE

    def trade(self, department: int) -> Department:
        """Give the words and the pay of a department."""
        return self.words.departments[department]

    def markets(self) -> list[Vocabulary]:
        """Give the markets in which the company has people, the main one first: only that one while it is small."""
        words = [vocabulary(locale) for locale in self.plan.locales or ("en_US",)]
        by_country = {entry.country: entry for entry in reversed(words)}
        main = by_country.pop(words[0].country)
        return [main, *reversed(by_country.values())] if self.varied else [main]

    def changed(self) -> int:
        """Draw when a part of the organisation changed last: mostly lately, some long ago."""
        day = self.today - 4 - int(self.random() ** 2 * 1_500)
        return synced(working_time(day * DAY, self.random), self.plan.anchor, self.random)

    def add(self, model: str, number: int, fields: dict[str, Any], *, deleted: bool = False) -> Linked:
        """Add a record that shows no other one, and give where it can be found."""
        remote_id = str(number)
        when = recently(self.plan.anchor, self.random) if deleted else self.changed()
        link = Linked(self.plan.record_id(remote_id), when)
        self.records.append(Seeded(model, link.id, remote_id, when, when, when if deleted else None, fields))
        return link


def recently(anchor: int, random: Callable[[], float]) -> int:
    """Draw an instant of the last 12 days: deleted records are shown for two weeks before they are erased."""
    return anchor - DAY // 2 - int(random() * 12 * DAY)


def start(plan: Plan) -> Organisation:
    """Give the organisation of a plan's company, still without any record."""
    company = found(plan, 1)
    rng = plan.rng("organisation")
    return Organisation(company, hris_words(company.words.language), rng.random, People(plan.locales, rng))
