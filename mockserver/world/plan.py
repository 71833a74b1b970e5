"""What a world is made of: the plan that decides it, and the form in which records leave the generator."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from mockserver.errors import ConfigurationError
from mockserver.ids import record_id

# Candidates of an ATS, employees of an HRIS, orders of an assessment integration.
SIZES: dict[str, dict[str, int]] = {
    "ATS": {"small": 150, "medium": 1_500, "large": 15_000},
    "HRIS": {"small": 60, "medium": 600, "large": 6_000},
    "ASSESSMENT": {"small": 12, "medium": 120, "large": 1_200},
}
LARGEST = 1_000_000


class Seeded(NamedTuple):
    """One record as the generator hands it to the store.

    `changed_at` is its own last change; `touched_at`, never earlier, also counts the changes of related records
    that make it appear under `updated_after`.
    """

    model: str
    id: str
    remote_id: str | None
    changed_at: int
    touched_at: int
    deleted_at: int | None
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a world depends on; equal plans give equal worlds on every machine.

    `own` names the records that somebody adds to what is generated; generators do not look at it.
    """

    integration_id: str
    seed: int
    tool: str
    category: str
    locales: tuple[str, ...]
    size: int
    anchor: int
    company: str | None = None
    own: str | None = None

    def rng(self, concern: str) -> Random:
        """Give a source of chance for one concern, so that one more draw in a concern shifts no other."""
        # A text seed is hashed with SHA-512 by the standard library: the same on every machine and version.
        return Random(f"{self.seed}/{self.tool}/{self.category}/{concern}")

    def record_id(self, remote_id: str) -> str:
        """Give the id of this integration's record with that remote id."""
        return record_id(self.integration_id, remote_id)


def size_of_company(headcount: int, category: str) -> int:
    """Give the size of an integration of a company with so many employees, in the proportions of the named sizes."""
    return max(1, round(headcount * SIZES[category]["small"] / SIZES["HRIS"]["small"]))


def parse_size(text: str | int, category: str) -> int:
    """Read `small`, `medium`, `large` or a number of candidates or employees.

    Raises ConfigurationError naming what is allowed.
    """
    named = SIZES.get(category.upper(), SIZES["ATS"])
    word = str(text).strip().lower()
    if word in named:
        return named[word]
    if word.isascii() and word.isdigit() and int(word) <= LARGEST:
        return int(word)
    raise ConfigurationError(f"size {text!r} is none of {', '.join(named)} nor a number from 0 to {LARGEST}")
