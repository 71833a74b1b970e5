"""Referential integrity of a stored world: what every history, however it came about, has to leave behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from mockserver.connectors import Catalog
from mockserver.ids import record_id
from mockserver.instants import format_date, parse_instant
from mockserver.state.records import Record, Records
from mockserver.upstream.references import references

# A tool that keeps absences by day rounds each of them.
ROUNDED = 0.1
# Instants that follow one another, as far as they are known, by model.
ORDERS: dict[str, list[tuple[str, ...]]] = {
    "ats_jobs": [("remote_created_at", "opened_at", "closed_at"), ("remote_created_at", "remote_updated_at")],
    "ats_candidates": [("remote_created_at", "remote_updated_at")],
    "ats_applications": [("remote_created_at", "rejected_at"), ("remote_created_at", "remote_updated_at")],
    "ats_interviews": [("remote_created_at", "remote_updated_at"), ("remote_created_at", "starting_at", "ending_at")],
    "ats_offers": [("remote_created_at", "remote_updated_at")],
    "hris_employees": [("start_date", "termination_date")],
    "hris_absences": [("start_date", "end_date"), ("remote_created_at", "remote_updated_at")],
}


def problems(records: Records, catalog: Catalog, integration_id: str, anchor: int) -> list[str]:
    """Give what is wrong with a world, in words; nothing if all is well. `anchor` is that of its environment."""
    world = {model: {one["id"]: one for one in records.all(model, include_deleted=True)} for model in catalog.models}
    return [
        *_ids(world, integration_id),
        *_references(world, catalog),
        *_instants(world),
        *_jobs(world),
        *_applications(world),
        *_staff(world),
        *_balances(world, format_date(anchor)[:4]),
    ]


World = dict[str, dict[str, Record]]


def _ids(world: World, integration_id: str) -> Iterator[str]:
    for model, found in world.items():
        for record in found.values():
            if record["id"] != record_id(integration_id, record["remote_id"]):
                yield f"{model} {record['id']}: the id is not that of {record['remote_id']}"


def _references(world: World, catalog: Catalog) -> Iterator[str]:
    """Every id resolves, and live records name live ones only."""
    keys = _keys(catalog)
    for model, found in world.items():
        for record in found.values():
            for path, to in keys[model]:
                for id in _ids_at(record, path):
                    target = world[to].get(id)
                    if target is None:
                        yield f"{model} {record['id']}: {path} {id} leads nowhere"
                    elif _lives(record) and not _lives(target):
                        yield f"{model} {record['id']}: {path} {id} is deleted"


def _keys(catalog: Catalog) -> dict[str, list[tuple[str, str]]]:
    """Give the places of ids in each model, and the model that each names."""
    keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, model in catalog.models.items():
        for relation in model.relations.values():
            if relation.many:
                keys[relation.to].append((relation.many, name))
    for reference in references():
        keys[reference.of].append((reference.path, reference.to))
    return keys


def _ids_at(record: Record, path: str) -> list[str]:
    key, _, item = path.partition(".")
    value = record.get(key)
    entries = value if isinstance(value, list) else [value]
    found = [entry[item] if item and entry else entry for entry in entries]
    return [id for id in found if id is not None]


def _instants(world: World) -> Iterator[str]:
    for model, orders in ORDERS.items():
        for record in world[model].values():
            for order in orders:
                known = [parse_instant(record[key]) for key in order if record.get(key) is not None]
                if known != sorted(known):
                    yield f"{model} {record['id']}: {', '.join(order)} are out of order"
            if (
                _lives(record)
                and record.get("remote_updated_at")
                and record["remote_updated_at"] > record["changed_at"]
            ):
                yield f"{model} {record['id']}: changed_at lies before remote_updated_at"


def _jobs(world: World) -> Iterator[str]:
    for job in _live(world, "ats_jobs"):
        for key in ("stages", "screening_questions"):
            if [entry["index"] for entry in job[key]] != list(range(len(job[key]))):
                yield f"job {job['id']}: the {key} are not numbered in order"
        if (job["closed_at"] is not None) != (job["status"] in {"CLOSED", "ARCHIVED"}):
            yield f"job {job['id']} is {job['status']} and closed at {job['closed_at']}"


def _applications(world: World) -> Iterator[str]:
    accepted = {offer["application_id"] for offer in _live(world, "ats_offers") if offer["status"] == "ACCEPTED"}
    applied = set()
    for application in _live(world, "ats_applications"):
        stages = [entry["stage_id"] for entry in world["ats_jobs"][application["job_id"]]["stages"]]
        outcome, stage = application["outcome"], application["current_stage_id"]
        pair = application["candidate_id"], application["job_id"]
        wrong = {
            f"is in stage {stage}, which is none of its job": stage not in stages,
            "is not in the last stage": outcome == "HIRED" and stage != stages[-1],
            "has an accepted offer": application["id"] in accepted and outcome != "HIRED",
            f"is rejected at {application['rejected_at']}": (outcome == "DECLINED")
            != (application["rejected_at"] is not None),
            "is the second one of a candidate for one job": pair in applied,
        }
        yield from (
            f"application {application['id']} is {outcome} and {text}" for text, holds in wrong.items() if holds
        )
        applied.add(pair)


def _staff(world: World) -> Iterator[str]:
    employees = world["hris_employees"]
    for person in _live(world, "hris_employees"):
        seen: list[Any] = []
        above = person["manager_id"]
        while above is not None and above not in seen:
            seen.append(above)
            above = employees[above]["manager_id"]
        if person["id"] in seen:
            yield f"employee {person['id']} leads somebody above"
        if person["employment_status"] == "INACTIVE" and person["termination_date"] is None:
            yield f"employee {person['id']} is INACTIVE without a last day"
    mails = [person["work_email"] for person in _live(world, "hris_employees") if person["work_email"]]
    if len(set(mails)) != len(mails):
        yield "two employees have one address at work"


def _balances(world: World, year: str) -> Iterator[str]:
    """What is used is what absences took, or what was approved in the year of the seeded world."""
    used: dict[tuple[str, str], float] = defaultdict(float)
    for absence in _live(world, "hris_absences"):
        key = absence["employee_id"], absence["type_id"]
        if "taken" in absence:
            used[key] += absence["taken"].get("used", 0.0)
        elif absence["status"] == "APPROVED" and absence["amount"] and absence["start_date"][:4] == year:
            used[key] += absence["amount"]
    for balance in _live(world, "hris_time_off_balances"):
        wanted = used[balance["employee_id"], balance["type_id"]]
        if balance["used"] is not None and abs(balance["used"] - wanted) > ROUNDED:
            yield f"balance {balance['id']}: used is {balance['used']}, absences took {wanted}"


def _live(world: World, model: str) -> list[Record]:
    return [record for record in world[model].values() if _lives(record)]


def _lives(record: Record) -> bool:
    return record["remote_deleted_at"] is None
