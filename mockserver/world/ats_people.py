"""The company's side of recruiting: users with their roles, tags and rejection reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, NamedTuple

from mockserver.instants import DAY
from mockserver.world.company import Company
from mockserver.world.moments import synced, working_time
from mockserver.world.people import People, work_email
from mockserver.world.plan import Seeded

# Who works in recruiting, repeated until there are enough; the first is whoever set the system up.
_ROLES = (
    "ADMIN", "RECRUITER", "HIRING_MANAGER", "HIRING_MANAGER", "RECRUITER", "INTERVIEWER", "COORDINATOR",
    "HIRING_MANAGER", "SOURCER", "HIRING_MANAGER", "RECRUITER", "INTERVIEWER",
)  # fmt: skip
_FEWEST_USERS = 8
# One user in so many left the company; their account stays, switched off.
_LEFT_EVERY = 6
# A world of this size holds deleted and unusual records; a smaller one is for looking at single cases.
VARIED_SIZE = 30


class User(NamedTuple):
    """What jobs and interviews need to know of a user."""

    id: str
    name: str
    role: str


@dataclass(slots=True)
class Team:
    """The live users who can be put on a hiring team."""

    recruiters: list[User] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)
    others: list[User] = field(default_factory=list)


class Named(NamedTuple):
    """A tag or rejection reason that is in use."""

    id: str
    name: str


def users(company: Company, jobs: int, team: Team) -> Iterator[Seeded]:
    """Give the users, and put those who are there for the hiring into `team`."""
    plan, remote = company.plan, company.remote
    rng = plan.rng("users")
    people = People(plan.locales, rng)
    wanted = _FEWEST_USERS + int(0.8 * sqrt(jobs))
    varied = plan.size >= VARIED_SIZE
    for number, place in zip(remote.numbers(small=True), range(wanted), strict=False):
        role = _ROLES[place % len(_ROLES)]
        person = people.person()
        remote_id = str(number)
        since = plan.anchor - int(430 + rng.random() * 900) * DAY
        changed = synced(working_time(since + int(rng.random() * 400) * DAY, rng.random), plan.anchor, rng.random)
        deleted = _recently(plan.anchor, rng.random()) if varied and place == wanted - 2 else None
        left = place % _LEFT_EVERY == _LEFT_EVERY - 1 or deleted is not None
        # A technical account without a mailbox: clients must not take the address for granted.
        email = None if varied and place == wanted - 3 else work_email(person)
        user = User(plan.record_id(remote_id), f"{person.first_name} {person.last_name}", role)
        if not left:
            _seat(team, user)
        fields: dict[str, Any] = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": email,
            "status": "INACTIVE" if left else "ACTIVE",
            "system_roles": _system_roles(company, role, also_admin=place == 1),
            "remote_data": remote.raw("users", id=number, full_name=user.name, is_active=not left),
        }
        when = deleted or changed
        yield Seeded("ats_users", user.id, remote_id, when, when, deleted, fields)


def tags(company: Company, live: list[Named]) -> Iterator[Seeded]:
    """Give the tags, and put the live ones into `live`."""
    return _names(company, "ats_tags", "tags", live)


def rejection_reasons(company: Company, live: list[Named]) -> Iterator[Seeded]:
    """Give the rejection reasons, and put the live ones into `live`."""
    return _names(company, "ats_rejection_reasons", "rejection_reasons", live)


def _names(company: Company, model: str, kind: str, live: list[Named]) -> Iterator[Seeded]:
    plan, remote = company.plan, company.remote
    rng = plan.rng(kind)
    names = company.texts[kind]
    for number, name in zip(remote.numbers(small=True), names, strict=False):
        remote_id = str(number)
        since = plan.anchor - int(200 + rng.random() * 900) * DAY
        changed = synced(working_time(since, rng.random), plan.anchor, rng.random)
        dropped = plan.size >= VARIED_SIZE and name == names[-1]
        deleted = _recently(plan.anchor, rng.random()) if dropped else None
        entry = Named(plan.record_id(remote_id), name)
        if deleted is None:
            live.append(entry)
        when = deleted or changed
        fields = {"name": name, "remote_data": remote.raw(kind, id=number, name=name)}
        yield Seeded(model, entry.id, remote_id, when, when, deleted, fields)


def _seat(team: Team, user: User) -> None:
    if user.role in ("RECRUITER", "ADMIN"):
        team.recruiters.append(user)
    elif user.role == "HIRING_MANAGER":
        team.managers.append(user)
    else:
        team.others.append(user)


def _system_roles(company: Company, role: str, *, also_admin: bool) -> list[dict[str, Any]]:
    labels = company.texts["roles"]
    kept = [role, "ADMIN"] if also_admin else [role]
    order = list(labels)
    return [
        {"remote_id": str(order.index(name) + 1), "remote_label": labels[name], "scope": "SYSTEM", "unified_type": name}
        for name in kept
    ]


def _recently(anchor: int, chance: float) -> int:
    """Give an instant of the last 12 days: deleted records are shown for two weeks before they are erased."""
    return anchor - DAY // 2 - int(chance * 12 * DAY)
