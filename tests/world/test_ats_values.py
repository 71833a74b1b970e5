"""What a recruiting world holds: complete records that the description accepts, believable, and a few hard ones."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from mockserver.connectors import load_catalog
from mockserver.connectors.model import Model
from mockserver.description import Description, load
from mockserver.instants import DAY, parse_instant
from mockserver.world import Plan, Seeded
from mockserver.world.texts import shared

if TYPE_CHECKING:
    from tests.world.conftest import MakePlan

STAMPS = {"id", "remote_id", "changed_at", "remote_deleted_at"}
LANGUAGES = [("en_US",), ("de_DE",), ("de_CH", "fr_FR"), ("nl_NL",), ("es_ES",), ("it_IT",), ("sv_SE",), ("nb_NO",)]


@pytest.fixture(scope="module")
def description() -> Description:
    return load()


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    return {name: model for name, model in load_catalog().models.items() if model.category == "ATS" and not model.join}


@pytest.fixture(params=LANGUAGES, ids="+".join)
def records(
    request: pytest.FixtureRequest, make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]
) -> list[Seeded]:
    return world_of(make_plan(locales=request.param, tool="sandbox"))


@pytest.fixture
def american(make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> list[Seeded]:
    return world_of(make_plan(locales=("en_US",), tool="sandbox"))


def properties_of(description: Description, model: Model) -> dict[str, Any]:
    """Give the properties of the component that describes a model."""
    assert model.schema is not None
    properties: dict[str, Any] = description.schema(model.schema)["properties"]
    return properties


def by_model(records: list[Seeded]) -> dict[str, list[Seeded]]:
    found = defaultdict(list)
    for record in records:
        found[record.model].append(record)
    return found


def test_keys_are_those_of_the_components_and_the_stored_relations(
    records: list[Seeded], models: dict[str, Model], description: Description
) -> None:
    for name, group in by_model(records).items():
        model = models[name]
        nested = set(model.relations)
        stored = {relation.one or relation.list for relation in model.relations.values()} - {None}
        expected = (set(properties_of(description, model)) - STAMPS - nested) | stored
        if name == "ats_job_postings":
            expected.add("job_id")
        if name == "ats_applications":
            expected.add("rejection_reason_id")
        if name == "ats_application_stages":  # shown where an application stands
            expected.add("index")
        if name == "ats_attachments":  # its link is made when somebody asks
            expected = expected - {"data_url"} | {"generated"}
        for record in group:
            assert set(record.fields) == expected, name


def test_all_models_have_records(records: list[Seeded], models: dict[str, Model]) -> None:
    seeded = {name for name, model in models.items() if model.imitated and not model.written}
    assert set(by_model(records)) == seeded | {"ats_attachments"}


def test_values_follow_the_description(
    records: list[Seeded], models: dict[str, Model], description: Description
) -> None:
    for name, group in by_model(records).items():
        properties = properties_of(description, models[name])
        schema = {"properties": {key: properties[key] for key in properties if key in group[0].fields}}
        nested = set(models[name].relations)
        schema["properties"] = {key: value for key, value in schema["properties"].items() if key not in nested}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for record in group:
            problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(record.fields)]
            assert not problems, (name, record.remote_id, problems)


def test_every_field_holds_a_value_somewhere_and_varies(records: list[Seeded]) -> None:
    constant = {
        # One market has one currency and one language of phone types; seeded files are seeded.
        *("salary_currency", "generated"),
    }
    for name, group in by_model(records).items():
        for key in group[0].fields:
            values = {repr(record.fields[key]) for record in group}
            assert values != {"None"}, f"{name}.{key} is always null"
            assert values != {"[]"}, f"{name}.{key} is always empty"
            if len(group) >= 20 and key not in constant:
                assert len(values) > 1, f"{name}.{key} is always {values}"


def test_every_format_of_question_is_asked_by_an_open_job(records: list[Seeded]) -> None:
    questions = {record.id: record for record in by_model(records)["ats_screening_questions"]}
    formats = {question.fields["format"]["type"] for question in questions.values()}
    displays = {question.fields["format"].get("display_type") for question in questions.values()}
    assert formats == {
        *("TEXT", "NUMBER", "DATE", "BOOLEAN", "SINGLE_SELECT", "MULTI_SELECT", "FILE", "INFORMATION", "UNKNOWN"),
    }
    assert displays >= {"SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "FIELD", "SLIDER", "RADIO", "DROPDOWN"}
    assert {question.fields["category"] for question in questions.values()} == {None, "EEO", "DEMOGRAPHIC"}
    assert max(len(question.fields["format"].get("options", [])) for question in questions.values()) > 200
    first = by_model(records)["ats_jobs"][0].fields
    assert first["status"] == "OPEN"
    assert {entry["question_id"] for entry in first["screening_questions"]} == set(questions)
    assert {entry["required"] for entry in first["screening_questions"]} == {True, False}
    kinds = {
        questions[entry["precondition_question_id"]].fields["format"]["type"]
        for entry in first["screening_questions"]
        if entry["precondition_question_id"]
    }
    assert kinds == {"BOOLEAN", "SINGLE_SELECT"}


def test_statuses_are_spread(records: list[Seeded]) -> None:
    groups = by_model(records)
    assert set(Counter(job.fields["status"] for job in groups["ats_jobs"])) == {
        *("OPEN", "CLOSED", "DRAFT", "ARCHIVED", "On Hold"),
    }
    outcomes = Counter(application.fields["outcome"] for application in groups["ats_applications"])
    assert outcomes["HIRED"] >= 5
    assert min(outcomes["PENDING"], outcomes["DECLINED"]) > 35
    assert {user.fields["status"] for user in groups["ats_users"]} == {"ACTIVE", "INACTIVE"}
    assert {interview.fields["canceled"] for interview in groups["ats_interviews"]} == {True, False}
    assert {file.fields["type"] for file in groups["ats_attachments"]} == {"CV", "COVER_LETTER", "OTHER"}
    assert "ACCEPTED" in {offer.fields["status"] for offer in groups["ats_offers"]}
    assert any(posting.fields["status"] == "INACTIVE" for posting in groups["ats_job_postings"])


def test_interviews_are_past_and_planned(records: list[Seeded], make_plan: MakePlan) -> None:
    anchor = make_plan().anchor
    starts = [parse_instant(record.fields["starting_at"]) for record in by_model(records)["ats_interviews"]]
    assert min(starts) < anchor - 200 * DAY
    assert anchor + 5 * DAY < max(starts) < anchor + 20 * DAY


def test_history_is_a_year_and_more_and_ends_yesterday(records: list[Seeded], make_plan: MakePlan) -> None:
    anchor = make_plan().anchor
    created = [parse_instant(record.fields["remote_created_at"]) for record in by_model(records)["ats_applications"]]
    assert min(created) < anchor - 380 * DAY
    assert anchor - 3 * DAY < max(created) < anchor
    assert sum(moment > anchor - 30 * DAY for moment in created) > 15


def test_most_staff_work_happens_in_the_week(records: list[Seeded]) -> None:
    decided = [record.fields["rejected_at"] for record in by_model(records)["ats_applications"]]
    weekdays = Counter((parse_instant(moment) // DAY + 3) % 7 for moment in decided if moment)
    assert not {5, 6} & set(weekdays)


def test_pay_fits_the_market(make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> None:
    for locale, currency in (("en_US", "USD"), ("de_CH", "CHF"), ("sv_SE", "SEK"), ("de_AT", "EUR")):
        for job in by_model(world_of(make_plan(locales=(locale,), tool="sandbox")))["ats_jobs"]:
            fields = job.fields
            amounts = [fields["salary_amount"], fields["salary_amount_from"], fields["salary_amount_to"]]
            known = [amount for amount in amounts if amount is not None]
            assert bool(known) == bool(fields["salary_period"]) == bool(fields["salary_currency"])
            if known:
                assert fields["salary_currency"] == currency
                assert known == sorted(known)
                assert min(known) > 3
            if fields["salary_period"] == "HOUR":
                assert known[0] < 1_000


def test_leaders_are_no_interns_and_interns_earn_least(american: list[Seeded]) -> None:
    for job in by_model(american)["ats_jobs"]:
        fields = job.fields
        if "Manager" not in fields["name"] and fields["employment_type"] == "INTERNSHIP":
            assert fields["experience_level"] == "Internship"
        if fields["name"] in {"Shift Lead", "Engineering Manager"}:
            assert fields["experience_level"] in {"Lead", "Director"}


def test_some_amounts_have_decimals(american: list[Seeded]) -> None:
    jobs = by_model(american)["ats_jobs"]
    assert any(job.fields["salary_amount"] and job.fields["salary_amount"] % 1 for job in jobs)
    assert any(job.fields["weekly_hours"] % 1 for job in jobs)


@pytest.mark.parametrize("size", [30, 31, 150, 400])
def test_hard_values_are_in_every_world_of_some_size(
    size: int, make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]
) -> None:
    groups = by_model(world_of(make_plan(size, locales=("en_US",))))
    candidates = groups["ats_candidates"]
    names = [f"{entry.fields['first_name']}{entry.fields['last_name']}" for entry in candidates]
    for entry in shared()["hard_people"]:
        assert f"{entry['first_name']}{entry['last_name']}" in names
    assert any(unicodedata.bidirectional(name[0]) in {"R", "AL"} for name in names)
    assert any("CJK" in unicodedata.name(name[0]) for name in names)
    assert any(unicodedata.category(letter) == "So" for name in names for letter in name)
    assert any(len(name) > 300 for name in names)
    assert any(unicodedata.normalize("NFC", name) != name for name in names)
    assert any(name != name.strip() for name in names)
    assert any("'" in name and "-" in name for name in names)
    lists = [entry.fields["email_addresses"] for entry in candidates]
    assert None in lists
    assert [] in lists
    assert any(entry.fields["last_name"] is None for entry in candidates)
    leap = [entry for entry in candidates if entry.fields["remote_created_at"][5:10] == "02-29"]
    assert leap
    twins = Counter(repr(entry) for entry in lists if entry)
    assert 2 in twins.values()
    if size >= 150:
        assert any(user.fields["email"] is None for user in groups["ats_users"])
        assert "On Hold" in {job.fields["status"] for job in groups["ats_jobs"]}
        assert "Freelance" in {job.fields["employment_type"] for job in groups["ats_jobs"]}
    html = max((job.fields["description"] for job in groups["ats_jobs"]), key=len)
    assert len(html) > 10_000
    assert "<script>" in html


def test_a_small_world_is_plain(make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> None:
    for candidate in by_model(world_of(make_plan(29, locales=("en_US",))))["ats_candidates"]:
        assert re.fullmatch("[A-Za-z' -]+", candidate.fields["first_name"])


def test_ids_coincide_across_models_but_not_where_it_would_hide_mistakes(american: list[Seeded]) -> None:
    models_of = defaultdict(set)
    for record in american:
        models_of[record.id].add(record.model)
    assert {"ats_users", "ats_tags", "ats_rejection_reasons"} in models_of.values()
    assert not any({"ats_candidates", "ats_jobs"} <= models for models in models_of.values())
    assert not any({"ats_candidates", "ats_applications"} <= models for models in models_of.values())


def test_offices_and_people_are_in_the_market(make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> None:
    groups = by_model(world_of(make_plan(locales=("de_DE",))))
    assert {job.fields["location"]["country"] for job in groups["ats_jobs"]} == {"DE"}
    assert {entry.fields["location"]["country"] for entry in groups["ats_candidates"] if entry.fields["location"]} == {
        "DE"
    }


def test_the_company_can_be_named(make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]) -> None:
    groups = by_model(world_of(make_plan(10, locales=("en_GB",), company="Larkspur & Sons <Ltd>")))
    assert any("Larkspur &amp; Sons &lt;Ltd&gt;" in job.fields["description"] for job in groups["ats_jobs"])
    assert "/larkspursonsltd/" in groups["ats_jobs"][0].fields["post_url"]


def test_no_joke_names_and_no_placeholders(records: list[Seeded]) -> None:
    words = re.compile(r"\b(lorem|ipsum|foo|bar|test user|john doe|jane doe|mustermann|acme|asdf)\b", re.IGNORECASE)
    for record in records:
        assert not words.search(repr(record.fields)), record
