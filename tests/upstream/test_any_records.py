"""Records are deleted, come back, and are changed by hand."""

from __future__ import annotations

import pytest

from mockserver.instants import DAY, format_instant, parse_instant
from tests.upstream.customer import Customer, changed


def test_a_deleted_job_takes_its_applications_and_stages_along(ats: Customer) -> None:
    job = next(job for job in ats.stored("jobs", status="OPEN") if ats.stored("applications", job_id=job["id"]))
    applications = ats.stored("applications", job_id=job["id"])

    told = ats.happens("record_deleted", model="jobs", id=job["id"])

    assert changed(told, "ats_jobs", "deleted") == [job["id"]]
    assert set(changed(told, "ats_applications", "deleted")) == {one["id"] for one in applications}
    assert set(changed(told, "ats_application_stages", "deleted")) == {entry["stage_id"] for entry in job["stages"]}
    assert ats.get("jobs", ids=job["id"]) == []
    gone = ats.one("jobs", job["id"])
    assert gone["remote_deleted_at"] == gone["changed_at"] == told["at"]
    candidate = ats.one("candidates", applications[0]["candidate_id"])
    assert applications[0]["id"] not in {one["id"] for one in candidate["applications"]}


def test_what_is_deleted_is_null_after_two_weeks_and_may_come_back_whole(ats: Customer) -> None:
    told = ats.happens("record_deleted")
    [id] = changed(told, "ats_candidates")
    before = ats.one("candidates", id)
    assert before["first_name"] or before["last_name"]

    ats.advance("P15D")
    shell = ats.one("candidates", id)
    assert (shell["first_name"], shell["email_addresses"], shell["remote_id"]) == (None, [], before["remote_id"])

    back = ats.happens("record_restored", model="candidates", id=id)
    shown = ats.one("candidates", id)
    assert shown["remote_deleted_at"] is None
    assert shown["changed_at"] == back["at"]
    assert (shown["first_name"], shown["email_addresses"]) == (before["first_name"], before["email_addresses"])
    assert shown in ats.get("candidates", updated_after=back["at"])
    assert changed(back, "ats_applications", "restored") == changed(told, "ats_applications", "deleted")


def test_without_an_id_the_last_one_comes_back(ats: Customer) -> None:
    [first] = changed(ats.happens("record_deleted", model="tags"), "ats_tags")
    [second] = changed(ats.happens("record_deleted", model="ats_tags"), "ats_tags")

    assert changed(ats.happens("record_restored", model="tags"), "ats_tags") == [second]
    assert changed(ats.happens("record_restored", model="tags"), "ats_tags") == [first]


def test_what_belongs_to_something_deleted_waits_for_it(ats: Customer) -> None:
    told = ats.happens("record_deleted", model="jobs")
    [job] = changed(told, "ats_jobs")
    application = changed(told, "ats_applications")[0]

    message = ats.refuses("record_restored", model="applications", id=application)
    assert message == f"$.id: {application} belongs to job_id {job}, which is deleted; restore that first."


def test_what_went_before_its_owner_stays_gone(ats: Customer) -> None:
    application = ats.stored("applications", outcome="PENDING")[0]
    ats.happens("record_deleted", model="applications", id=application["id"])
    ats.happens("record_deleted", model="candidates", id=application["candidate_id"])

    back = ats.happens("record_restored", model="candidates", id=application["candidate_id"])

    assert application["id"] not in changed(back, "ats_applications")


def test_who_is_back_is_in_a_stage_that_is_there(ats: Customer) -> None:
    application = next(
        one for one in ats.stored("applications", outcome="PENDING") if one["current_stage_id"] not in first_stages(ats)
    )
    stage = application["current_stage_id"]
    ats.happens("record_deleted", model="applications", id=application["id"])
    ats.happens("stage_removed", stage_id=stage)

    ats.happens("record_restored", model="applications", id=application["id"])

    assert ats.one("applications", application["id"])["current_stage_id"] in first_stages(ats)


def first_stages(ats: Customer) -> set[str]:
    return {job["stages"][0]["stage_id"] for job in ats.stored("jobs")}


@pytest.mark.parametrize(
    "model",
    [
        "users",
        "tags",
        "rejection-reasons",
        "screening-questions",
        "interviews",
        "offers",
        "applications",
        "job-postings",
        "application-stages",
        "attachments",
    ],
)
def test_nothing_names_what_is_gone_from_an_ats(ats: Customer, model: str) -> None:
    for _ in range(3):
        ats.happens("record_deleted", model=model)
    for _ in range(3):
        ats.happens("record_restored", model=model)


@pytest.mark.parametrize(
    "model",
    [
        "employees",
        "groups",
        "locations",
        "legal-entities",
        "absence-types",
        "absences",
        "time-off-balances",
        "employments",
    ],
)
def test_nothing_names_what_is_gone_from_an_hris(hris: Customer, model: str) -> None:
    for _ in range(2):
        hris.happens("record_deleted", model=model)
    for _ in range(2):
        hris.happens("record_restored", model=model)


