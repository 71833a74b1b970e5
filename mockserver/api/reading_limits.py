"""Kinds of rules that hide records: in lists, in nested views and in paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mockserver.api.reading import Reading
from mockserver.connectors import Relation
from mockserver.instants import DAY, format_date
from mockserver.state.records import Condition, Record, Records

_OVER = ("CLOSED", "ARCHIVED")
_OWN = Condition("created_by_api", "equals", ("true",))
_ANY_TEXT = ("",)
# How these are called where somebody wonders about missing records; the first is a rule and a setting.
_CREATED, _CLOSED_JOBS, _USERS = "only created applications", "closed_jobs", "readable_users"

# Give the ids of the records that are gone.
_Gone = Callable[[Records], Iterable[str]]


def own_applications(reading: Reading) -> None:
    """Only applications that were created through the API are there, with their candidates and what belongs to them."""
    if not reading.own_applications:
        return
    reading.limit(_CREATED, "ats_applications", lambda *_: (_OWN,))
    reading.limit(_CREATED, "ats_candidates", _candidates_of_own)
    for relation in _owned(reading, "ats_applications"):
        _limit_to(reading, relation)


def readable_users(reading: Reading) -> None:
    """Only users who are on the team of a job, or have an e-mail address, are known."""
    rule = reading.rules.readable_users
    if rule is None:
        return
    if rule.in_hiring_team:
        _limit_to_named(reading, _USERS, "ats_users", ("ats_jobs", "hiring_team.user_id"))
    if rule.with_email:
        with_email = Condition("email", "at_least", _ANY_TEXT)
        reading.limit(_USERS, "ats_users", lambda records, _: reading.stored("ats_users", records, with_email))
    reading.change("ats_jobs", lambda records, batch: _without_unknown_contacts(reading, records, batch))


def readable_stages(reading: Reading) -> None:
    """Only stages in which an application is, one that is there itself, are known."""
    if reading.rules.readable_stages == "in_use":
        _limit_to_named(reading, "readable_stages", "ats_application_stages", ("ats_applications", "current_stage_id"))


def closed_jobs(reading: Reading) -> None:
    """A job that was closed is gone with all that belongs to it; a list with deleted records shows it as deleted."""
    if reading.rules.closed_jobs != "vanish":
        return
    still_there, closed = Condition("status", "none_of", _OVER), Condition("status", "equals", _OVER)
    reading.limit(_CLOSED_JOBS, "ats_jobs", lambda _, deleted_too: () if deleted_too else (still_there,))
    reading.change("ats_jobs", lambda _, batch: [_deleted_when_closed(job) for job in batch])
    _vanish_below(reading, "ats_jobs", lambda records: records.ids("ats_jobs", (closed,)))


def old_absences(reading: Reading) -> None:
    """Absences that began too long ago are out of reach."""
    rule = reading.rules.absences_by_day
    if rule is None:
        return
    reach = rule.days_back * DAY
    reading.by_day = True
    reading.limit(
        "absences_by_day",
        "hris_absences",
        lambda records, _: (Condition("start_date", "at_least", (format_date(records.now - reach),)),),
    )


LIMITS = (own_applications, readable_users, readable_stages, closed_jobs, old_absences)


def _owned(reading: Reading, model: str) -> list[Relation]:
    return [relation for relation in reading.catalog.models[model].relations.values() if relation.owned]


def _candidates_of_own(records: Records, _: bool) -> Sequence[Condition]:
    """A person who was known before counts as well as soon as one of the own applications is his or hers."""
    applied = records.values("ats_applications", "candidate_id", (_OWN,))
    return (Condition("id", "equals", tuple({*applied, *records.ids("ats_candidates", (_OWN,))})),)


def _limit_to(reading: Reading, relation: Relation) -> None:
    """Leave only the records whose owner is there."""

    def limit(records: Records, deleted_too: bool) -> Sequence[Condition]:
        there = records.ids(relation.model, reading.conditions(relation.model, records, deleted_too=deleted_too))
        return (Condition(relation.path, "equals", tuple(there)),)

    reading.limit(_CREATED, relation.to, limit)


def _limit_to_named(reading: Reading, rule: str, model: str, place: tuple[str, str]) -> None:
    """Leave only the records that live ones of another model name, at a place of theirs."""
    by, path = place

    def limit(records: Records, _: bool) -> Sequence[Condition]:
        named = records.values(by, path, reading.conditions(by, records))
        return (Condition("id", "equals", tuple(named)),)

    reading.limit(rule, model, limit)


def _without_unknown_contacts(reading: Reading, records: Records, batch: Sequence[Record]) -> Sequence[Record]:
    """Let no job name a user whom the tool does not know."""
    named = [{"id": id} for id in {job.get("contact_id") for job in batch} if id is not None]
    known = {user["id"] for user in reading.visible("ats_users", records, named)}
    return [job if job.get("contact_id") in known else {**job, "contact_id": None} for job in batch]


def _deleted_when_closed(job: Record) -> Record:
    if job["remote_deleted_at"] is not None or job.get("status") not in _OVER:
        return job
    return {**job, "remote_deleted_at": job.get("closed_at") or job["changed_at"]}


def _vanish_below(reading: Reading, owner: str, gone: _Gone) -> None:
    """Let everything that belongs to records which are gone go with them."""
    for relation in _owned(reading, owner):
        _vanish_with(reading, relation, gone)


def _vanish_with(reading: Reading, relation: Relation, gone: _Gone) -> None:
    model, by = relation.to, relation.path

    def limit(records: Records, deleted_too: bool) -> Sequence[Condition]:
        return () if deleted_too else (Condition(by, "none_of", tuple(gone(records))),)

    def mark(records: Records, batch: Sequence[Record]) -> Sequence[Record]:
        owners = list(records.many(relation.model, (record[by] for record in batch if record.get(by))).values())
        deleted = {
            record["id"]: record["remote_deleted_at"] for record in reading.shown(relation.model, records, owners)
        }
        return [
            {**record, "remote_deleted_at": record["remote_deleted_at"] or deleted.get(record.get(by))}
            for record in batch
        ]

    reading.limit(_CLOSED_JOBS, model, limit)
    reading.change(model, mark)
    _vanish_below(reading, model, lambda records: records.ids(model, (Condition(by, "equals", tuple(gone(records))),)))
