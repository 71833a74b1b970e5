"""Departments, teams in a tree below them, cost centres and absence types."""

from __future__ import annotations

from mockserver.world.hris_organisation import AbsenceType, Organisation, Unit
from mockserver.world.hris_words import ABSENCE_TYPES, CARRIED

# So many teams report to one department or team: chains of managers get 4 to 6 people long.
SPAN = 4
_TEAMS_FROM_SIZE = 8
# Unit, whether half days and whether exact times are possible; a type for which the tool says nothing of this at all.
_TYPE_RULES: dict[str, tuple[str | None, bool | None, bool | None]] = {
    "vacation": ("DAYS", True, False),
    "sick": ("DAYS", True, False),
    "parental": ("DAYS", False, False),
    "flexitime": ("HOURS", False, True),
    "training": (None, None, None),
    CARRIED: ("DAYS", True, False),
}


def add_groups(organisation: Organisation) -> None:
    """Add the groups: departments, teams, cost centres and one group whose kind the tool does not say."""
    numbers = organisation.company.remote.numbers()

    def group(name: str, kind: str | None, parent: str | None = None, *, deleted: bool = False) -> str:
        number = next(numbers)
        raw = organisation.company.remote.raw("org_units", id=number, unit_name=name, unit_type=kind)
        fields = {"name": name, "type": kind, "parent_id": parent, "remote_data": raw}
        return organisation.add("hris_teams", number, fields, deleted=deleted).id

    size, words = organisation.plan.size, organisation.words
    departments = range(min(len(words.departments), max(1, round(size**0.4))))
    for department in departments:
        id = group(organisation.trade(department).name, "DEPARTMENT")
        organisation.departments.append(Unit(id, department))
    for number in range(int(size**0.55) if size >= _TEAMS_FROM_SIZE else 0):
        rank, department = divmod(number, len(departments))
        parent = (rank // SPAN - 1) * len(departments) + department if rank >= SPAN else None
        above = organisation.departments[department] if parent is None else organisation.teams[parent]
        id = group(_team_name(organisation, department, rank), "TEAM", above.id)
        organisation.teams.append(Unit(id, department, parent))
    for department in departments:
        code = str(4_100 + 50 * department)
        id = group(f"{code} {organisation.trade(department).name}", "COST_CENTER")
        organisation.cost_centers.append((id, code))
    organisation.council = group(words.council, None)
    if organisation.varied:
        name = words.closed.format(name=organisation.trade(0).name)
        group(name, "TEAM", organisation.departments[0].id, deleted=True)


def _team_name(organisation: Organisation, department: int, rank: int) -> str:
    """Call a team after its department and its city, with a number where a city has several."""
    cities = list(dict.fromkeys(place.city.name for place in organisation.places if place.city))
    number = f" {rank // len(cities) + 1}" if rank >= len(cities) else ""
    return f"{organisation.trade(department).name} {cities[rank % len(cities)]}{number}"


def add_absence_types(organisation: Organisation) -> None:
    """Add the absence types, and in a varied world one that was abolished."""
    remote, names = organisation.company.remote, organisation.words.absence_types
    keys = [*ABSENCE_TYPES, CARRIED] if organisation.varied else list(ABSENCE_TYPES)
    for number, key in zip(remote.numbers(small=True), keys, strict=False):
        unit, half_days, exact_times = _TYPE_RULES[key]
        fields = {
            "name": names[key],
            "unit": unit,
            "half_days_supported": half_days,
            "exact_times_supported": exact_times,
            "custom_fields": {"color": f"#{(number * 2_654_435) & 0xFFFFFF:06x}", "paid": key != "parental"},
            "remote_data": remote.raw("absence_types", id=number, type_name=names[key], is_paid=key != "parental"),
        }
        link = organisation.add("hris_absence_types", number, fields, deleted=key == CARRIED)
        if key != CARRIED:
            organisation.absence_types[key] = AbsenceType(key, link.id, str(number), unit, link.changed_at)
