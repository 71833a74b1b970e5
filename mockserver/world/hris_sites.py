"""Where people work and for whom: legal entities and locations, at least one of each in every market of the plan."""

from __future__ import annotations

from typing import Any

from mockserver.world.hris_organisation import Organisation, Place
from mockserver.world.hris_words import market
from mockserver.world.vocabulary import City, Vocabulary

# One company, and one more from each of these numbers of employees on.
_ENTITY_STEPS = (20, 300, 3_000)
_MOST_ENTITIES = 4
# Tools have their own words for these, or none.
_PLACE_TYPES = ("OFFICE", "OFFICE", "WAREHOUSE", "STORE", None)
_REMOTE_FROM_SIZE = 10


def add_sites(organisation: Organisation) -> None:
    """Add the legal entities and the locations."""
    words = organisation.company.words
    city = organisation.people.city(words)
    address = organisation.people.address(words, city)
    _add_entities(organisation, address)
    _add_places(organisation, city, address)


def _add_entities(organisation: Organisation, head_office: dict[str, Any]) -> None:
    company, size = organisation.company, organisation.plan.size
    markets = organisation.markets()
    grown = 1 + sum(size >= step for step in _ENTITY_STEPS)
    wanted = min(max(grown, len(markets)), _MOST_ENTITIES)
    brand = company.name.split()[0]
    for place, number in zip(range(wanted), company.remote.numbers(small=True), strict=False):
        words = markets[place % len(markets)]
        name, address = company.name, head_office
        if place:
            # A further company is called after its country, or after its purpose where there is one already.
            unit = words.country_name if place < len(markets) else organisation.words.units[place % 3]
            name = f"{brand} {unit} {market(words.country).form}"
            address = organisation.people.address(words)
        raw = company.remote.raw("legal_entities", id=number, company_name=name, country=words.country)
        fields = {"name": name, "address": address, "remote_data": raw}
        entity = organisation.add("hris_legal_entities", number, fields)
        organisation.entities.setdefault(words.country, []).append(entity)


def _add_places(organisation: Organisation, city: City, head_office: dict[str, Any]) -> None:
    company, size, people = organisation.company, organisation.plan.size, organisation.people
    markets = organisation.markets()
    wanted = 1 if size < 5 else max(2 + int(size**0.25), len(markets))
    numbers = company.remote.numbers(small=True)
    _add_place(organisation, next(numbers), _PLACE_TYPES[0], head_office, company.words, city)
    for place in range(1, wanted):
        words = markets[place % len(markets)]
        town = people.city(words)
        kind = _PLACE_TYPES[place % len(_PLACE_TYPES)]
        _add_place(organisation, next(numbers), kind, people.address(words, town), words, town)
    if size >= _REMOTE_FROM_SIZE:
        _add_place(organisation, next(numbers), "REMOTE", None, company.words, None)
    if organisation.varied:
        address, number = people.address(company.words), next(numbers)
        name = organisation.words.closed.format(name=address["city"])
        fields = {"name": name, "address": address, "type": "OFFICE", "remote_data": _raw(organisation, number, name)}
        organisation.add("hris_locations", number, fields, deleted=True)


def _add_place(
    organisation: Organisation,
    number: int,
    kind: str | None,
    address: dict[str, Any] | None,
    words: Vocabulary,
    city: City | None,
) -> None:
    # The street tells two places in one town apart.
    name = f"{address['city']}, {address['street_1']}" if address else organisation.words.remote
    fields = {"name": name, "address": address, "type": kind, "remote_data": _raw(organisation, number, name)}
    location = organisation.add("hris_locations", number, fields)
    entities = organisation.entities.get(words.country) or next(iter(organisation.entities.values()))
    entity = entities[len(organisation.places) % len(entities)]
    place = Place(location, entity, words, market(words.country), city)
    organisation.places.append(place)
    organisation.places_by_country.setdefault(words.country, []).append(place)


def _raw(organisation: Organisation, number: int, name: str) -> dict[str, Any]:
    return organisation.company.remote.raw("locations", id=number, location_name=name)
