"""Employees who were not there before, made as the seeded ones are, with contract and balances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from mockserver.errors import InputInvalid
from mockserver.instants import DAY
from mockserver.state.records import Record
from mockserver.upstream.happening import Happening, NothingFitsError
from mockserver.upstream.hris_people import ACTIVE, EMPLOYEES, GROUPS, PENDING, leader
from mockserver.world.by_day import by_day
from mockserver.world.hris_balances import Balances
from mockserver.world.hris_careers import Career
from mockserver.world.hris_employments import Employments
from mockserver.world.hris_groups import add_absence_types, add_groups
from mockserver.world.hris_identity import Identities
from mockserver.world.hris_organisation import Linked, Organisation, Place, start
from mockserver.world.hris_positions import STAFF, Position
from mockserver.world.hris_profiles import Profiles
from mockserver.world.hris_sites import add_sites
from mockserver.world.people import People
from mockserver.world.plan import Seeded

LOCATIONS, ENTITIES, TYPES = "hris_locations", "hris_legal_entities", "hris_absence_types"
# Values of an employee that are taken as they are given.
_PLAIN = ("first_name", "last_name", "work_email", "personal_email", "job_title", "employment_type", "weekly_hours")


class Home(NamedTuple):
    """Where in the organisation somebody belongs; `place` is the department among the words of the language."""

    department: int
    group_ids: list[str]
    cost_center: str


def organisation_of(happening: Happening) -> Organisation:
    """Give the organisation that the seeded world began with; what became of its records since is in the records."""
    organisation = start(happening.plan)
    add_sites(organisation)
    add_groups(organisation)
    add_absence_types(organisation)
    return organisation


def as_of_now(happening: Happening, organisation: Organisation) -> Organisation:
    """Give the organisation as makers of the world need it for one new employee: today, and with chances of its own."""
    seed = int(happening.rng.random() * 10**15)
    plan = replace(happening.plan, seed=seed, anchor=happening.today * DAY)
    return replace(organisation, company=replace(organisation.company, plan=plan))


def newcomer(happening: Happening, first_day: int) -> Record:
    """Add an employee whose first day is given or today, or who waits for it."""
    seeded = organisation_of(happening)
    organisation = as_of_now(happening, seeded)
    plan, rng = organisation.plan, happening.rng
    people = People(plan.locales, rng)
    person = people.person()
    place = _place(happening, organisation)
    home = home_of(happening, organisation)
    trade = organisation.trade(home.department)
    status = PENDING if first_day > happening.today else ACTIVE
    career = Career("starting" if status == PENDING else "employed", status, first_day, None, (first_day,), None)
    manager = _manager(happening, home)
    linked = Linked(manager["id"], 0) if manager else None
    position = Position(
        STAFF, home.department, happening.one_of(trade.titles), linked, home.group_ids, home.cost_center
    )
    employments = Employments(organisation, rng)
    identities = Identities(people, rng, organisation.words.raw)
    born = identities.birthday(first_day, seasoned=False, learning=False)
    identity = identities.ordinary(person, place.market, born)
    job = employments.job(position, place, happening.values.get("employment_type", "FULL_TIME"), two_jobs=False)
    # The number comes with the record.
    record = happening.records.insert(EMPLOYEES, {})
    number, id = int(record["remote_id"]), record["id"]
    fields = Profiles(organisation, people).fields(number, identity, career, position, job, place)
    fields |= {"remote_created_at": happening.stamp, **_given(happening, fields)}
    fields |= _addresses(happening, fields)
    fields["display_full_name"] = " ".join(fields[key] for key in ("first_name", "last_name") if fields[key]) or None
    record = happening.records.update(EMPLOYEES, id, fields)
    contract = job._replace(title=fields["job_title"], kind=fields["employment_type"])
    made = employments.records(number, id, career, contract, place, trade, None)
    balances = Balances(organisation, rng).records(id, number, career, place, [], None)
    _insert(happening, [*made, *balances])
    return record


def home_of(happening: Happening, organisation: Organisation, *, but: Iterable[str] = ()) -> Home:
    """Give the groups of a position: those of the given group, or of one that is chosen, in no department `but`."""
    group = happening.find("group_id", GROUPS)
    live = {record["id"] for record in happening.records.all(GROUPS)}
    departments = [unit for unit in organisation.departments if unit.id in live and unit.id not in but]
    teams = [unit for unit in organisation.teams if unit.id in live]
    if group is not None:
        team = next((unit for unit in teams if unit.id == group["id"]), None)
        department = next((unit for unit in departments if unit.id == group["id"]), None)
        if team is None and department is None:
            return Home(0, [group["id"]], organisation.cost_centers[0][1])
        number = team.department if team else department.department if department else 0
    elif departments:
        number = happening.one_of(departments).department
        own = [unit for unit in teams if unit.department == number]
        team = happening.one_of(own) if own else None
    else:
        raise NothingFitsError("$.event: there is no other live department; name a group_id.")
    center, code = organisation.cost_centers[number]
    ids = [organisation.departments[number].id, *([team.id] if team else []), center]
    return Home(number, [id for id in ids if id in live], code)


def free_address(happening: Happening, key: str, email: str) -> str:
    """Give an address, with the next number that makes it nobody's where an employee has it already."""
    local, _, domain = email.partition("@")
    number = 1
    while happening.records.where(EMPLOYEES, key, [email.casefold()], include_deleted=True, limit=1):
        number += 1
        email = f"{local}{number}@{domain}"
    return email


