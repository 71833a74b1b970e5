"""Who employees are: names, birthdays, and the numbers that authorities know them by."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from mockserver.world.hris_careers import leap_day
from mockserver.world.hris_words import Market
from mockserver.world.people import WORK_DOMAIN, People, Person, fill, full_name, work_email
from mockserver.world.vocabulary import FEMALE, MALE

# Employees are so old when they are hired, in years, or up to so much older; leaders start later, apprentices earlier.
_USUAL, _LEADERS, _LEARNERS = (17.3, 35), (27, 25), (17.3, 9)
_YEAR = 365.25
_OLD_AGE = 64
_DECEMBER_1969 = -20

_MARITAL = (
    "SINGLE", "MARRIED", "MARRIED", "SINGLE", "DOMESTIC_PARTNERSHIP", "DIVORCED", "NOT_MARRIED", "WIDOWED", "SEPARATED",
    None,
)  # fmt: skip
_ETHNICITIES = (
    "WHITE", "WHITE", "WHITE", "HISPANIC_LATINO", "BLACK_AFRICAN_AMERICAN", "ASIAN", "MULTIPLE_ETHNICITIES",
    "DECLINE_TO_SPECIFY", "NATIVE_AMERICAN", "HAWAIIAN",
)  # fmt: skip
_NATIONALITIES = ("DE", "FR", "PL", "TR", "IT", "IN", "UA", "BR", "RO", "SY", "US", "GB", "ES", "NG", "VN")
# The country whose employers ask for it; elsewhere few employees have an entry.
_ASKS_FOR_ETHNICITY = "US"

# Draws that come out as wanted.
_SPECIAL_GENDERS: dict[str | None, float] = {"unmapped_gender": 0.0, "non_binary": 0.02}


class Identity(NamedTuple):
    """What stays with a person, even when they come back; `mail` is the local part of the address at work."""

    first_name: str | None
    last_name: str | None
    full_name: str | None
    gender: str | None
    mail: str | None
    personal_email: str | None
    born: int | None
    nationality: str | None
    ethnicity: str | None
    marital_status: str | None
    ssn: str | None
    tax_id: str | None

    @property
    def work_email(self) -> str | None:
        """The address at work, if there is one."""
        return None if self.mail is None else f"{self.mail}@{WORK_DOMAIN}"


class Identities:
    """Gives people an identity; `raw` are a tool's own words."""

    def __init__(self, people: People, rng: Random, raw: dict[str, str]) -> None:
        self._people = people
        self._random = rng.random
        self._raw = raw

    def birthday(self, hired: int, special: str | None = None, *, seasoned: bool, learning: bool) -> int:
        """Draw a day of birth for somebody hired on a day; `special` is `leap_day` or `before_1970`."""
        youngest, ages = _LEADERS if seasoned else _LEARNERS if learning else _USUAL
        born = hired - int((youngest + self._random() * ages) * _YEAR)
        if special == "leap_day":
            return leap_day(born)
        if special == "before_1970":
            return min(hired - int(_OLD_AGE * _YEAR), _DECEMBER_1969)
        return born

    def ordinary(self, person: Person, market: Market, born: int, special: str | None = None) -> Identity:
        """Give the identity of a drawn person; `special` is `non_binary` or `unmapped_gender`."""
        random = self._random
        mail = work_email(person).partition("@")[0]
        return Identity(
            first_name=person.first_name,
            last_name=person.last_name,
            full_name=full_name(person),
            gender=self._gender(person.gender, special),
            mail=mail if random() > 0.03 else None,
            personal_email=self._people.private_email(person) if random() > 0.25 else None,
            born=born if special is not None or random() > 0.02 else None,
            **self._papers(market),
        )

    def hard(self, entry: dict[str, Any], market: Market, born: int) -> Identity:
        """Give the identity of one of the people whose names break careless clients."""
        email = entry["email"] or None
        names = [name for name in (entry["first_name"], entry["last_name"]) if name]
        return Identity(
            first_name=entry["first_name"],
            last_name=entry["last_name"],
            full_name=" ".join(names) or None,
            gender=self._gender(FEMALE if self._random() < 0.5 else MALE, None),
            mail=email and email.partition("@")[0],
            personal_email=email,
            born=born,
            **self._papers(market),
        )

    def again(self, former: Identity) -> Identity:
        """Give the identity of somebody who was there before: all is the same but the address at work."""
        return former if former.mail is None else former._replace(mail=f"{former.mail}.new")

    def _gender(self, drawn: str, special: str | None) -> str | None:
        chance = self._random() if special not in _SPECIAL_GENDERS else _SPECIAL_GENDERS[special]
        if chance < 0.01:
            return self._raw["gender"]
        if chance < 0.025:
            return "NON_BINARY"
        if chance < 0.06:
            return "NOT_SPECIFIED" if chance < 0.04 else None
        return drawn

    def _papers(self, market: Market) -> dict[str, Any]:
        random = self._random
        marital = _MARITAL[int(random() * len(_MARITAL))]
        foreign = random() < 0.12
        return {
            "nationality": _NATIONALITIES[int(random() * len(_NATIONALITIES))] if foreign else market.country,
            "ethnicity": self._ethnicity(market.country),
            "marital_status": marital if random() > 0.03 else self._raw["marital_status"],
            "ssn": fill(market.ssn, random) if market.ssn and random() > 0.05 else None,
            "tax_id": fill(market.tax_id, random) if market.tax_id and random() > 0.08 else None,
        }

    def _ethnicity(self, country: str) -> str | None:
        chance = self._random()
        if chance > (0.9 if country == _ASKS_FOR_ETHNICITY else 0.2):
            return None
        if chance < 0.01:
            return self._raw["ethnicity"]
        return _ETHNICITIES[int(self._random() * len(_ETHNICITIES))]
