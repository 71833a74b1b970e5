"""The record of an employee: what the tool knows of a person, in the API's form."""

from __future__ import annotations

from typing import Any

from mockserver.instants import DAY, format_date, format_instant
from mockserver.world.hris_banks import bank_accounts
from mockserver.world.hris_careers import Career
from mockserver.world.hris_employments import Job
from mockserver.world.hris_identity import Identity
from mockserver.world.hris_organisation import Organisation, Place
from mockserver.world.hris_positions import Position
from mockserver.world.moments import working_time
from mockserver.world.people import People
from mockserver.world.remote import integration_field

_SHIRTS = ("S", "M", "L", "XL", "XXL", None)
# The tool's key of each passed-through field, its label, and whether this customer made it.
_FIELDS = (
    ("badgeNumber", "badge_number", True),
    ("shirtSize", "shirt_size", True),
    ("companyCar", "company_car", False),
)


class Profiles:
    """Writes the fields of employees."""

    def __init__(self, organisation: Organisation, people: People) -> None:
        plan, labels = organisation.plan, organisation.words.labels
        self._organisation = organisation
        self._people = people
        self._random = plan.rng("profiles").random
        self._fields = [
            integration_field(plan, key, labels[name], None, custom=custom) for key, name, custom in _FIELDS
        ]

    def fields(
        self, number: int, identity: Identity, career: Career, position: Position, job: Job, place: Place
    ) -> dict[str, Any]:
        """Give the fields of one employee; who has not started yet has no number and no mailbox."""
        random = self._random
        starting = career.course == "starting"
        values = (10_000 + number % 90_000, _SHIRTS[int(random() * len(_SHIRTS))], random() < 0.1)
        badge, shirt, car = values
        return {
            "employee_number": None if starting else f"{number:06d}",
            "first_name": identity.first_name,
            "last_name": identity.last_name,
            "nationality": identity.nationality,
            "display_full_name": identity.full_name,
            "job_title": job.title,
            "work_email": None if starting else identity.work_email,
            "personal_email": identity.personal_email,
            "mobile_phone_number": self._people.mobile(place.words) if random() > 0.1 else None,
            "ssn": identity.ssn,
            "tax_id": identity.tax_id,
            "gender": identity.gender,
            "ethnicity": identity.ethnicity,
            "marital_status": identity.marital_status,
            "employment_status": career.status,
            "employment_type": job.kind,
            "weekly_hours": job.weekly_hours,
            "avatar": f"https://example.com/avatars/{number}.png" if not starting and random() < 0.6 else None,
            "work_location_id": place.location.id,
            "legal_entity_id": place.entity.id,
            "manager_id": position.manager.id if position.manager else None,
            "group_ids": position.group_ids,
            "home_address": self._home(place) if random() > 0.05 else None,
            "bank_accounts": bank_accounts(place.market, identity.full_name, random),
            "date_of_birth": None if identity.born is None else format_instant(identity.born * DAY),
            "start_date": format_instant(career.start * DAY),
            "termination_date": None if career.termination is None else format_instant(career.termination * DAY),
            "remote_created_at": format_instant(self._created(career)),
            "custom_fields": {
                "badge_number": badge, "shirt_size": shirt, "company_car": car, "cost_center": position.cost_center,
            },
            "integration_fields": [
                {**field, "value": value} for field, value in zip(self._fields, values, strict=True)
            ],
            "remote_data": self._raw(number, identity, career),
        }  # fmt: skip

    def _home(self, place: Place) -> dict[str, Any]:
        """Give an address in the town of the place of work, or elsewhere in its country."""
        near = place.city if self._random() < 0.6 else None
        return self._people.address(place.words, near)

    def _created(self, career: Career) -> int:
        """Draw when the tool first heard of the employee: up to two weeks before the first day."""
        day = min(career.hired, self._organisation.today - 4) - 1 - int(self._random() * 14)
        return working_time(day * DAY, self._random)

    def _raw(self, number: int, identity: Identity, career: Career) -> dict[str, Any]:
        values: dict[str, Any] = {"id": number, "full_name": identity.full_name, "state": career.status}
        if career.hired != career.start:
            values["original_hire_date"] = format_date(career.hired * DAY)
        if career.course == "withdrawn":
            values["termination_withdrawn_on"] = format_date(career.last_event(self._organisation.today) * DAY)
        return self._organisation.company.remote.raw("employees", **values)
