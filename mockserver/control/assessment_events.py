"""Events of assessment integrations: a recruiter orders a package for a candidate."""

from __future__ import annotations

from typing import Any

from mockserver.control.upstream import Happening, happens
from mockserver.errors import InputInvalid
from mockserver.instants import format_instant
from mockserver.state.records import Record
from mockserver.suggest import did_you_mean

ORDERS, PACKAGES = "assessment_orders", "assessment_packages"
OPEN = "OPEN"
# For a world without any order to take a job from.
_PLAIN_JOB: dict[str, Any] = {
    "remote_id": "1",
    "name": "Office Manager",
    "job_code": None,
    "description": None,
    "location": None,
    "hiring_team": [],
}


@happens("assessment_order", "ASSESSMENT")
def assessment_order(happening: Happening) -> dict[str, Any]:
    """Add an open order; what is not given is drawn like the orders of the seeded world, equal for equal histories."""
    number = happening.environment.count(f"orders/{happening.integration.id}")
    known = list(happening.records.all(ORDERS))
    given = happening.values
    job = known[number % len(known)]["job"] if known else _PLAIN_JOB
    candidate = {**_candidate(happening, number), **given.get("candidate", {})}
    fields = {
        "package_id": _package_id(happening),
        "status": OPEN,
        "candidate": candidate,
        "application": {"remote_id": f"A-{number}", **given.get("application", {})},
        "job": {**job, **given.get("job", {})},
        "result": None,
        "created_at": format_instant(happening.records.now),
    }
    return {"order": happening.records.insert(ORDERS, fields)}


def _package_id(happening: Happening) -> str:
    live: list[Record] = list(happening.records.all(PACKAGES))
    ids = [package["package_id"] for package in live]
    wanted: str | None = happening.values.get("package_id")
    if wanted is None:
        if not ids:
            raise InputInvalid("$.package_id: the integration has no packages; set them with PUT /assessment/packages.")
        return str(ids[0])
    if wanted not in ids:
        raise InputInvalid(f"$.package_id: there is no package {wanted[:100]!r}{did_you_mean(wanted, ids)}.")
    return wanted


def _candidate(happening: Happening, number: int) -> dict[str, Any]:
    from mockserver.world.people import People  # with it come the vocabularies

    plan = happening.store.plan(happening.environment, happening.integration)
    people = People(plan.locales, plan.rng(f"orders/{number}"))
    person = people.person()
    return {
        "remote_id": f"C-{number}",
        "email": people.private_email(person),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": people.mobile(person.words),
    }
