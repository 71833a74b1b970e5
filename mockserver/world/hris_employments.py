"""Contracts: what somebody was hired for, and what they earn, in the way of their market."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from mockserver.instants import DAY, format_instant
from mockserver.world.hris_careers import Career
from mockserver.world.hris_organisation import Organisation, Place, recently
from mockserver.world.hris_positions import CHIEF, HEAD, LEAD, STAFF, Position
from mockserver.world.hris_words import Department
from mockserver.world.moments import synced, working_time
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

FULL_TIME, PART_TIME = "FULL_TIME", "PART_TIME"
# How often a kind of contract occurs; `""` stands for a kind that the API has no word for, None for one nobody entered.
_KINDS: dict[str | None, int] = {
    FULL_TIME: 745, PART_TIME: 120, "WORKING_STUDENT": 35, "CONTRACT": 30, "INTERNSHIP": 25, "APPRENTICESHIP": 20,
    "FREELANCE": 12, "TRAINING": 6, "": 7, None: 8,
}  # fmt: skip
# Whoever has one of these is young and has not been there for long.
LEARNING = ("INTERNSHIP", "APPRENTICESHIP", "TRAINING")
# Where in the market's range of pay people of a rank stand: from, and how far up it goes.
_LEVELS = {CHIEF: (2.2, 0.6), HEAD: (1.0, 0.35), LEAD: (0.7, 0.2), STAFF: (0.0, 0.65)}
_RAISE = 1.055
_WEEKS = 52
_PERIODS = {"YEAR": 1, "MONTH": 12}


class Job(NamedTuple):
    """What somebody does now; `title` and `kind` are also those of the last contract."""

    rank: str
    title: str
    kind: str | None
    weekly_hours: float | None
    cost_center: str


class _Contract(NamedTuple):
    effective: int
    title: str
    kind: str | None
    pay: dict[str, Any]
    taken_back: int | None = None


class Employments:
    """Makes the contracts of employees."""

    def __init__(self, organisation: Organisation, rng: Random) -> None:
        self._organisation = organisation
        self._random = rng.random
        self._choices = rng.choices
        self._kinds = list(_KINDS)
        self._weights = list(accumulate(_KINDS.values()))
        label = organisation.words.labels["cost_center"]
        self._cost_center = integration_field(organisation.plan, "costCenter", label, None)

    def kind(self, position: Position, *, usual: bool) -> str | None:
        """Draw the kind of somebody's contract: full time for leaders and `usual` people."""
        if usual or position.rank != STAFF:
            return FULL_TIME
        kind = self._choices(self._kinds, cum_weights=self._weights)[0]
        return self._organisation.words.raw["employment_type"] if kind == "" else kind

    def job(self, position: Position, place: Place, kind: str | None, *, two_jobs: bool) -> Job:
        """Draw the hours of somebody's work; with `two_jobs`, this is one of them."""
        random, full = self._random, place.words.weekly_hours
        if two_jobs:
            kind = PART_TIME
        hours: float | None = full
        if kind == PART_TIME:
            hours = round(full * (0.4 + 0.5 * random()) * 2) / 2
        elif kind == "WORKING_STUDENT":
            hours = 16 + round(random() * 8) / 2
        elif kind in ("FREELANCE", "CONTRACT") and random() < 0.5:
            hours = None
        return Job(position.rank, position.title, kind, hours, position.cost_center)

    def records(
        self, number: int, employee_id: str, career: Career, job: Job, place: Place, trade: Department, gone: int | None
    ) -> list[Seeded]:
        """Give the contracts of one employee, oldest first; `gone` is when the employee was deleted, if so."""
        contracts = list(self._contracts(career, job, place, trade))
        if gone is None and self._organisation.varied and self._random() < 0.01:
            # One that somebody typed in by mistake and took back.
            wrong = recently(self._organisation.plan.anchor, self._random)
            contracts.append(contracts[-1]._replace(title=trade.titles[0], taken_back=wrong))
        return [
            self._record(f"{number}-{order}", employee_id, contract, job.cost_center, gone or contract.taken_back)
            for order, contract in enumerate(contracts, start=1)
        ]

    def _contracts(self, career: Career, job: Job, place: Place, trade: Department) -> Iterator[_Contract]:
        random = self._random
        level = _LEVELS[job.rank][0] + _LEVELS[job.rank][1] * random()
        factor = trade.pay if job.rank != CHIEF else 1.0
        paid = random() > 0.03
        last = len(career.steps) - 1
        for step, effective in enumerate(career.steps):
            title, kind = job.title, job.kind
            # Leaders rose from the ranks; others changed to another job at times, or began in another way.
            if step < last and (job.rank != STAFF or random() < 0.35):
                title = trade.titles[int(random() * len(trade.titles))]
            if step < last and random() < 0.15 and job.rank == STAFF:
                kind = {FULL_TIME: "INTERNSHIP", PART_TIME: FULL_TIME}.get(kind or "", kind)
            pay = self._pay(place, kind, level, factor * _RAISE ** (step - last), job.weekly_hours)
            yield _Contract(effective, title, kind, pay if paid else _UNKNOWN_PAY)
        if career.course == "two_jobs":
            title = trade.titles[int(random() * len(trade.titles))]
            pay = self._pay(place, PART_TIME, 0.2 * random(), trade.pay, 10)
            yield _Contract(career.steps[-1], title, PART_TIME, pay)

    def _record(
        self, remote_id: str, employee_id: str, contract: _Contract, cost_center: str, gone: int | None
    ) -> Seeded:
        organisation, plan = self._organisation, self._organisation.plan
        # Entered in the two weeks before it holds, and not later than some days ago.
        entered = min(contract.effective - int(self._random() * 14), organisation.today - 4)
        changed = synced(working_time(entered * DAY, self._random), plan.anchor, self._random)
        raw = organisation.company.remote.raw(
            "contracts", id=remote_id, position=contract.title, cost_center=cost_center
        )
        fields = {
            "employee_id": employee_id,
            "job_title": contract.title,
            "employment_type": contract.kind,
            "effective_date": format_instant(contract.effective * DAY),
            "custom_fields": {"cost_center": cost_center},
            "integration_fields": [{**self._cost_center, "value": cost_center}],
            "remote_data": raw,
            **contract.pay,
        }
        when = changed if gone is None else gone
        return Seeded("hris_employments", plan.record_id(remote_id), remote_id, when, when, gone, fields)

    def _pay(
        self, place: Place, kind: str | None, level: float, factor: float, weekly_hours: float | None
    ) -> dict[str, Any]:
        """Give rate, period, frequency and currency: by the hour for some kinds, else as the market counts."""
        usual, full = place.words.pay, place.words.weekly_hours
        frequencies = place.market.frequencies
        frequency = frequencies[int(self._random() * len(frequencies))]
        rate = (usual["low"] + (usual["high"] - usual["low"]) * level) * factor
        hourly = rate * _PERIODS[usual["period"]] / _WEEKS / full
        if kind in LEARNING:
            period, amount = "MONTH", _rounded(usual["low"] * _PERIODS[usual["period"]] / 12 * 0.4, 10)
        elif kind == "FREELANCE":
            period, frequency, amount = "DAY", "PRO_RATA", round(hourly * 8 * 1.8)
        elif kind in (FULL_TIME, None):
            period, amount = usual["period"], _rounded(rate, usual["step"])
        elif kind == PART_TIME and weekly_hours and self._random() < 0.6:
            period, amount = usual["period"], round(rate * weekly_hours / full, 2)
        else:
            period, amount = "HOUR", round(hourly, 2)
            if self._random() < 0.03:
                period = self._organisation.words.raw["pay_period"]
        if self._random() < 0.02:
            frequency = self._organisation.words.raw["pay_frequency"]
        return {
            "pay_rate": amount,
            "pay_period": period,
            "pay_frequency": frequency,
            "pay_currency": place.words.currency,
        }


_UNKNOWN_PAY: dict[str, Any] = {"pay_rate": None, "pay_period": None, "pay_frequency": None, "pay_currency": None}


def _rounded(amount: float, step: float) -> float:
    return round(amount / step) * step