def test_the_team_of_a_deleted_manager_reports_to_the_one_above(hris: Customer) -> None:
    managers = {one["manager_id"] for one in hris.stored("employees")}
    manager = next(one for one in hris.stored("employees") if one["id"] in managers and one["manager_id"])
    team = hris.stored("employees", manager_id=manager["id"])

    hris.happens("record_deleted", model="employees", id=manager["id"])

    assert {hris.one("employees", one["id"])["manager_id"] for one in team} == {manager["manager_id"]}
    assert hris.get("employments", ids=",".join(one["id"] for one in hris.stored("employments"))) is not None
    assert hris.stored("absences", employee_id=manager["id"]) == []


def test_fields_are_changed_by_hand(ats: Customer) -> None:
    job = ats.stored("jobs")[0]
    user = ats.stored("users")[-1]
    changes = {"status": "Waiting for the board", "contact_id": user["id"], "custom_fields": {"color": "blue"}}

    told = ats.happens("record_changed", model="jobs", id=job["id"], changes=changes)

    shown = ats.one("jobs", job["id"])
    assert {key: shown[key] for key in changes} == changes
    assert shown["remote_updated_at"] == shown["changed_at"] == told["at"]


def test_nothing_changes_when_all_is_so_already(ats: Customer) -> None:
    job = ats.stored("jobs")[0]
    told = ats.happens("record_changed", model="jobs", id=job["id"], changes={"name": job["name"]})
    assert told["changed"] == []


def test_changes_that_break_something_are_refused(ats: Customer) -> None:
    job, other = ats.stored("jobs", status="OPEN")[:2]
    application = next(one for one in ats.stored("applications") if one["job_id"] == job["id"])

    def refused(model: str, id: str, **changes: object) -> str:
        return ats.refuses("record_changed", model=model, id=id, changes=changes)

    assert refused("jobs", job["id"], nam="Bees") == "$.changes.nam is not known, did you mean 'name'?"
    assert refused("jobs", job["id"], name=7) == "$.changes.name must be a string or null, not 7."
    assert refused("jobs", job["id"], changed_at=None) == "$.changes.changed_at cannot be changed."
    assert refused("jobs", job["id"], stages=[]) == "$.changes.stages cannot be changed."
    assert refused("jobs", job["id"], contact_id="nobody").startswith("$.changes.contact_id: there is no record")
    assert refused("applications", application["id"], job_id=other["id"]) == "$.changes.job_id cannot be changed."
    stage = other["stages"][0]["stage_id"]
    assert refused("applications", application["id"], current_stage_id=stage) == (
        f"$.changes.current_stage_id: {stage} is no stage of the application's job."
    )
    assert refused("applications", application["id"], outcome="MAYBE").startswith("$.changes.outcome must be")
    assert refused("candidates", application["candidate_id"], tag_ids="x") == "$.changes.tag_ids must be a list of ids."


def test_models_and_ids_are_checked(ats: Customer) -> None:
    id = ats.stored("jobs")[0]["id"]
    assert (
        ats.refuses("record_deleted", model="job")
        == "$.model: 'job' is not known in ATS integrations, did you mean 'jobs'?"
    )
    assert ats.refuses("record_deleted", model="employees").startswith("$.model: 'employees' is not known in ATS")
    assert ats.refuses("record_deleted", id=id) == "$.model is required beside 'id'."
    message = ats.refuses("record_restored", model="jobs", id=id)
    assert message == f"$.id: there is no deleted record of 'ats_jobs' with the id {id!r}."
    assert ats.refuses("record_changed", model="jobs", id=id, changes={}) == "$.changes must not be empty."


def test_a_record_can_be_deleted_again_after_it_came_back(hris: Customer) -> None:
    [id] = changed(hris.happens("record_deleted"), "hris_employees")
    hris.happens("record_restored", model="employees", id=id)
    told = hris.happens("record_deleted", model="employees", id=id)

    assert changed(told, "hris_employees", "deleted") == [id]
    since = format_instant(parse_instant(told["at"]) + DAY)
    assert hris.get("employees", updated_after=since, include_deleted="true") == []


def test_a_deleted_absence_gives_its_days_back_and_takes_them_again(hris: Customer) -> None:
    absence = hris.happens("absence_requested", status="APPROVED")["records"]["hris_absences"][0]
    owner = {"employee_id": absence["employee_id"], "type_id": absence["type_id"]}
    [before] = hris.stored("time-off-balances", **owner)

    hris.happens("record_deleted", model="absences", id=absence["id"])
    [without] = hris.stored("time-off-balances", **owner)
    hris.happens("record_restored", model="absences", id=absence["id"])
    [after] = hris.stored("time-off-balances", **owner)

    assert without["used"] == before["used"] - absence["amount"]
    assert (after["used"], after["balance"]) == (before["used"], before["balance"])


def test_a_balance_that_is_back_counts_what_happened_meanwhile(hris: Customer) -> None:
    absence = hris.happens("absence_requested", status="APPROVED")["records"]["hris_absences"][0]
    [balance] = hris.stored("time-off-balances", employee_id=absence["employee_id"], type_id=absence["type_id"])
    hris.happens("record_deleted", model="time-off-balances", id=balance["id"])
    hris.happens("absence_cancelled", absence_id=absence["id"])

    hris.happens("record_restored", model="time-off-balances", id=balance["id"])

    [after] = hris.stored("time-off-balances", id=balance["id"])
    assert after["used"] == balance["used"] - absence["amount"]
    assert after["balance"] == balance["balance"] + absence["amount"]