def _place(happening: Happening, organisation: Organisation) -> Place:
    """Choose a place of work that is still there; one that is given decides."""
    location = happening.find("work_location_id", LOCATIONS)
    places = organisation.places
    live = happening.records.many(LOCATIONS, [place.location.id for place in places])
    fitting = [
        place
        for place in places
        if (
            live[place.location.id]["remote_deleted_at"] is None
            if location is None
            else place.location.id == location["id"]
        )
    ]
    return happening.one_of(fitting or places)


def _manager(happening: Happening, home: Home) -> Record | None:
    given = happening.find("manager_id", EMPLOYEES)
    if given is not None:
        return given
    for group_id in reversed(home.group_ids[:2]):
        if (found := leader(happening, group_id)) is not None:
            return found
    return None


def _given(happening: Happening, fields: dict[str, Any]) -> dict[str, Any]:
    """Give what the event says of the employee, and which of the drawn places are still there."""
    given = {key: happening.values[key] for key in _PLAIN if key in happening.values}
    for key, model in (("work_location_id", LOCATIONS), ("legal_entity_id", ENTITIES)):
        named = happening.find(key, model)
        drawn = happening.records.get(model, fields[key])
        alive = drawn is not None and drawn["remote_deleted_at"] is None
        given[key] = named["id"] if named else fields[key] if alive else None
    return given


def _addresses(happening: Happening, fields: dict[str, Any]) -> dict[str, Any]:
    """Make drawn addresses nobody else's; a given one that somebody has is refused, as a tool would."""
    found = {}
    for key in ("work_email", "personal_email"):
        email = fields[key]
        if email is None:
            continue
        free = free_address(happening, key, email)
        if key in happening.values and free != email:
            raise InputInvalid(f"$.{key}: an employee with the address {email[:100]} exists already.")
        found[key] = free
    return found


def _insert(happening: Happening, made: Iterable[Seeded]) -> None:
    """Add seeded records under their own numbers, in the way of the tool, as far as what they name is there."""
    coverage = happening.store.catalog.connector(happening.integration.tool).categories["HRIS"]
    rule = coverage.rules.absences_by_day
    types = {kind["id"] for kind in happening.records.all(TYPES)}
    for record in made if rule is None else by_day(happening.plan, made, rule):
        if record.deleted_at is None and record.fields.get("type_id", None) in (None, *types):
            happening.records.insert(record.model, record.fields, remote_id=record.remote_id)
