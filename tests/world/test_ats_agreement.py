"""Everything in a recruiting world agrees with everything else: ids, stages, dates, deletions, change stamps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.ids import record_id
from mockserver.instants import DAY, parse_instant
from mockserver.resources import fixtures_directory
from mockserver.world import Plan, Seeded, generate

if TYPE_CHECKING:
    from tests.world.conftest import MakePlan

MODELS = yaml.safe_load((fixtures_directory() / "models.yaml").read_text(encoding="utf-8"))
LOCALES = [("en_US",), ("de_AT", "de_DE"), ("fr_FR",), ("pl_PL",), ("da_DK",), ("en_GB",)]
PLAIN_REFERENCES = {
    "ats_jobs": {"contact_id": "ats_users"},
    "ats_job_postings": {"job_id": "ats_jobs"},
    "ats_applications": {"rejection_reason_id": "ats_rejection_reasons"},
    "ats_interviews": {"stage_id": "ats_application_stages"},
    "ats_attachments": {"candidate_id": "ats_candidates", "application_id": "ats_applications"},
}
EMAIL = re.compile(r"^(?!\.)(?!.*\.\.)([\w'+-.]*)[\w+-]@([\da-z][\da-z-]*\.)+[a-z]{2,}$", re.IGNORECASE)


class World:
    """A generated world with the lookups that tests need."""

    def __init__(self, records: list[Seeded], plan: Plan) -> None:
        self.plan, self.records = plan, records
        self.by_model: defaultdict[str, dict[str, Seeded]] = defaultdict(dict)
        for record in records:
            assert record.id not in self.by_model[record.model], record
            self.by_model[record.model][record.id] = record

    def __getitem__(self, short: str) -> list[Seeded]:
        return list(self.by_model[f"ats_{short}"].values())

    def get(self, short: str, record_id: str) -> Seeded:
        return self.by_model[f"ats_{short}"][record_id]


@pytest.fixture(params=[*range(6), "tiny", "one", "none", "medium"], ids=str)
def world(request: pytest.FixtureRequest, make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> World:
    sizes = {"tiny": 30, "one": 1, "none": 0, "medium": 1_500}
    size = sizes.get(request.param, 150)
    locales = LOCALES[request.param] if isinstance(request.param, int) else LOCALES[0]
    plan = make_plan(size, locales=locales, tool=f"tool{request.param}")
    return World(world_of(plan), plan)


def test_ids_are_those_of_the_integration(world: World) -> None:
    for record in world.records:
        assert record.remote_id is not None
        assert record.id == record_id(world.plan.integration_id, record.remote_id)
        assert record.remote_id.isdigit()


def test_every_id_resolves_and_live_records_refer_to_live_ones(world: World) -> None:
    for record in world.records:
        for model, other in references(record):
            target = world.by_model[model].get(other)
            assert target, (record.model, record.remote_id, model)
            if record.deleted_at is None:
                assert target.deleted_at is None, (record, target)


def references(record: Seeded) -> Iterator[tuple[str, str]]:
    """Follow models.yaml, and what it does not call a relation."""
    for relation in MODELS[record.model].get("relations", {}).values():
        if "one" in relation:
            yield relation["to"], record.fields[relation["one"]]
        if "list" in relation:
            item = relation.get("item")
            for entry in record.fields[relation["list"]]:
                yield relation["to"], entry[item] if item else entry
    for key, to in PLAIN_REFERENCES.get(record.model, {}).items():
        if record.fields[key] is not None:
            yield to, record.fields[key]
    for question in record.fields.get("screening_questions", []):
        if question["precondition_question_id"]:
            yield "ats_screening_questions", question["precondition_question_id"]


def test_change_stamps_follow_the_table_of_nested_changes(world: World) -> None:
    """Worked out from models.yaml alone; the generator computes them on the way."""
    children = defaultdict(list)
    for model, entry in MODELS.items():
        for relation in entry.get("relations", {}).values():
            if "many" in relation and relation.get("touches"):
                for record in world.by_model.get(relation["to"], {}).values():
                    children[model, record.fields[relation["many"]]].append(record)
    for record in world.records:
        expected = [record.changed_at, *(child.changed_at for child in children[record.model, record.id])]
        for relation in MODELS[record.model].get("relations", {}).values():
            if "one" in relation and "linked" in relation.get("touches", []):
                target = world.by_model[relation["to"]].get(record.fields[relation["one"]])
                assert target is not None, record
                expected.append(target.changed_at)
        assert record.touched_at == max(expected), record
        assert record.changed_at <= world.plan.anchor
        assert record.changed_at > parse_instant("2019-01-01")


def test_deleted_records_are_recent_and_owned_ones_go_along(world: World) -> None:
    for record in world.records:
        if record.deleted_at is not None:
            assert record.deleted_at == record.changed_at
            assert world.plan.anchor - 13 * DAY < record.deleted_at < world.plan.anchor
    owners = [
        (model, relation)
        for model, entry in MODELS.items()
        for relation in entry.get("relations", {}).values()
        if relation.get("owned")
    ]
    for model, relation in owners:
        for child in world.by_model.get(relation["to"], {}).values():
            owner = world.by_model[model].get(child.fields[relation["many"]])
            if owner and owner.deleted_at is not None:
                assert child.deleted_at is not None
                assert child.deleted_at <= owner.deleted_at


def test_a_varied_world_has_a_few_deleted_records(world: World) -> None:
    deleted = {record.model for record in world.records if record.deleted_at is not None}
    if world.plan.size >= 150:
        assert deleted >= {"ats_candidates", "ats_applications", "ats_jobs", "ats_users", "ats_tags"}
        gone = sum(record.deleted_at is not None for record in world["candidates"])
        assert 0.01 <= gone / world.plan.size <= 0.04
    if world.plan.size < 30:
        assert not deleted


def test_instants_are_in_order(world: World) -> None:
    anchor = world.plan.anchor
    for job in world["jobs"]:
        fields = job.fields
        order(fields["remote_created_at"], fields["opened_at"], fields["closed_at"], fields["remote_updated_at"])
        assert (fields["closed_at"] is not None) == (fields["status"] in {"CLOSED", "ARCHIVED"})
        assert (fields["opened_at"] is None) == (fields["status"] == "DRAFT")
    for candidate in world["candidates"]:
        order(candidate.fields["remote_created_at"], candidate.fields["remote_updated_at"], candidate.changed_at)
    for application in world["applications"]:
        fields = application.fields
        job, candidate = world.get("jobs", fields["job_id"]), world.get("candidates", fields["candidate_id"])
        end = application.deleted_at or anchor
        order(fields["remote_created_at"], fields["remote_updated_at"], end)
        order(job.fields["opened_at"], fields["remote_created_at"], job.fields["closed_at"])
        order(candidate.fields["remote_created_at"], fields["remote_created_at"])
        order(fields["remote_created_at"], fields["rejected_at"], end)
    for interview in world["interviews"]:
        fields = interview.fields
        application = world.get("applications", fields["application_id"])
        order(application.fields["remote_created_at"], fields["remote_created_at"], fields["starting_at"])
        order(fields["starting_at"], fields["ending_at"])
        order(fields["remote_created_at"], anchor)
        if instant(fields["starting_at"]) > anchor:
            assert application.fields["outcome"] == "PENDING"
    for offer in world["offers"]:
        fields = offer.fields
        application = world.get("applications", fields["application_id"])
        order(application.fields["remote_created_at"], fields["remote_created_at"], fields["remote_updated_at"])
        order(fields["remote_updated_at"], fields["employment_start_date"])


def order(*moments: int | str | None) -> None:
    known = [instant(moment) for moment in moments if moment is not None]
    assert known == sorted(known), moments


def instant(moment: int | str) -> int:
    return moment if isinstance(moment, int) else parse_instant(moment)


def test_applications_stand_in_a_stage_of_their_job(world: World) -> None:
    stages_of = {job.id: [entry["stage_id"] for entry in job.fields["stages"]] for job in world["jobs"]}
    for application in world["applications"]:
        fields = application.fields
        stages = stages_of[fields["job_id"]]
        assert fields["current_stage_id"] in stages
        assert (fields["outcome"] == "HIRED") == (fields["current_stage_id"] == stages[-1])
        declined = fields["outcome"] == "DECLINED"
        for key in ("rejection_reason_name", "rejection_reason_id", "rejected_at"):
            assert (fields[key] is not None) == declined
        if declined:
            reason = world.get("rejection_reasons", fields["rejection_reason_id"])
            assert reason.fields["name"] == fields["rejection_reason_name"]
    for interview in world["interviews"]:
        application = world.get("applications", interview.fields["application_id"])
        assert interview.fields["stage_id"] in stages_of[application.fields["job_id"]]
    for offer in world["offers"]:
        outcome = world.get("applications", offer.fields["application_id"]).fields["outcome"]
        accepted = offer.fields["status"] == "ACCEPTED"
        assert accepted == (outcome == "HIRED")


def test_each_job_has_a_pipeline_of_its_own(world: World) -> None:
    used = [entry["stage_id"] for job in world["jobs"] for entry in job.fields["stages"]]
    assert len(set(used)) == len(used) == len(world["application_stages"])
    for job in world["jobs"]:
        assert [entry["index"] for entry in job.fields["stages"]] == list(range(len(job.fields["stages"])))
        assert 5 <= len(job.fields["stages"]) <= 7
        assert [entry["index"] for entry in job.fields["screening_questions"]] == list(
            range(len(job.fields["screening_questions"]))
        )


def test_nobody_applies_twice_to_one_job(world: World) -> None:
    pairs = [(entry.fields["candidate_id"], entry.fields["job_id"]) for entry in world["applications"]]
    assert len(set(pairs)) == len(pairs)


def test_preconditions_name_options_of_an_earlier_question_of_the_job(world: World) -> None:
    for job in world["jobs"]:
        earlier: dict[str, dict[str, Any]] = {}
        for entry in job.fields["screening_questions"]:
            if entry["precondition_question_id"]:
                kind = earlier[entry["precondition_question_id"]]
                allowed = [True, False] if kind["type"] == "BOOLEAN" else [option["id"] for option in kind["options"]]
                assert entry["precondition_options"]
                assert set(entry["precondition_options"]) <= set(allowed)
            else:
                assert entry["precondition_options"] is None
            earlier[entry["question_id"]] = world.get("screening_questions", entry["question_id"]).fields["format"]


ANSWER_KEYS = {
    "TEXT": "content",
    "NUMBER": "number",
    "DATE": "date",
    "BOOLEAN": "checked",
    "UNKNOWN": "raw",
    "SINGLE_SELECT": "choice",
    "MULTI_SELECT": "choices",
}


def test_answers_fit_the_questions_of_the_job(world: World) -> None:
    questions = {question.remote_id: question for question in world["screening_questions"]}
    seen = set()
    for application in world["applications"]:
        job = world.get("jobs", application.fields["job_id"])
        asked = {entry["question_id"]: entry for entry in job.fields["screening_questions"]}
        answered = {}
        for entry in application.fields["screening_question_answers"]:
            question = questions[entry["question"]["remote_id"]]
            own = question.fields["format"]
            title = question.fields["title"]
            assert entry["question"] == {"remote_id": question.remote_id, "title": title, "type": own["type"]}
            answered[question.id] = chosen(own, entry["answer"], application)
            seen.add(own["type"])
        assert set(answered) <= set(asked)
        check_conditions(asked, answered)
    if world.plan.size >= 150:
        assert seen == set(ANSWER_KEYS)


def chosen(own: dict[str, Any], answer: dict[str, Any], application: Seeded) -> Any:
    """Check an answer against the format, and give what preconditions look at."""
    ((key, value),) = answer.items()
    assert key == ANSWER_KEYS[own["type"]]
    ids = {option["name"]: option["id"] for option in own.get("options", [])}
    if key == "choice":
        return ids[value]
    if key == "choices":
        assert set(value) <= set(ids)
    if key == "number":
        assert own["min"] <= value <= own["max"]
    if key == "date":
        order(application.fields["remote_created_at"], value)
    return value if key == "checked" else None


def check_conditions(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    """Hidden questions have no answer; required ones that are always shown have one, if the form was used at all."""
    for question_id, entry in asked.items():
        precondition = entry["precondition_question_id"]
        if precondition and question_id in answered:
            assert answered[precondition] in entry["precondition_options"]
        if answered and entry["required"] and not precondition:
            assert question_id in answered


def test_addresses_reach_nobody(world: World) -> None:
    for text in strings(world.records):
        for address in re.findall(r"[\w.'+-]+@[\w.-]+", text):
            assert re.search(r"@example\.(com|org|net)$", address), address
        for host in re.findall(r"https?://([^/\s\"<]+)", text):
            assert re.search(r"(^|\.)example\.(com|org|net)$", host), host


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from strings(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from strings(entry)


def test_addresses_are_shared_only_on_purpose(world: World) -> None:
    owners = defaultdict(set)
    for candidate in world["candidates"]:
        for entry in candidate.fields["email_addresses"] or []:
            assert EMAIL.match(entry["email_address"])
            owners[entry["email_address"]].add(candidate.id)
    shared = [ids for ids in owners.values() if len(ids) > 1]
    assert len(shared) <= 2  # a person who is there twice may have two addresses
    assert bool(shared) == (world.plan.size >= 30)
    staff = [user.fields["email"] for user in world["users"] if user.fields["email"]]
    assert len(set(staff)) == len(staff)
    assert not set(staff) & set(owners)


def test_remote_data_agrees_with_the_record(world: World) -> None:
    for record in world.records:
        if record.model in {"ats_screening_questions", "ats_attachments"}:
            continue
        ((path, raw),) = record.fields["remote_data"].items()
        assert path.startswith("/")
        assert str(raw["id"]) == record.remote_id
    for candidate in world["candidates"]:
        ((_, raw),) = candidate.fields["remote_data"].items()
        assert candidate.fields["first_name"] in raw.values()


def test_hiring_teams_are_led_by_recruiters_who_are_still_there(world: World) -> None:
    for job in world["jobs"]:
        members = job.fields["hiring_team"]
        assert members[0]["user_id"] == job.fields["contact_id"]
        assert len({member["user_id"] for member in members}) == len(members)
        for member in members:
            assert world.get("users", member["user_id"]).fields["status"] == "ACTIVE"
            assert member["hiring_team_roles"] == [role["unified_type"] for role in member["job_roles"]]


def test_sizes_are_what_was_asked_for(world: World) -> None:
    size = world.plan.size
    assert len(world["candidates"]) == size
    assert len(world["jobs"]) >= 3
    assert len(world["users"]) >= 8
    if size >= 150:
        assert 1.25 < len(world["applications"]) / size < 1.45
    if size == 150:
        assert len(world["jobs"]) == 25
    if size == 1_500:
        assert len(world["jobs"]) == 100


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**63), size=st.integers(0, 60), locales=st.sampled_from(LOCALES), day=st.dates())
def test_any_seed_gives_a_world_that_agrees(
    make_plan: MakePlan, seed: int, size: int, locales: tuple[str, ...], day: date
) -> None:
    if not 1995 <= day.year <= 2100:
        day = day.replace(year=2024, day=min(day.day, 28))
    plan = make_plan(size, seed=seed, locales=locales, anchor=day.isoformat())
    world = World(list(generate(plan)), plan)
    test_every_id_resolves_and_live_records_refer_to_live_ones(world)
    test_instants_are_in_order(world)
    test_applications_stand_in_a_stage_of_their_job(world)
    test_answers_fit_the_questions_of_the_job(world)
    test_deleted_records_are_recent_and_owned_ones_go_along(world)
    test_nobody_applies_twice_to_one_job(world)


def test_lookups_notice_a_reference_that_leads_nowhere(
    make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]
) -> None:
    """The checks above are worth something: a broken world fails them."""
    plan = make_plan(30)
    records = [record for record in world_of(plan) if record.model != "ats_tags"]
    with pytest.raises(AssertionError):
        test_every_id_resolves_and_live_records_refer_to_live_ones(World(records, plan))
