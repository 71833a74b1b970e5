"""Making: from an integration to the plan of its world, and from the plan to the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from mockserver.connectors import Catalog
from mockserver.description import Description
from mockserver.ids import base58
from mockserver.state.connections import COMPANY
from mockserver.state.environments import Environment, Integration
from mockserver.state.transaction import Transaction
from mockserver.state.worlds import Worlds
from mockserver.world import Plan, Seeded, generate

# A setting of an integration: the records that somebody added to its world, see own_records.
OWN_RECORDS = "own_records"


def plan_of(catalog: Catalog, environment: Environment, integration: Integration) -> Plan:
    """Give what the world of an integration is made from."""
    coverage = catalog.connector(integration.tool).categories[integration.category]
    company, own = environment.settings.get(COMPANY, {}), integration.settings.get(OWN_RECORDS)
    return Plan(
        integration_id=integration.id,
        seed=integration.seed,
        tool=integration.tool,
        category=integration.category,
        locales=tuple(integration.settings.get("locales") or company.get("locales") or coverage.locales),
        size=integration.size,
        anchor=environment.anchor,
        company=integration.settings.get("company") or company.get("name"),
        own=None if own is None else base58(own),
    )


def make_world(
    worlds: Worlds,
    catalog: Catalog,
    description: Description,
    integration: Integration,
    plan: Plan,
    told: Callable[[Seeded], None] | None = None,
) -> int:
    """Make the world of a plan and give its number; `told` is told about each record."""
    if plan.own is None:
        return worlds.seed(plan, _generated(catalog, plan), told)

    from mockserver.state import own_records

    def add_own(world: int) -> None:
        records = worlds.records(world, plan.anchor)
        transaction = Transaction(records, integration.id, plan.anchor, lambda: world, {})
        entries = orjson.loads(integration.settings[OWN_RECORDS])
        own_records.apply(description, transaction, entries, plan.company)

    return worlds.seed(plan, _generated(catalog, plan), told, add_own)


def _generated(catalog: Catalog, plan: Plan) -> Iterator[Seeded]:
    rule = catalog.connector(plan.tool).categories[plan.category].rules.absences_by_day
    if rule is None:
        return generate(plan)
    # Like the generators, only loaded where it is needed.
    from mockserver.world.by_day import by_day

    return by_day(plan, generate(plan), rule)
