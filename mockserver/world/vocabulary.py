"""The words of a locale: names, cities, streets, companies and telephone ranges, drawn from Faker once and committed.

Committed files keep the data the same under every version of Faker and cost a millisecond instead of its import.
A locale without a file is drawn when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import combining, normalize

import orjson

from mockserver.resources import fixtures_directory

FEMALE, MALE = "FEMALE", "MALE"

# Letters that Unicode does not decompose, and the two-letter spellings that German speakers use in addresses.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class City(NamedTuple):
    """A place to live or work; in `zip_code` every `#` stands for a digit and every `?` for a letter."""

    name: str
    state: str | None
    zip_code: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one locale; `first_names`, `last_names` and their mail forms are keyed by FEMALE and MALE.

    `pay` is what employees usually earn: `{"period": "YEAR" or "MONTH", "low", "high", "step"}` in `currency`.
    """

    locale: str
    language: str
    country: str
    country_name: str
    currency: str
    pay: Mapping[str, Any]
    weekly_hours: float
    first_names: Mapping[str, tuple[str, ...]]
    last_names: Mapping[str, tuple[str, ...]]
    first_mail: Mapping[str, tuple[str, ...]]
    last_mail: Mapping[str, tuple[str, ...]]
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    street_line: str
    raw_line: str
    companies: tuple[str, ...]
    landlines: tuple[str, ...]
    mobiles: tuple[str, ...]


def fold(text: str, language: str) -> str:
    """Give the lower-case ASCII letters and digits of a name, as people write them in an e-mail address."""
    lowered = text.lower()
    if language == "de":
        lowered = lowered.translate(_UMLAUTS)
    plain = normalize("NFKD", lowered.translate(_LETTERS))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum() and not combining(letter))


@lru_cache(maxsize=64)
def vocabulary(locale: str) -> Vocabulary:
    """Give the words of a locale such as `de_AT`; one that Faker does not know gets the words of `en_US`."""
    file = fixtures_directory() / "vocabularies" / f"{locale}.json"
    if file.is_file():
        return _from_document(orjson.loads(file.read_bytes()))
    # Faker takes 150 ms to import; only worlds in a locale that we did not prepare need it.
    from mockserver.world.faker_words import UnknownLocaleError, draw

    try:
        return _from_document(draw(locale))
    except UnknownLocaleError:
        return vocabulary("en_US")


def _from_document(document: dict[str, Any]) -> Vocabulary:
    language = document["language"]
    first_names = _by_gender(document["first_names"])
    last_names = _by_gender(document["last_names"])
    return Vocabulary(
        locale=document["locale"],
        language=language,
        country=document["country"],
        country_name=document["country_name"],
        currency=document["currency"],
        pay=document["pay"],
        weekly_hours=document["weekly_hours"],
        first_names=first_names,
        last_names=last_names,
        first_mail=_folded(first_names, language),
        last_mail=_folded(last_names, language),
        cities=tuple(City(*entry) for entry in document["cities"]),
        streets=tuple(document["streets"]),
        street_line=document["street_line"],
        raw_line=document["raw_line"],
        companies=tuple(document["companies"]),
        landlines=tuple(document["landlines"]),
        mobiles=tuple(document["mobiles"]),
    )


def _by_gender(names: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Read `{"female": …, "male": …}`, or `{"any": …}` where the language makes no difference."""
    if "any" in names:
        shared = tuple(names["any"])
        return {FEMALE: shared, MALE: shared}
    return {FEMALE: tuple(names["female"]), MALE: tuple(names["male"])}


def _folded(names: Mapping[str, tuple[str, ...]], language: str) -> dict[str, tuple[str, ...]]:
    """Give the mail forms of names; one in another script, which folds to nothing, gets a number."""
    forms = {
        gender: tuple([fold(name, language) or f"n{number}" for number, name in enumerate(names[gender])])
        for gender in ((FEMALE,) if names[FEMALE] is names[MALE] else (FEMALE, MALE))
    }
    return {MALE: forms[FEMALE], **forms}
