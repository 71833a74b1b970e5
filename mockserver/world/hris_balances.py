"""Time-off balances: what employees may still take, and what they took of it this year."""

from __future__ import annotations

from random import Random
from typing import Any

from mockserver.instants import DAY, format_date
from mockserver.world.hris_absences import APPROVED
from mockserver.world.hris_careers import Career, year_start
from mockserver.world.hris_organisation import AbsenceType, Organisation, Place
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded

# Sickness has no limit: the tool only counts it.
_COUNTED = ("vacation", "sick", "flexitime")


class Balances:
    """Makes the balances of employees; `used` is what was approved and starts in the year of today."""

    def __init__(self, organisation: Organisation, rng: Random) -> None:
        self._organisation = organisation
        self._random = rng.random
        self._today = organisation.today
        self._year = year_start(organisation.today)
        self._this_year = format_date(self._year * DAY)[:5]

    def records(
        self, employee_id: str, number: int, career: Career, place: Place, absences: list[Seeded], gone: int | None
    ) -> list[Seeded]:
        """Give an employee's balances, in agreement with the employee's absences."""
        made = []
        for key in _COUNTED:
            kind = self._organisation.absence_types[key]
            if key == "flexitime" and self._random() < 0.3:
                continue
            taken = [record for record in absences if self._counts(record, kind)]
            used = float(sum(record.fields["amount"] for record in taken))
            balance = self._left(key, career, place, used)
            latest = max((record.changed_at for record in taken), default=0)
            made.append(self._record(employee_id, number, kind, balance, used, latest, gone))
        return made

    def _counts(self, record: Seeded, kind: AbsenceType) -> bool:
        fields = record.fields
        start: str = fields["start_date"]
        return start.startswith(self._this_year) and fields["type_id"] == kind.id and fields["status"] == APPROVED

    def _left(self, key: str, career: Career, place: Place, used: float) -> float | None:
        if key == "sick":
            return None
        if key == "flexitime":
            return round(self._random() * 240 - 60) / 4
        first = max(career.start, self._year)
        last = min(career.termination or self._year + 364, self._year + 364)
        share = max(0.0, (last - first + 1) / 365)
        carried = float(int(self._random() * 6)) if self._random() < 0.3 else 0.0
        entitled = round(place.market.vacation * min(share, 1.0) * 2) / 2 + carried
        # Nobody gets more days approved than there are, so who took more was granted more.
        return max(entitled - used, 0.0)

    def _record(
        self,
        employee_id: str,
        number: int,
        kind: AbsenceType,
        balance: float | None,
        used: float,
        latest: int,
        gone: int | None,
    ) -> Seeded:
        organisation, random = self._organisation, self._random
        plan = organisation.plan
        remote_id = f"{number}-{kind.key}"
        # A balance moves with each absence and at the beginning of each month.
        month = working_time((self._today - 4 - int(random() * 30)) * DAY, random)
        changed = synced(max(latest, month), plan.anchor, random) if gone is None else gone
        fields: dict[str, Any] = {
            "employee_id": employee_id,
            "type_id": kind.id,
            "balance": balance,
            "balance_unit": None if balance is None else kind.unit,
            "used": used,
            "used_unit": kind.unit,
            "remote_data": organisation.company.remote.raw("balances", employee_id=number, code=kind.key, taken=used),
        }
        touched = changed if gone is not None else max(changed, kind.changed_at)
        return Seeded("hris_time_off_balances", plan.record_id(remote_id), remote_id, changed, touched, gone, fields)
