"""People whose name, e-mail address, telephone number and postal address fit one another and their market.

E-mail domains are those that RFC 2606 reserves: `example.com` for work, `example.org` and `example.net` in private.
Telephone numbers come from the ranges in the vocabulary, which nobody can be reached under.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from mockserver.world.vocabulary import FEMALE, MALE, City, Vocabulary, vocabulary

WORK_DOMAIN = "example.com"
PRIVATE_DOMAINS = ("example.org", "example.net")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Person(NamedTuple):
    """A drawn person; `first_mail` and `last_mail` are the ASCII forms of the name, `namesakes` counts earlier ones."""

    first_name: str
    last_name: str
    gender: str
    first_mail: str
    last_mail: str
    namesakes: int
    words: Vocabulary


class People:
    """Draws people from the locales of a world, two thirds of them from the first one.

    No two people of one source share an e-mail address. The memory it takes does not grow with the number drawn.
    """

    def __init__(self, locales: tuple[str, ...], rng: Random) -> None:
        self._random = rng.random
        words = [vocabulary(locale) for locale in locales or ("en_US",)]
        self._main, self._others = words[0], words[1:]
        # How often each pair of mail forms was drawn, as one byte: a set of addresses would grow with the world.
        self._first_keys = _numbered(words, "first_mail")
        self._last_keys = _numbered(words, "last_mail")
        self._width = len(self._last_keys)
        self._drawn = bytearray(self._width * len(self._first_keys))

    def person(self) -> Person:
        """Draw a person."""
        random = self._random
        words = self._main
        if self._others and random() < 1 / 3:
            words = self._others[int(random() * len(self._others))]
        gender = FEMALE if random() < 0.5 else MALE
        firsts, lasts = words.first_names[gender], words.last_names[gender]
        # Products, because the lists begin with the common names.
        first, last = int(random() * random() * len(firsts)), int(random() * random() * len(lasts))
        first_mail, last_mail = words.first_mail[gender][first], words.last_mail[gender][last]
        key = self._first_keys[first_mail] * self._width + self._last_keys[last_mail]
        namesakes = self._drawn[key]
        if namesakes == 255:  # a pair that came up this often makes room for others
            return self.person()
        self._drawn[key] = namesakes + 1
        return Person(firsts[first], lasts[last], gender, first_mail, last_mail, namesakes, words)

    def words(self) -> Vocabulary:
        """Give the vocabulary of the main locale."""
        return self._main

    def private_email(self, person: Person) -> str:
        """Give the private address of a person, in one of three common styles."""
        style = self._random()
        # Each style has a separator of its own, which no mail form holds: two styles can never give one address.
        if style < 0.7:
            local = f"{person.first_mail}.{person.last_mail}"
        elif style < 0.85:
            local = f"{person.last_mail}_{person.first_mail}"
        else:
            local = f"{person.first_mail}-{person.last_mail}"
        number = person.namesakes + 1 if person.namesakes else ""
        return f"{local}{number}@{PRIVATE_DOMAINS[style * 10 % 1 < 0.5]}"

    def mobile(self, words: Vocabulary) -> str:
        """Give a mobile number of the person's market."""
        return fill(words.mobiles[int(self._random() * len(words.mobiles))], self._random)

    def landline(self, words: Vocabulary) -> str:
        """Give a landline number of the person's market."""
        return fill(words.landlines[int(self._random() * len(words.landlines))], self._random)

    def company(self, words: Vocabulary) -> str:
        """Give the name of an invented company."""
        return words.companies[int(self._random() * len(words.companies))]

    def city(self, words: Vocabulary) -> City:
        """Give a city of the market; the large ones, which come first in the list, more often."""
        chance = self._random()
        return words.cities[int(chance * chance * len(words.cities))]

    def address(self, words: Vocabulary, city: City | None = None) -> dict[str, Any]:
        """Give a postal address in the API's form, in `city` or in one drawn here."""
        random = self._random
        city = city or self.city(words)
        street = words.streets[int(random() * len(words.streets))]
        line = words.street_line.format(street=street, number=int(random() * random() * 180) + 1)
        zip_code = fill(city.zip_code, random)
        raw = words.raw_line.format(line=line, zip_code=zip_code, city=city.name, state=city.state)
        return {
            "city": city.name,
            "country": words.country,
            "raw": raw,
            "state": city.state,
            "street_1": line,
            "street_2": None,
            "zip_code": zip_code,
        }


def work_email(person: Person) -> str:
    """Give the address a company would assign to a person."""
    number = person.namesakes + 1 if person.namesakes else ""
    return f"{person.first_mail}.{person.last_mail}{number}@{WORK_DOMAIN}"


def full_name(person: Person) -> str:
    """Give first and last name as one text."""
    return f"{person.first_name} {person.last_name}"


def fill(template: str, random: Any) -> str:
    """Replace every `#` with a digit and every `?` with a letter; `random` is a function like `random.random`."""
    filled = [str(int(random() * 10)) if sign == "#" else sign for sign in template]
    if "?" in template:
        filled = [_LETTERS[int(random() * len(_LETTERS))] if sign == "?" else sign for sign in filled]
    return "".join(filled)


def _numbered(words: list[Vocabulary], attribute: str) -> dict[str, int]:
    """Number the distinct mail forms of several vocabularies."""
    forms = [form for entry in words for names in getattr(entry, attribute).values() for form in names]
    return {form: number for number, form in enumerate(dict.fromkeys(forms))}
