"""Employees one by one, each with contracts, absences and balances that agree with the employee and one another."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.instants import DAY
from mockserver.world.hris_absences import Absences
from mockserver.world.hris_balances import Balances
from mockserver.world.hris_careers import SHOWN, Career, Careers
from mockserver.world.hris_employments import LEARNING, Employments
from mockserver.world.hris_identity import Identities, Identity
from mockserver.world.hris_organisation import Linked, Organisation, Place, recently
from mockserver.world.hris_positions import STAFF, Position, Positions
from mockserver.world.hris_profiles import Profiles
from mockserver.world.moments import synced, working_time
from mockserver.world.people import People
from mockserver.world.plan import Seeded
from mockserver.world.texts import shared

# Below the leaders, counted from 0, every fourth has a career worth showing and every fourth a name, until all were
# shown; single ones are unusual in other ways.
_EVERY, _CAREERS_AT, _NAMES_AT = 4, 1, 3
_SPECIAL = {4: "leap_day", 12: "before_1970", 16: "non_binary", 20: "unmapped_gender"}
_WITHOUT_MANAGER = 2
_OVERLAPPING_EVERY, _OVERLAPPING_AT = 50, 6
_DELETED_EVERY, _DELETED_AT = 37, 8


class Staff:
    """Makes the employees of an organisation, in order."""

    def __init__(self, organisation: Organisation) -> None:
        plan, raw = organisation.plan, organisation.words.raw
        people = People(plan.locales, plan.rng("people"))
        self._organisation = organisation
        self._random = plan.rng("employees").random
        self._people = people
        self._careers = Careers(organisation.today, plan.rng("careers"), raw["employment_status"])
        self._identities = Identities(people, plan.rng("identities"), raw)
        self._positions = Positions(organisation, plan.rng("positions"))
        self._profiles = Profiles(organisation, people)
        self._employments = Employments(organisation, plan.rng("employments"))
        self._absences = Absences(organisation, plan.rng("absences"))
        self._balances = Balances(organisation, plan.rng("balances"))
        self._numbers = organisation.company.remote.numbers()
        self._hard_people = shared()["hard_people"]
        # Somebody who left a while ago, from where and when: the one who comes back.
        self._former: tuple[Identity, Place, int] | None = None

    def records(self) -> Iterator[Seeded]:
        """Give all employees, each followed by what belongs to them."""
        for number in range(self._organisation.plan.size):
            yield from self._employee(number)

    def _employee(self, number: int) -> list[Seeded]:
        organisation = self._organisation
        position = self._positions.position(number)
        turn = number - self._positions.leaders
        kind = self._employments.kind(position, usual=organisation.varied and turn in _SPECIAL)
        learning = kind in LEARNING
        career = self._career(position, turn, learning=learning)
        identity, place = self._person(position, career, turn, learning=learning)
        if turn == _WITHOUT_MANAGER:
            position = position._replace(manager=None)
        manager = position.manager
        remote_number = next(self._numbers)
        id = organisation.plan.record_id(str(remote_number))
        gone = self._gone(turn)
        link = Linked(id, self._changed(career) if gone is None else gone)
        self._positions.take(position, link)
        job = self._employments.job(position, place, kind, two_jobs=career.course == "two_jobs")
        trade = organisation.trade(position.department)
        contracts = self._employments.records(remote_number, id, career, job, place, trade, gone)
        overlapping = turn % _OVERLAPPING_EVERY == _OVERLAPPING_AT
        absences = self._absences.records(id, manager and manager.id, career, gone, overlapping=overlapping)
        balances = self._balances.records(id, remote_number, career, place, absences, gone)
        touched = link.changed_at
        if gone is None:
            linked = [place.location, place.entity, manager or link]
            touched = max(touched, *(one.changed_at for one in linked), *(one.changed_at for one in contracts))
            touched = max(touched, *(one.changed_at for one in balances))
        fields = self._profiles.fields(remote_number, identity, career, position, job, place)
        employee = Seeded("hris_employees", id, str(remote_number), link.changed_at, touched, gone, fields)
        return [employee, *contracts, *balances, *absences]

    def _career(self, position: Position, turn: int, *, learning: bool) -> Career:
        careers = self._careers
        if position.rank != STAFF:
            return careers.career("employed", seasoned=True)
        shown, place = divmod(turn, _EVERY)
        if shown < len(SHOWN) and self._organisation.varied:
            course = SHOWN[shown] if place == _CAREERS_AT else "employed"
        elif turn % _DELETED_EVERY == _DELETED_AT:
            course = "employed"  # whoever is deleted has been there before
        else:
            course = careers.course()
        if course == "returned":
            return careers.career("employed") if self._former is None else careers.returned(self._former[2])
        return careers.career(course, learning=learning)

    def _person(self, position: Position, career: Career, turn: int, *, learning: bool) -> tuple[Identity, Place]:
        organisation, random = self._organisation, self._random
        if career.course == "returned" and self._former is not None:
            former, place, _ = self._former
            self._former = None
            return self._identities.again(former), place
        person = self._people.person()
        places = organisation.places_by_country.get(person.words.country, organisation.places)
        place = places[int(random() ** 2 * len(places))]
        special = _SPECIAL.get(turn) if organisation.varied else None
        born = self._identities.birthday(career.hired, special, seasoned=position.rank != STAFF, learning=learning)
        shown, rest = divmod(turn, _EVERY)
        if organisation.varied and rest == _NAMES_AT and 0 <= shown < len(self._hard_people):
            return self._identities.hard(self._hard_people[shown], place.market, born), place
        identity = self._identities.ordinary(person, place.market, born, special)
        if career.course == "left" and career.termination is not None:
            self._former = identity, place, career.termination
        return identity, place

    def _gone(self, turn: int) -> int | None:
        if self._organisation.varied and turn >= 0 and turn % _DELETED_EVERY == _DELETED_AT:
            return recently(self._organisation.plan.anchor, self._random)
        return None

    def _changed(self, career: Career) -> int:
        """Draw when the employee's own data changed last: some time after the last event of the career."""
        latest = self._organisation.today - 4
        event = min(career.last_event(self._organisation.today), latest)
        day = event + int(self._random() * (latest - event))
        return synced(working_time(day * DAY, self._random), self._organisation.plan.anchor, self._random)
