"""HRIS worlds agree with themselves, whatever their size and market."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mockserver import description
from mockserver.ids import record_id
from mockserver.instants import DAY
from mockserver.world import generate
from tests.world.hris_world import ANCHOR, MARKETS, World, plan

MODELS = {
    id: model
    for id, model in yaml.safe_load(
        (Path(__file__).resolve().parents[2] / "fixtures" / "models.yaml").read_text(encoding="utf-8")
    ).items()
    if model["category"] == "HRIS" and model.get("schema") and not model.get("written")
}


@pytest.fixture(scope="module", params=MARKETS, ids="+".join)
def world(request: pytest.FixtureRequest) -> World:
    return World.of(plan(60, request.param))


@pytest.fixture(scope="module")
def large() -> World:
    return World.of(plan(600, MARKETS[1]))


@pytest.mark.parametrize("size", [0, 1, 5, 19, 20, 60])
def test_there_are_as_many_employees_as_asked_for_and_ids_resolve(size: int) -> None:
    world = World.of(plan(size))

    assert len(world.by_model["hris_employees"]) == size
    assert_agreement(world)


def test_every_id_resolves_in_every_market(world: World) -> None:
    assert_agreement(world)


def test_every_id_resolves_in_a_larger_world(large: World) -> None:
    assert_agreement(large)


def assert_agreement(world: World) -> None:
    """Ids are derived, unique within a model, and those of live records lead to live ones."""
    assert len(world.by_id) == len(world.records)
    for record in world.records:
        assert record.remote_id is not None
        assert record.id == record_id(world.plan.integration_id, record.remote_id)
        for model, id in references(record):
            target = world.get(model, id)
            assert record.deleted_at is not None or target.deleted_at is None, (record.model, model)


def references(record: Any) -> list[tuple[str, str]]:
    """Give what a record points to."""
    fields = record.fields
    found = [("hris_teams", id) for id in fields.get("group_ids", ())]
    for key, model in {
        "employee_id": "hris_employees",
        "approver_id": "hris_employees",
        "manager_id": "hris_employees",
        "parent_id": "hris_teams",
        "type_id": "hris_absence_types",
        "legal_entity_id": "hris_legal_entities",
        "work_location_id": "hris_locations",
    }.items():
        if fields.get(key) is not None:
            found.append((model, fields[key]))
    return found


@pytest.mark.parametrize("model", MODELS)
def test_fields_are_those_of_the_description(world: World, model: str) -> None:
    schema = description.load().schema(MODELS[model]["schema"])
    relations = MODELS[model].get("relations", {})
    added = {"id", "remote_id", "changed_at", "remote_deleted_at"}
    stored = {relation["list"] for relation in relations.values() if "list" in relation}
    own = set(schema["properties"]) - set(relations) - added
    validators = {key: Draft202012Validator(schema["properties"][key]) for key in own}

    assert world.by_model[model]
    for record in world.by_model[model]:
        assert set(record.fields) == own | stored
        for key, validator in validators.items():
            assert validator.is_valid(record.fields[key]), (key, record.fields[key])


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_values(large: World, model: str) -> None:
    fields = MODELS[model]
    for key in large.by_model[model][0].fields:
        assert any(record.fields[key] not in (None, [], {}) for record in large.by_model[model]), (fields["label"], key)


def test_equal_plans_give_equal_worlds_and_other_seeds_other_ones() -> None:
    assert list(generate(plan())) == list(generate(plan()))
    assert [record.fields for record in generate(plan())] != [record.fields for record in generate(plan(seed=43))]


def test_a_larger_anchor_moves_the_world_along() -> None:
    later = World.of(plan(anchor=ANCHOR + 400 * DAY))

    assert max(record.changed_at for record in later.records) > ANCHOR + 380 * DAY
    assert_agreement(later)


def test_nothing_happens_after_the_anchor_and_deletions_are_recent(large: World) -> None:
    for record in large.records:
        assert record.changed_at < ANCHOR
        assert record.changed_at <= record.touched_at < ANCHOR
        if record.deleted_at is not None:
            assert ANCHOR - 13 * DAY < record.deleted_at < ANCHOR
            assert record.changed_at == record.deleted_at


def test_touched_is_the_latest_change_of_what_an_answer_shows(world: World) -> None:
    for record in world.records:
        changes = [record.changed_at]
        relations = MODELS[record.model].get("relations", {}) if record.deleted_at is None else {}
        for relation in relations.values():
            if "linked" not in relation.get("touches", ()):
                continue
            if "one" in relation and record.fields[relation["one"]] is not None:
                changes.append(world.get(relation["to"], record.fields[relation["one"]]).changed_at)
            if "many" in relation:
                changes.extend(child.changed_at for child in world.owned(relation["to"], record))
        assert record.touched_at == max(changes), record.model


def test_some_records_appear_under_updated_after_only_because_of_others(large: World) -> None:
    for model in ("hris_employees", "hris_time_off_balances", "hris_absences"):
        assert any(record.touched_at > record.changed_at for record in large.by_model[model])


def test_a_deleted_employee_takes_everything_along(large: World) -> None:
    gone = [employee for employee in large.by_model["hris_employees"] if employee.deleted_at is not None]

    assert 0.02 <= len(gone) / 600 <= 0.03
    for employee in gone:
        for model in ("hris_employments", "hris_time_off_balances", "hris_absences"):
            assert all(record.deleted_at == employee.deleted_at for record in large.owned(model, employee))


def test_small_lists_hold_a_deleted_record_too(world: World) -> None:
    for model in ("hris_locations", "hris_teams", "hris_absence_types", "hris_employees"):
        assert len(world.live(model)) == len(world.by_model[model]) - 1


@pytest.mark.parametrize(("size", "depth"), [(1, 1), (5, 3), (60, 4), (600, 5), (6_000, 5)])
def test_chains_of_managers_end_at_the_top(size: int, depth: int) -> None:
    employees = {record.id: record for record in generate(plan(size)) if record.model == "hris_employees"}
    deepest = 0
    for employee in employees.values():
        chain = [employee]
        while (manager := chain[-1].fields["manager_id"]) is not None:
            assert len(chain) <= depth
            chain.append(employees[manager])
        deepest = max(deepest, len(chain))

    assert deepest == depth
    tops = [employee for employee in employees.values() if employee.fields["manager_id"] is None]
    assert len(tops) == (1 if size <= 5 else 2)  # one person's manager is missing


def test_a_team_hangs_below_its_department_and_members_are_in_both(large: World) -> None:
    kinds = Counter(group.fields["type"] for group in large.live("hris_teams"))
    assert set(kinds) == {"DEPARTMENT", "TEAM", "COST_CENTER", None}
    assert kinds[None] == 1
    for team in (group for group in large.live("hris_teams") if group.fields["type"] == "TEAM"):
        above = large.get("hris_teams", team.fields["parent_id"])
        while above.fields["type"] == "TEAM":
            above = large.get("hris_teams", above.fields["parent_id"])
        members = [person for person in large.by_model["hris_employees"] if team.id in person.fields["group_ids"]]
        assert above.fields["type"] == "DEPARTMENT"
        assert members
        assert all(above.id in member.fields["group_ids"] for member in members)


def test_places_and_companies_cover_every_market(world: World) -> None:
    countries = {locale[-2:] for locale in world.plan.locales}
    for model in ("hris_locations", "hris_legal_entities"):
        addresses = [record.fields["address"] for record in world.live(model) if record.fields["address"]]
        assert {address["country"] for address in addresses} == countries
    assert 1 <= len(world.live("hris_legal_entities")) <= 4


def test_a_small_world_is_made_in_milliseconds() -> None:
    list(generate(plan()))  # reads the data sets
    started = process_time()
    for seed in range(5):
        list(generate(plan(seed=seed)))

    assert (process_time() - started) / 5 < 0.06  # 0.012 on a machine that does nothing else


def test_a_huge_world_starts_at_once() -> None:
    started = process_time()
    records = list(islice(generate(plan(1_000_000)), 5_000))

    assert len(records) == 5_000
    assert process_time() - started < 3
