"""Reading: pages, increments, deletions, thin and strange data, scopes, stale reads and repairs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.scenarios_of_users.customer import Answer, Customer, refusal, touched
from tests.webhooks.receiver import Receiver

NOW = "2025-06-02T09:00:00.000Z"


def ids_of(customer: Customer, **query: Any) -> list[str]:
    """Give the ids of all candidates, page by page, as the SDK reads them."""
    found: list[str] = []
    answer = customer.kombo.ats.get_candidates(**query)
    while answer is not None:
        found += [candidate.id for candidate in answer.result.data.results]
        answer = answer.next()
    return found


@pytest.mark.parametrize("size", [0, 1, 10, 11, 30])
def test_07_pages_of_any_number_of_records(connect: Callable[..., Customer], size: int) -> None:
    made = connect().ask("POST", "/integrations", {"tool": "sandbox", "category": "ATS", "size": size})
    customer = connect(id=made["id"])
    live = ids_of(customer, page_size=10, include_deleted=True)
    assert len(live) == len(set(live)) == size
    assert live == ids_of(customer, page_size=250, include_deleted=True)


def test_08_changes_between_pages_lose_nothing(ats: Customer) -> None:
    before = set(ids_of(ats))
    first = ats.api.get("/ats/candidates", params={"page_size": 20}).json()["data"]
    seen = [one["id"] for one in first["results"]]
    ats.happens("record_deleted", model="candidates", id=seen[3])
    ats.happens("record_changed", model="candidates", id=seen[-1], changes={"title": "Dr."})
    newcomer = touched(ats.happens("candidate_applies", email="new@example.com"), "ats_candidates", "created")
    cursor = first["next"]
    while cursor is not None:
        page = ats.api.get("/ats/candidates", params={"page_size": 20, "cursor": cursor}).json()["data"]
        seen += [one["id"] for one in page["results"]]
        cursor = page["next"]
    assert set(seen) == before | {newcomer}


def test_09_increments_from_the_last_start_with_equal_stamps(ats: Customer) -> None:
    copy = {one["id"]: one for one in ats.read("jobs")}
    ats.advance("PT1M")
    started = ats.ask("GET", "/clock")["now"]
    first = touched(ats.happens("job_changes", name="Glassblower"), "ats_jobs")
    increment = ats.read("jobs", updated_after=started)
    assert [one["id"] for one in increment] == [first]
    second = touched(ats.happens("job_opens", name="Beekeeper"), "ats_jobs", "created")
    # The clock stands still: both have the stamp of the start, and the start is inclusive.
    again = ats.read("jobs", updated_after=started)
    assert {one["id"] for one in again} == {first, second}
    copy.update((one["id"], one) for one in [*increment, *again])
    assert sorted(copy) == sorted(one["id"] for one in ats.read("jobs"))


def test_10_changes_of_children_show_their_parents(ats: Customer) -> None:
    candidate = ats.first("candidates")
    stage = candidate["applications"][0]["current_stage"] if candidate["applications"] else None
    ats.advance("PT1M")
    since = ats.ask("GET", "/clock")["now"]
    ats.kombo.ats.add_candidate_tag(candidate_id=candidate["id"], tag={"name": "Shortlist"})
    assert candidate["id"] in {one["id"] for one in ats.read("candidates", updated_after=since)}
    stage = ats.first("applications", outcome="PENDING")["current_stage"]
    ats.advance("PT1M")
    since = ats.ask("GET", "/clock")["now"]
    ats.happens("stage_renamed", stage_id=stage["id"], name="Coffee")
    shown = ats.read("applications", updated_after=since)
    assert shown
    assert all(one["current_stage"]["name"] == "Coffee" and one["changed_at"] < since for one in shown)


def test_11_deleted_records_are_marked_and_empty_after_fourteen_days(ats: Customer) -> None:
    candidate = ats.first("candidates")
    ats.happens("record_deleted", model="candidates", id=candidate["id"])
    assert candidate["id"] not in ids_of(ats)
    [marked] = ats.kombo.ats.get_candidates(ids=[candidate["id"]], include_deleted=True).result.data.results
    assert marked.remote_deleted_at == datetime(2025, 6, 2, 9, tzinfo=UTC)
    assert marked.first_name == candidate["first_name"]
    ats.advance("P14D")
    [erased] = ats.kombo.ats.get_candidates(ids=[candidate["id"]], include_deleted=True).result.data.results
    assert (erased.id, erased.remote_id) == (candidate["id"], candidate["remote_id"])
    assert (erased.first_name, erased.email_addresses, erased.source) == (None, [], None)


def test_13_what_was_deleted_comes_back_under_its_id(ats: Customer, hris: Customer) -> None:
    job = ats.first("jobs", status="OPEN")
    ats.happens("record_deleted", model="jobs", id=job["id"])
    assert ats.one("jobs", job["id"])["remote_deleted_at"] is not None
    ats.happens("record_restored", model="jobs", id=job["id"])
    back = ats.one("jobs", job["id"])
    assert (back["remote_deleted_at"], back["remote_id"], back["name"]) == (None, job["remote_id"], job["name"])
    left = touched(hris.happens("employee_terminates"), "hris_employees", "updated")
    hris.advance("P2D")
    hris.happens("employee_rehired", employee_id=left)
    [employee] = hris.kombo.hris.get_employees(ids=[left]).result.data.results
    assert employee.employment_status == "ACTIVE"


def test_14_one_id_in_two_models(ats: Customer) -> None:
    """The model is no part of an id: records with one remote id are one id, to be joined by model and id."""
    models = ("jobs", "candidates", "applications", "users", "application-stages", "tags", "interviews", "offers")
    found: dict[str, set[str]] = {}
    remote: dict[str, set[str]] = {}
    for model in models:
        for one in ats.read(model):
            found.setdefault(one["id"], set()).add(model)
            remote.setdefault(one["remote_id"], set()).add(model)
    shared = [owners for owners in found.values() if len(owners) > 1]
    assert shared
    assert len(shared) == sum(len(owners) > 1 for owners in remote.values())


def test_15_a_thin_tool(connect: Callable[..., Customer]) -> None:
    thin = connect("careerplug")
    assert refusal(thin.kombo.ats.get_tags) == "INTEGRATION.MODEL_NOT_AVAILABLE"
    candidates = thin.kombo.ats.get_candidates().result.data.results
    assert candidates
    assert all(one.tags == [] and one.remote_url is None for one in candidates)
    sandbox = connect()
    sandbox.change(profile="minimal")
    job = sandbox.kombo.ats.get_jobs().result.data.results[0]
    assert (job.remote_url, job.location) == (None, None)


def test_16_scopes_that_are_switched_off(ats: Customer) -> None:
    job = ats.first("jobs")
    assert job["name"] is not None
    ats.change(scopes={"fields": {"ats_jobs.description": "DISABLED"}, "models": {"ats_tags": "DISABLED"}})
    assert ats.one("jobs", job["id"])["description"] is None
    assert refusal(ats.kombo.ats.get_tags) == "INTEGRATION.MODEL_DISABLED"


def test_17_words_and_fields_that_nobody_knows(ats: Customer) -> None:
    ats.arm({"unknown_enum": {"field": "status", "value": "ON_THE_MOON"}}, times={"next": 1})
    jobs = ats.kombo.ats.get_jobs().result.data.results
    assert {job.status for job in jobs} == {"ON_THE_MOON"}
    ats.arm({"unknown_enum": {"field": "status", "value": None}, "extra_field": {"mood": "good"}}, times={"next": 1})
    assert {job.status for job in ats.kombo.ats.get_jobs().result.data.results} == {None}
    ats.arm({"extra_field": {"mood": "good"}}, times={"next": 1})
    assert all(job["mood"] == "good" for job in ats.api.get("/ats/jobs").json()["data"]["results"])


def test_18_custom_fields_and_raw_data_of_any_shape(hris: Customer) -> None:
    employees = hris.kombo.hris.get_employees().result.data.results
    assert any(one.custom_fields for one in employees)
    assert any(one["integration_fields"] and one["remote_data"] for one in hris.read("employees"))
    huge = {"note": "x" * 100_000, "list": list(range(1000)), "deep": {"a": [{"b": None}]}}
    id = employees[0].id
    hris.happens("record_changed", model="employees", id=id, changes={"custom_fields": huge, "remote_data": None})
    shown = hris.one("employees", id)
    assert (shown["custom_fields"], shown["remote_data"]) == (huge, None)


HARD = {"first_name": "  Zoë 👩‍🚀 ", "last_name": "عبد الرحمن <script>alert(1)</script>" + "n" * 500}


def test_19_names_of_all_kinds_and_the_same_mail_twice(ats: Customer) -> None:
    hard = touched(ats.happens("candidate_applies", **HARD, email="twice@example.com"), "ats_candidates", "created")
    [shown] = ats.kombo.ats.get_candidates(ids=[hard]).result.data.results
    assert (shown.first_name, shown.last_name) == (HARD["first_name"], HARD["last_name"])
    other = ats.first("candidates")["id"]
    addresses = [{"email_address": "twice@example.com", "type": None}]
    ats.happens("record_changed", model="candidates", id=other, changes={"email_addresses": addresses})
    found = ats.kombo.ats.get_candidates(email="twice@example.com").result.data.results
    assert {one.id for one in found} == {hard, other}


DATES = {
    "date_of_birth": "1936-02-29T00:00:00.000Z",
    "start_date": "2039-12-31T00:00:00.000Z",
    "termination_date": "2040-02-29T00:00:00.000Z",
}


def test_20_dates_and_money_of_all_kinds(hris: Customer) -> None:
    id = hris.first("employees")["id"]
    hris.happens("record_changed", model="employees", id=id, changes=DATES)
    [shown] = hris.kombo.hris.get_employees(ids=[id]).result.data.results
    assert (shown.date_of_birth.year, shown.start_date.year, shown.termination_date.day) == (1936, 2039, 29)
    contract = hris.first("employments")["id"]
    hris.happens(
        "record_changed", model="employments", id=contract, changes={"pay_rate": 1234.56, "pay_currency": "CHF"}
    )
    changed = hris.one("employments", contract)
    assert (changed["pay_rate"], changed["pay_currency"]) == (1234.56, "CHF")


def test_21_cycles_of_managers_and_several_contracts(hris: Customer) -> None:
    employees = hris.read("employees")
    boss = next(one for one in employees if one["manager_id"] is None and one["employment_status"] == "ACTIVE")
    report = next(one for one in employees if one["manager_id"] == boss["id"])
    hris.happens("record_changed", model="employees", id=boss["id"], changes={"manager_id": report["id"]})
    assert hris.one("employees", boss["id"])["manager_id"] == report["id"]
    hris.happens("record_changed", model="employees", id=report["id"], changes={"manager_id": None})
    assert hris.one("employees", report["id"])["manager"] is None
    hris.happens("employee_changes_department", employee_id=report["id"])
    [shown] = hris.kombo.hris.get_employees(ids=[report["id"]]).result.data.results
    assert len(shown.employments) > 1


def test_22_only_what_was_created_here_is_tracked(ats: Customer) -> None:
    ats.change(settings={"only_created_applications": True})
    assert ats.kombo.ats.get_applications().result.data.results == []
    job = ats.first("jobs", status="OPEN")["id"]
    person: Any = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida@example.com"}
    made = ats.kombo.ats.create_application(job_id=job, candidate=person).data
    assert [one.id for one in ats.kombo.ats.get_applications().result.data.results] == [made.id]
    ats.change(settings={"only_created_applications": None})
    assert len(ats.kombo.ats.get_applications().result.data.results) > 1


def test_23_a_full_fetch_repairs_what_lost_webhooks_left(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver)
    ats.ask("PUT", "/webhooks", {"faults": [{"effect": {"drop": True}, "times": {"next": 2}}]})
    copy = {one["id"]: one for one in ats.read("jobs")}
    ats.happens("job_opens", name="Lost")
    ats.happens("job_closes")
    ats.happens("job_opens", name="Heard of")
    [webhook] = receiver.wait_for(1)
    assert {"name": "ats_jobs"} in webhook.event["data"]["changed_models"]
    dropped = ats.ask("GET", "/webhooks/deliveries", status="dropped")["deliveries"]
    assert len(dropped) == 2
    copy = {one["id"]: one for one in ats.read("jobs")}
    assert {"Lost", "Heard of"} <= {one["name"] for one in copy.values()}


def names(customer: Customer) -> set[str]:
    return {one["name"] for one in customer.read("jobs")}


def changes(customer: Customer) -> Answer:
    return customer.happens("job_opens", name="Lighthouse keeper")


def test_24_reads_are_as_old_as_the_last_sync(ats: Customer) -> None:
    ats.change(syncs={"mode": "scheduled"})
    changes(ats)
    ats.advance("PT2H59M")
    assert "Lighthouse keeper" not in names(ats)
    ats.advance("PT2M")
    assert "Lighthouse keeper" in names(ats)
    ats.happens("job_opens", name="Ferryman")
    started: Any = ats.kombo.general.trigger_sync()
    assert started.data.sync_id
    ats.advance("PT2S")
    assert "Ferryman" in names(ats)
