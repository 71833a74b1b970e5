"""The life of jobs and their stages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upstream.customer import Customer, changed


def test_a_new_job_opens_with_stages_team_and_posting(ats: Customer) -> None:
    told = ats.happens("job_opens", name="Beekeeper", employment_type="PART_TIME", weekly_hours=20)

    job = ats.one("jobs", changed(told, "ats_jobs", "created")[0])
    assert (job["name"], job["status"], job["employment_type"]) == ("Beekeeper", "OPEN", "PART_TIME")
    assert job["opened_at"] == told["at"]
    assert len(job["stages"]) >= 5
    assert {stage["status"] for stage in job["stages"]} == {"ACTIVE"}
    assert job["hiring_team"][0]["id"] == job["contact_id"]
    assert [posting["title"] for posting in job["job_postings"]] == ["Beekeeper"]
    assert "Beekeeper" in job["description"]
    ats.happens("candidate_applies", job_id=job["id"])


def test_a_draft_opens(ats: Customer) -> None:
    draft = ats.stored("jobs", status="DRAFT")[0]

    told = ats.happens("job_opens", job_id=draft["id"])

    job = ats.one("jobs", draft["id"])
    assert (job["status"], job["opened_at"]) == ("OPEN", told["at"])
    assert job["post_url"]
    assert [posting["status"] for posting in job["job_postings"]] == ["ACTIVE"]
    assert ats.refuses("job_opens", job_id=draft["id"]).endswith("is no draft.")


def test_a_job_changes_and_its_posting_follows(ats: Customer) -> None:
    job = ats.stored("jobs", status="OPEN")[0]

    told = ats.happens("job_changes", job_id=job["id"], name="Head of Bees", visibility="UNLISTED", salary_amount=None)

    shown = ats.one("jobs", job["id"])
    assert (shown["name"], shown["visibility"], shown["changed_at"]) == ("Head of Bees", "UNLISTED", told["at"])
    assert {posting["title"] for posting in shown["job_postings"]} == {"Head of Bees"}
    assert "ats_applications" not in told["records"]
    # A changed job does not bring up its applications (the vendor's table of nested changes).
    assert ats.get("applications", updated_after=told["at"]) == []


def test_something_changes_when_nothing_is_said(ats: Customer) -> None:
    for _ in range(6):
        assert changed(ats.happens("job_changes"), "ats_jobs", "updated")


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED"])
def test_a_job_closes_and_reopens(ats: Customer, status: str) -> None:
    job = ats.stored("jobs", status="OPEN")[0]
    applications = ats.stored("applications", job_id=job["id"])

    told = ats.happens("job_closes", job_id=job["id"], status=status)
    closed = ats.one("jobs", job["id"])
    assert (closed["status"], closed["closed_at"]) == (status, told["at"])
    assert {posting["status"] for posting in closed["job_postings"]} == {"INACTIVE"}
    assert {stage["status"] for stage in closed["stages"]} == {"INACTIVE"}
    assert ats.stored("applications", job_id=job["id"]) == applications
    assert ats.refuses("job_closes", job_id=job["id"]).endswith("is no job that is not closed.")

    ats.happens("job_reopens", job_id=job["id"])
    reopened = ats.one("jobs", job["id"])
    assert (reopened["status"], reopened["closed_at"], reopened["opened_at"]) == ("OPEN", None, job["opened_at"])
    assert {posting["status"] for posting in reopened["job_postings"]} == {"ACTIVE"}
    assert ats.refuses("job_reopens", job_id=job["id"]).endswith("is no closed job.")


def test_a_stage_is_renamed(ats: Customer) -> None:
    application = ats.stored("applications", outcome="PENDING")[0]
    stage_id = application["current_stage_id"]

    told = ats.happens("stage_renamed", stage_id=stage_id, name="Waiting Room")

    shown = ats.one("applications", application["id"])
    assert shown["current_stage"]["name"] == "Waiting Room"
    # Seen through the application, not through job and candidate; own stamps stay.
    assert shown["changed_at"] == application["changed_at"] < told["at"]
    assert shown in ats.get("applications", updated_after=told["at"])
    assert ats.get("candidates", updated_after=told["at"]) == []
    assert ats.get("jobs", updated_after=told["at"]) == []


def test_a_stage_gets_another_name_when_none_is_given(ats: Customer) -> None:
    told = ats.happens("stage_renamed")
    [stage] = told["records"]["ats_application_stages"]
    assert stage["changed_at"] == told["at"]


def used_stage(ats: Customer, place: int) -> tuple[dict[str, Any], list[str], list[str]]:
    """Give a job with pending applications at a place of its pipeline, its stages, and the applications."""
    for job in ats.stored("jobs"):
        stages = [entry["stage_id"] for entry in job["stages"]]
        there = [one["id"] for one in ats.stored("applications", current_stage_id=stages[place])]
        if there and len(stages) > 4:
            return job, stages, there
    raise AssertionError("no such stage in the world")


def test_an_application_shows_its_stage_at_the_place_that_the_job_shows(ats: Customer) -> None:
    opened = changed(ats.happens("job_opens"), "ats_jobs", "created")[0]
    ats.happens("candidate_applies", job_id=opened)
    job, stages, _ = used_stage(ats, 2)
    told = ats.happens("stage_removed", stage_id=stages[2])

    for id in (opened, job["id"]):
        places = {stage["id"]: stage["index"] for stage in ats.one("jobs", id)["stages"]}
        applications = ats.get("applications", job_ids=id)
        assert applications
        for one in applications:
            assert one["current_stage"]["index"] == places[one["current_stage_id"]]
    # What an application shows of its stage has changed, so it is told of.
    behind = {one["id"] for one in ats.get("applications", current_stage_ids=stages[3])}
    assert behind
    assert behind <= {one["id"] for one in ats.get("applications", updated_after=told["at"])}


@pytest.mark.parametrize(("place", "comes_to"), [(2, 1), (0, 1)])
def test_applications_of_a_removed_stage_come_to_the_one_before(ats: Customer, place: int, comes_to: int) -> None:
    job, stages, there = used_stage(ats, place)

    told = ats.happens("stage_removed", stage_id=stages[place])

    for id in there:
        assert ats.one("applications", id)["current_stage_id"] == stages[comes_to]
    left = ats.one("jobs", job["id"])["stages"]
    assert [stage["id"] for stage in left] == [id for id in stages if id != stages[place]]
    assert [stage["index"] for stage in left] == list(range(len(left)))
    assert ats.one("application-stages", stages[place])["remote_deleted_at"] == told["at"]
    assert stages[place] not in {stage["id"] for stage in ats.get("application-stages")}


def test_hired_people_stay_in_the_last_stage_when_it_is_removed(ats: Customer) -> None:
    hired = ats.stored("applications", outcome="HIRED")[0]

    ats.happens("stage_removed", stage_id=hired["current_stage_id"])

    job = ats.one("jobs", hired["job_id"])
    assert ats.one("applications", hired["id"])["current_stage_id"] == job["stages"][-1]["id"]


def test_the_only_stage_stays(ats: Customer) -> None:
    job = ats.stored("jobs", status="OPEN")[0]
    *others, last = (entry["stage_id"] for entry in job["stages"])
    for stage_id in others:
        ats.happens("stage_removed", stage_id=stage_id)

    assert ats.refuses("stage_removed", stage_id=last) == f"$.stage_id: {last} is the only stage of job {job['id']}."


def test_without_ids_no_first_stage_and_none_of_the_last_two_is_removed(ats: Customer) -> None:
    pipelines = {job["id"]: [entry["stage_id"] for entry in job["stages"]] for job in ats.stored("jobs")}
    for _ in range(5):
        [gone] = changed(ats.happens("stage_removed"), "ats_application_stages", "deleted")
        assert any(gone in stages[1:-2] for stages in pipelines.values())
