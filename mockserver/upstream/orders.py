"""Orders of assessments: a recruiter orders a package for a candidate, or takes the order back.

The tool pushes orders, so they wait for no sync.
"""

from __future__ import annotations

from typing import Any

from mockserver.api.projection import Shapes
from mockserver.api.view import Views
from mockserver.errors import InputInvalid
from mockserver.state import events, outbox
from mockserver.state.records import Record
from mockserver.suggest import did_you_mean
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening, equals
from mockserver.world.people import People

ORDERS, PACKAGES = "assessment_orders", "assessment_packages"
OPEN, CANCELLED = "OPEN", "CANCELLED"
# For a world without any order to take a job from.
_PLAIN_JOB: dict[str, Any] = {
    "remote_id": "1",
    "name": "Office Manager",
    "job_code": None,
    "description": None,
    "location": None,
    "hiring_team": [],
}


@happens("assessment_order", "ASSESSMENT", pushed=True)
def assessment_order(happening: Happening) -> dict[str, Any]:
    """Add an open order; what is not given is drawn like the orders of the seeded world, equal for equal histories.

    Whoever offers the package is told, and may refuse the order or, if it is `inline`, say where it begins.
    """
    number = happening.environment.count(f"orders/{happening.integration.id}")
    model_order = happening.pick(ORDERS)
    given = happening.values
    fields = {
        "package_id": _package_id(happening),
        "status": OPEN,
        "candidate": {**_candidate(happening, number), **given.get("candidate", {})},
        "application": {"remote_id": f"A-{number}", **given.get("application", {})},
        "job": {**(model_order["job"] if model_order else _PLAIN_JOB), **given.get("job", {})},
        "result": None,
        "created_at": happening.stamp,
        "inline": given.get("inline", False),
    }
    order = happening.records.insert(ORDERS, fields)
    _tell(happening, order)
    return {"order": order}


@happens("assessment_order_cancelled", "ASSESSMENT", pushed=True)
def assessment_order_cancelled(happening: Happening) -> dict[str, Any]:
    """Take an open order back."""
    order = happening.choose(
        "order_id", ORDERS, "open order", equals("status", OPEN), fits=lambda order: order["status"] == OPEN
    )
    return {"order": happening.change(ORDERS, order, {"status": CANCELLED})}


def _tell(happening: Happening, order: Record) -> None:
    """Send the order as the API shows it: what the tool does not fill is null there as well."""
    store, integration = happening.store, happening.integration
    schema = store.description.schema("AssessmentOrder")
    shape = Shapes(store.catalog).of(Views(store.catalog).of(integration), ORDERS, schema)
    shown = shape.answer(happening.records, order)
    kind = "inline-assessment:order-received" if order["inline"] else "assessment:order-received"
    outbox.tell(store, happening.environment, kind, events.order_received(integration, shown))


def _package_id(happening: Happening) -> str:
    live: list[Record] = list(happening.records.all(PACKAGES))
    ids = [package["package_id"] for package in live]
    wanted: str | None = happening.values.get("package_id")
    if wanted is None:
        if not ids:
            raise InputInvalid("$.package_id: the integration has no packages; set them with PUT /assessment/packages.")
        return str(ids[0])
    if wanted not in ids:
        raise InputInvalid(f"$.package_id: there is no package {wanted[:100]!r}{did_you_mean(wanted, ids)}")
    return wanted


def _candidate(happening: Happening, number: int) -> dict[str, Any]:
    people = People(happening.plan.locales, happening.rng)
    person = people.person()
    local, _, domain = people.private_email(person).partition("@")
    return {
        "remote_id": f"C-{number}",
        # The number makes it nobody else's.
        "email": f"{local}.{number}@{domain}",
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": people.mobile(person.words),
    }
