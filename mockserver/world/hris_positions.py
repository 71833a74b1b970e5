"""Positions: who leads what and who reports to whom. Leaders come first, so that everybody else finds a manager."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from mockserver.world.hris_organisation import Linked, Organisation

CHIEF, HEAD, LEAD, STAFF = "chief", "head", "lead", "staff"
# One team member in so many also sits on the council.
_COUNCIL_EVERY = 23


class Position(NamedTuple):
    """A place in the chart: `manager` is None for the one at the top."""

    rank: str
    department: int
    title: str
    manager: Linked | None
    group_ids: list[str]
    cost_center: str


class Positions:
    """Fills the chart from the top: the chief, heads of departments, leads of teams, then everybody else."""

    def __init__(self, organisation: Organisation, rng: Random) -> None:
        self._organisation = organisation
        self._random = rng.random
        self._chief: Linked | None = None
        self._heads: list[Linked] = []
        self._leads: list[Linked] = []

    @property
    def leaders(self) -> int:
        """How many positions come before the first one of rank `staff`."""
        return 1 + len(self._organisation.departments) + len(self._organisation.teams)

    def position(self, number: int) -> Position:
        """Give the position of the employee with this number, counted from 0; they have to be asked for in order."""
        organisation, words = self._organisation, self._organisation.words
        if number == 0:
            return Position(CHIEF, 0, words.chief, None, [organisation.cost_centers[0][0]], self._cost_center(0))
        departments, teams = organisation.departments, organisation.teams
        number -= 1
        if number < len(departments):
            title = words.head.format(department=organisation.trade(number).name)
            return Position(HEAD, number, title, self._chief, self._groups(number), self._cost_center(number))
        number -= len(departments)
        if number < len(teams):
            department, above = teams[number].department, teams[number].parent
            title = words.lead.format(department=organisation.trade(department).name)
            manager = self._heads[department] if above is None else self._leads[above]
            groups = self._groups(department, number)
            return Position(LEAD, department, title, manager, groups, self._cost_center(department))
        return self._staff(number)

    def take(self, position: Position, employee: Linked) -> None:
        """Remember who got a position, for those who report there."""
        if position.rank == CHIEF:
            self._chief = employee
        elif position.rank == HEAD:
            self._heads.append(employee)
        elif position.rank == LEAD:
            self._leads.append(employee)

    def _staff(self, number: int) -> Position:
        random, teams = self._random, self._organisation.teams
        if teams:
            team = int(random() * len(teams))
            department, manager = teams[team].department, self._leads[team]
            groups = self._groups(department, team)
        else:
            department = int(random() * len(self._heads))
            manager, groups = self._heads[department], self._groups(department)
        titles = self._organisation.trade(department).titles
        if number % _COUNCIL_EVERY == 1:
            groups.append(self._organisation.council)
        title = titles[int(random() * len(titles))]
        return Position(STAFF, department, title, manager, groups, self._cost_center(department))

    def _groups(self, department: int, team: int | None = None) -> list[str]:
        organisation = self._organisation
        center = organisation.cost_centers[department][0]
        ids = [organisation.departments[department].id, center]
        return ids if team is None else [ids[0], organisation.teams[team].id, center]

    def _cost_center(self, department: int) -> str:
        return self._organisation.cost_centers[department][1]
