"""The company that a world is about: its name, its offices and the words it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mockserver.world.people import People
from mockserver.world.plan import Plan
from mockserver.world.remote import RemoteSystem
from mockserver.world.texts import dataset
from mockserver.world.vocabulary import Vocabulary, fold, vocabulary


@dataclass(frozen=True, slots=True)
class Company:
    """What all records of a world share."""

    plan: Plan
    name: str
    slug: str
    words: Vocabulary
    texts: dict[str, Any]
    offices: tuple[dict[str, Any], ...]
    remote: RemoteSystem


def found(plan: Plan, offices: int) -> Company:
    """Found the company of a plan with so many offices, the first one being the head office."""
    people = People(plan.locales, plan.rng("company"))
    words = people.words()
    name = plan.company or people.company(words)
    places = [people.address(market, city) for market, city in _cities(plan, people, offices)]
    return Company(
        plan=plan,
        name=name,
        slug=fold(name, words.language) or "company",
        words=words,
        texts=dataset(words.language),
        offices=tuple(places),
        remote=RemoteSystem(plan),
    )


def _cities(plan: Plan, people: People, wanted: int) -> list[Any]:
    """Choose different cities, every third one in another market of the plan."""
    markets = [vocabulary(locale) for locale in plan.locales] or [people.words()]
    chosen: dict[str, Any] = {}
    for attempt in range(wanted * 5):
        market = markets[attempt // 3 % len(markets)] if attempt % 3 == 2 else markets[0]
        city = people.city(market)
        chosen.setdefault(city.name, (market, city))
        if len(chosen) == wanted:
            break
    return list(chosen.values())
