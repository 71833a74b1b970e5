"""A generated HRIS world in a form that tests can ask questions of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from mockserver.instants import DAY, parse_instant
from mockserver.world import Plan, Seeded, generate

ANCHOR = parse_instant("2025-06-02T00:00:00Z")
TODAY = "2025-06-02T00:00:00.000Z"
MARKETS = [
    ("de_DE", "de_AT"),
    ("en_US", "en_GB"),
    ("fr_FR",),
    ("pl_PL",),
    ("sv_SE", "nb_NO", "da_DK"),
    ("de_CH", "it_IT"),
]


def plan(size: int = 60, locales: tuple[str, ...] = MARKETS[0], **changes: Any) -> Plan:
    """Give a plan that differs from the usual one where the test says so."""
    usual = {"integration_id": "some:1", "seed": 42, "tool": "some", "category": "HRIS", "anchor": ANCHOR}
    return Plan(**{**usual, **changes}, size=size, locales=locales)


@dataclass
class World:
    """The records of a plan, by model."""

    plan: Plan
    records: list[Seeded]
    by_model: dict[str, list[Seeded]]
    by_id: dict[tuple[str, str], Seeded]

    @classmethod
    def of(cls, plan: Plan) -> World:
        """Generate the world of a plan."""
        records = list(generate(plan))
        by_model: dict[str, list[Seeded]] = defaultdict(list)
        for record in records:
            by_model[record.model].append(record)
        return cls(plan, records, by_model, {(record.model, record.id): record for record in records})

    def live(self, model: str) -> list[Seeded]:
        """Give the records of a model that are not deleted."""
        return [record for record in self.by_model[model] if record.deleted_at is None]

    def owned(self, model: str, employee: Seeded, *, deleted: bool = True) -> list[Seeded]:
        """Give the records of a model that belong to an employee."""
        records = self.by_model[model] if deleted else self.live(model)
        return [record for record in records if record.fields["employee_id"] == employee.id]

    def get(self, model: str, id: str) -> Seeded:
        """Give the record of an id."""
        return self.by_id[model, id]


def values(records: list[Seeded], key: str) -> set[Any]:
    """Give the distinct values of a field."""
    return {record.fields[key] for record in records}


def day_of(text: str) -> int:
    """Give the number of a day since 1970."""
    return parse_instant(text) // DAY
