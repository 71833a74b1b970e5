"""What an HR system's integration holds, as plain Python: what each write should do, and what reads show then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.acceptance.histories import Answer, Refused

Touched = dict[str, set[str]]
HOURS_A_DAY = 8
# Absences of the seeded world counted in their balances if they were of this year.
THIS_YEAR = "2025"


@dataclass
class Employee:
    """Somebody who works there."""

    id: str
    first_name: str | None
    last_name: str | None
    display_full_name: str | None
    work_email: str | None
    personal_email: str | None
    job_title: str | None
    manager_id: str | None
    changed_at: str

    @classmethod
    def read(cls, answer: Answer) -> Employee:
        return cls(**{name: answer[name] for name in cls.__dataclass_fields__})

    def answers_to(self, email: str) -> bool:
        return email.casefold() in {known.casefold() for known in (self.work_email, self.personal_email) if known}


@dataclass
class Absence:
    """A time away; `taken` is what it took of its balance, and how much counts as used."""

    id: str
    employee_id: str
    type_id: str
    start_date: str
    status: str
    amount: float | None
    unit: str | None
    changed_at: str
    taken: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def read(cls, answer: Answer) -> Absence:
        found = cls(**{name: answer[name] for name in cls.__dataclass_fields__ if name != "taken"})
        if found.status == "APPROVED" and found.amount and found.start_date.startswith(THIS_YEAR):
            found.taken = found.amount, found.amount
        return found


@dataclass
class Balance:
    """What somebody has left of a type."""

    id: str
    employee_id: str
    type_id: str
    balance: float | None
    balance_unit: str | None
    used: float | None
    used_unit: str | None
    changed_at: str

    @classmethod
    def read(cls, answer: Answer) -> Balance:
        return cls(**{name: answer[name] for name in cls.__dataclass_fields__})

    def move(self, amounts: tuple[float, float], stamp: str) -> bool:
        """Take something; tell whether anything changed."""
        before = self.balance, self.used
        if self.balance is not None:
            self.balance = round(self.balance - amounts[0], 4)
        if self.used is not None:
            self.used = round(self.used + amounts[1], 4)
        changed = before != (self.balance, self.used)
        if changed:
            self.changed_at = stamp
        return changed


@dataclass
class Staff:
    """All of it. Writes give the ids that they make appear under `updated_after`, by list."""

    employees: dict[str, Employee]
    absences: dict[str, Absence]
    balances: dict[str, Balance]
    contracts: dict[str, list[str]]

    def check_email(self, email: str, but: str | None = None) -> None:
        """Tell why nobody can have an address."""
        if any(one.answers_to(email) for one in self.employees.values() if one.id != but):
            raise Refused("HRIS.EMPLOYEE_ALREADY_EXISTS")

    def hire(self, employee: Employee, contracts: list[str]) -> Touched:
        """Somebody starts."""
        self.employees[employee.id] = employee
        self.contracts[employee.id] = contracts
        return {"employees": {employee.id}, "employments": set(contracts)}

    def change(self, id: str, stamp: str, **values: Any) -> Touched:
        """Somebody changes, and with it those who report to her; the latest contract follows the title."""
        employee = self.employees[id]
        new = {name: value for name, value in values.items() if getattr(employee, name) != value}
        if not new:
            return {}
        for name, value in {**new, "changed_at": stamp}.items():
            setattr(employee, name, value)
        employee.display_full_name = " ".join(filter(None, (employee.first_name, employee.last_name))) or None
        reports = {one.id for one in self.employees.values() if one.manager_id == id}
        return {"employees": {id, *reports}}

    def balance_of(self, employee: str, kind: str) -> Balance | None:
        """Give what somebody has of a type."""
        own = (one for one in self.balances.values() if (one.employee_id, one.type_id) == (employee, kind))
        return next(own, None)

    def check_left(self, employee: str, kind: str) -> None:
        """Tell why somebody cannot be away."""
        balance = self.balance_of(employee, kind)
        if balance is not None and balance.balance is not None and balance.balance <= 0:
            raise Refused("REMOTE.INPUT_INVALID")

    def be_away(self, absence: Absence) -> Touched:
        """Somebody will be away."""
        self.absences[absence.id] = absence
        balance = self.balance_of(absence.employee_id, absence.type_id)
        if balance is None:
            return {"absences": {absence.id}}
        used = _in_unit(absence, balance.used_unit) if absence.status == "APPROVED" else 0.0
        absence.taken = _in_unit(absence, balance.balance_unit), used
        return {"absences": {absence.id}, **self._moved(balance, absence.taken, absence.changed_at)}

    def come_back(self, id: str, stamp: str) -> Touched:
        """An absence is taken back, with what it took."""
        absence = self.absences.pop(id)
        balance = self.balance_of(absence.employee_id, absence.type_id)
        if balance is None:
            return {"absences": set()}
        return self._moved(balance, (-absence.taken[0], -absence.taken[1]), stamp)

    @staticmethod
    def _moved(balance: Balance, amounts: tuple[float, float], stamp: str) -> Touched:
        if not balance.move(amounts, stamp):
            return {}
        return {"time-off-balances": {balance.id}, "employees": {balance.employee_id}}


def _in_unit(absence: Absence, unit: str | None) -> float:
    assert absence.amount is not None
    if unit in (None, absence.unit):
        return absence.amount
    return absence.amount * HOURS_A_DAY if unit == "HOURS" else absence.amount / HOURS_A_DAY
