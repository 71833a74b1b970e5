"""Drawing a vocabulary from Faker: for the committed files, and at runtime for locales that have none."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from mockserver.errors import MockServerError

SEED = 20_250_602
FIRST_NAMES, LAST_NAMES, CITIES, STREETS, COMPANIES = 300, 500, 150, 200, 200
# Faker files Norwegian under the macro language.
_FAKER_NAMES = {"nb_NO": "no_NO"}
# Where we know no reserved range: 999 is a country code that is not assigned.
_UNASSIGNED = ["+999 ### ### ###"]


class UnknownLocaleError(MockServerError):
    """Faker has no such locale."""


def draw(locale: str, place: dict[str, Any] | None = None) -> dict[str, Any]:
    """Draw the document of a vocabulary file.

    `place` holds what Faker cannot tell well: country, currency, cities with their postal codes, reserved telephone
    ranges and the parts of company names. Raises UnknownLocaleError.
    """
    from faker import Faker

    language, _, country = locale.partition("_")
    try:
        faker = Faker(_FAKER_NAMES.get(locale, locale))
    except AttributeError as error:
        raise UnknownLocaleError(locale) from error
    if not country:
        raise UnknownLocaleError(locale)
    faker.seed_instance(SEED)
    place = place or _guessed_place(faker, country)
    common = place.get("common", {})
    return {
        "locale": locale,
        "language": language,
        "country": place["country"],
        "country_name": place["country_name"],
        "currency": place["currency"],
        "pay": place["pay"],
        "weekly_hours": place["weekly_hours"],
        "street_line": place["street_line"],
        "raw_line": place["raw_line"],
        "landlines": place["landlines"],
        "mobiles": place["mobiles"],
        "first_names": {
            "female": _distinct(faker.first_name_female, FIRST_NAMES, common.get("female")),
            "male": _distinct(faker.first_name_male, FIRST_NAMES, common.get("male")),
        },
        "last_names": _last_names(faker, common),
        "cities": place["cities"],
        "streets": _streets(faker, place.get("streets")),
        "companies": _companies(faker, place),
    }


def _distinct(make: Callable[[], str], wanted: int, first: list[str] | None = None) -> list[str]:
    """Call `make` until there are enough different plain names, or it has nothing new to say.

    Faker draws common names more often, so they come early in the list; `first` goes before them.
    """
    found: dict[str, None] = dict.fromkeys(first or [])
    for _ in range(wanted * 12):
        name = " ".join(make().split())
        if len(name) > 1 and not any(sign in name for sign in ".,()0123456789"):
            found[name] = None
        if len(found) == wanted:
            break
    return list(found)


def _last_names(faker: Any, common: dict[str, list[str]]) -> dict[str, list[str]]:
    """Draw last names; where the language inflects them, one list for each gender."""
    shared = common.get("last", [])
    if "last_female" in common:
        return {
            "female": _distinct(faker.last_name_female, LAST_NAMES, shared + common["last_female"]),
            "male": _distinct(faker.last_name_male, LAST_NAMES, shared + common["last_male"]),
        }
    return {"any": _distinct(faker.last_name, LAST_NAMES, shared)}


def _streets(faker: Any, parts: dict[str, list[str]] | None) -> list[str]:
    if not parts:
        return _distinct(faker.street_name, STREETS)
    return [form.format(root=root) for root in parts["roots"] for form in parts["forms"]]


def _companies(faker: Any, place: dict[str, Any]) -> list[str]:
    parts = place.get("companies")
    if not parts:
        return _distinct(faker.company, COMPANIES)
    rng = Random(SEED)
    owners = _distinct(faker.last_name, 120)
    found: dict[str, None] = {}
    while len(found) < COMPANIES:
        name = rng.choice(owners) if rng.random() < 0.45 else rng.choice(parts["roots"])
        if rng.random() < 0.12:
            name = f"{name} & {rng.choice(owners)}"
        found[f"{name} {rng.choice(parts['trades'])} {rng.choice(parts['forms'])}".strip()] = None
    return list(found)


def _guessed_place(faker: Any, country: str) -> dict[str, Any]:
    cities: dict[str, list[Any]] = {}
    for _ in range(CITIES):
        city = str(faker.city())
        cities.setdefault(city, [city, None, str(faker.postcode())])
    return {
        "country": country,
        # Without addresses of its own, Faker answers with those of the United States.
        "country_name": faker.current_country() if faker.current_country_code() == country else country,
        "currency": "EUR",
        "pay": {"period": "YEAR", "low": 28_000, "high": 88_000, "step": 500},
        "weekly_hours": 40,
        "street_line": "{street} {number}",
        "raw_line": "{line}, {zip_code} {city}",
        "landlines": _UNASSIGNED,
        "mobiles": _UNASSIGNED,
        "cities": list(cities.values()),
    }
