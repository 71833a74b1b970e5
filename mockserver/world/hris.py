"""The world of an HR system: an organisation, its employees, their contracts and their time off."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.world.hris_groups import add_absence_types, add_groups
from mockserver.world.hris_organisation import start
from mockserver.world.hris_sites import add_sites
from mockserver.world.hris_staff import Staff
from mockserver.world.plan import Plan, Seeded


def generate(plan: Plan) -> Iterator[Seeded]:
    """Give the records of a plan with `plan.size` employees: the organisation first, then employee by employee.

    Memory does not grow with the number of employees, apart from the leaders, who are few.
    """
    organisation = start(plan)
    add_sites(organisation)
    add_groups(organisation)
    add_absence_types(organisation)
    yield from organisation.records
    yield from Staff(organisation).records()
