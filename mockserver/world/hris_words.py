"""What the worlds of HR systems are told with: the words of the company's language and the customs of its markets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from mockserver.world.texts import dataset

ABSENCE_TYPES = ("vacation", "sick", "parental", "flexitime", "training")
CARRIED = "carried"


class Department(NamedTuple):
    """A department of the data set: `pay` is what its people earn, 1.0 being usual."""

    name: str
    pay: float
    titles: tuple[str, ...]


class Routing(NamedTuple):
    """How the banks of a market are numbered; `kind` is the API's word for it, if it has one."""

    kind: str | None
    number: str


class Bank(NamedTuple):
    """The shape of bank accounts in a market, all of them at banks that do not exist."""

    routing: Routing | None
    account: str
    bban: str | None
    bic: str
    names: tuple[str, ...]


class Market(NamedTuple):
    """What an employer has to know about a country; numbers are templates of `#` and `?`."""

    country: str
    form: str
    vacation: int
    frequencies: tuple[str, ...]
    ssn: str | None
    tax_id: str | None
    bank: Bank


@dataclass(frozen=True, slots=True)
class HrisWords:
    """The words of one language; `raw` are a tool's own values, for which the API has no word."""

    chief: str
    head: str
    lead: str
    council: str
    remote: str
    closed: str
    units: tuple[str, ...]
    absence_types: dict[str, str]
    notes: dict[str, tuple[str, ...]]
    raw: dict[str, str]
    labels: dict[str, str]
    departments: tuple[Department, ...]


@lru_cache(maxsize=64)
def market(country: str) -> Market:
    """Give the customs of a country, or neutral ones for a country that nobody described."""
    markets = dataset("markets")
    entry = markets.get(country, markets["default"])
    bank = entry["bank"]
    routing = bank["routing"]
    return Market(
        country=country,
        form=entry["form"],
        vacation=entry["vacation"],
        frequencies=tuple(entry["frequencies"]),
        ssn=entry["ssn"],
        tax_id=entry["tax_id"],
        bank=Bank(
            routing=None if routing is None else Routing(routing["type"], routing["number"]),
            account=bank["account"],
            bban=bank["bban"],
            bic=bank["bic"],
            names=tuple(bank["names"]),
        ),
    )


@lru_cache(maxsize=64)
def hris_words(language: str) -> HrisWords:
    """Give the words of a language, in English where nobody wrote them in that language."""
    own: dict[str, Any] = dataset(language, "hris")
    return HrisWords(
        chief=own["chief"],
        head=own["head"],
        lead=own["lead"],
        council=own["council"],
        remote=own["remote"],
        closed=own["closed"],
        units=tuple(own["units"]),
        absence_types=own["absence_types"],
        notes={kind: tuple(notes) for kind, notes in own["notes"].items()},
        raw=own["raw"],
        labels=own["labels"],
        departments=tuple(
            Department(entry["name"], entry["pay"], tuple(_without_suffix(title) for title in entry["titles"]))
            for entry in dataset(language)["departments"]
        ),
    )


def _without_suffix(title: str) -> str:
    """Drop what only advertisements write behind a job title, such as `(m/w/d)` and `(H/F)`."""
    return title.partition(" (")[0]
