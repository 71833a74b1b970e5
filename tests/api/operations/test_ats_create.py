"""Creating applications and candidates, by what can be read afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.operations.ats_client import Ats, error, file, person, warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from kombo import Kombo


def test_an_application_is_answered_with_candidate_job_and_first_stage(sandbox: Ats) -> None:
    job = sandbox.get("/ats/jobs", statuses="OPEN", page_size=1)["results"][0]
    answer = sandbox.apply(job["id"], candidate=person(phone_number="+1 202 555 0143", company="Example Works"))
    assert warnings(answer) == []
    made = answer.json()["data"]
    assert (made["outcome"], made["job_id"]) == ("PENDING", job["id"])
    assert made["job"] == {key: job[key] for key in ("id", "remote_id", "name")}
    assert made["current_stage_id"] == made["current_stage"]["id"] == job["stages"][0]["id"]
    assert made["remote_created_at"] == made["changed_at"]
    candidate = made["candidate"]
    assert (candidate["id"], candidate["first_name"]) == (made["candidate_id"], "Frida")
    assert candidate["phone_numbers"] == [{"phone_number": "+1 202 555 0143", "type": None}]
    assert candidate["company"] == "Example Works"


def test_what_was_created_is_there_wherever_it_can_be_read(sandbox: Ats) -> None:
    job = sandbox.job()
    since = sandbox.apply(job["id"]).json()["data"]["changed_at"]
    body = {"candidate": person(), "application": {"job_id": job["id"]}}
    candidate = sandbox.post("/ats/candidates", body).json()["data"]
    [application] = candidate["applications"]

    def ids(path: str, **query: Any) -> list[str]:
        return [record["id"] for record in sandbox.get(path, page_size=250, **query)["results"]]

    assert ids("/ats/candidates")[-1] == candidate["id"]
    assert ids("/ats/candidates", email=body["candidate"]["email_address"].upper()) == [candidate["id"]]
    assert ids("/ats/candidates", updated_after=since)[-1:] == [candidate["id"]]
    assert ids("/ats/candidates", job_ids=job["id"])[-1] == candidate["id"]
    assert ids("/ats/applications", job_ids=job["id"])[-1] == application["id"]
    assert ids("/ats/applications", remote_ids=application["remote_id"]) == [application["id"]]
    [read] = sandbox.get("/ats/candidates", ids=candidate["id"])["results"]
    assert read == candidate


def test_both_operations_do_the_same(sandbox: Ats) -> None:
    job, who = sandbox.job(), {"company": "Example Works", "gender": "FEMALE"}
    first = sandbox.apply(job["id"], candidate=person(**who)).json()["data"]
    body = {"candidate": person(**who), "application": {"job_id": job["id"]}}
    second = sandbox.post("/ats/candidates", body).json()["data"]
    varying = {"id", "remote_id", "changed_at", "email_addresses", "remote_url", "remote_data", "remote_created_at",
               "remote_updated_at", "candidate_id"}  # fmt: skip

    def stored(model: str, id: str) -> dict[str, Any]:
        [record] = sandbox.stored(model, id=id)
        return {key: value for key, value in record.items() if key not in varying}

    assert stored("candidates", first["candidate_id"]) == stored("candidates", second["id"])
    assert stored("applications", first["id"]) == stored("applications", second["applications"][0]["id"])


def test_inputs_that_no_answer_shows_are_in_the_control_view(sandbox: Ats) -> None:
    user = sandbox.stored("users")[0]
    hidden: dict[str, Any] = {
        "gender": "OTHER",
        "availability_date": "2025-10-01",
        "salary_expectations": {"period": "YEAR", "amount": 72_000},
        "additional_email_addresses": [{"type": "WORK", "email_address": "frida@example.org"}],
        "additional_phone_numbers": [{"type": "OTHER", "phone_number": "+1 202 555 0199"}],
        "social_links": [{"url": "https://www.linkedin.com/in/frida"}],
    }
    act: dict[str, Any] = {
        "gdpr_consent": {"given": True, "expires_at": "2027-01-01"},
        "sourced_by": {"user_id": f"remote:{user['remote_id']}"},
        "remote_fields": {"sandbox": {"note": 1}, "greenhouse": {"candidate": {}}},
    }
    source = {"name": "Job fair", "unified_key": "FAIR", "id": "9"}
    made = sandbox.apply(candidate=person(**hidden), source=source, **act).json()["data"]
    [candidate] = sandbox.stored("candidates", id=made["candidate_id"])
    [application] = sandbox.stored("applications", id=made["id"])
    kept = {**act, "remote_fields": {"sandbox": {"note": 1}}}
    assert {key: candidate[key] for key in hidden} == hidden
    assert {key: candidate[key] for key in act} == kept == {key: application[key] for key in act}
    assert (candidate["source"], application["source"]) == ("Job fair", source)
    assert [record["created_by_api"] for record in (candidate, application)] == [True, True]
    assert made["candidate"]["email_addresses"][1] == {"email_address": "frida@example.org", "type": "WORK"}
    assert made["candidate"]["phone_numbers"] == [{"phone_number": "+1 202 555 0199", "type": "OTHER"}]
    link = {"link": "https://www.linkedin.com/in/frida", "type": "LINKEDIN", "username": "frida"}
    assert made["candidate"]["social_media"] == [link]


def test_a_created_candidate_has_every_key_of_a_seeded_one(sandbox: Ats) -> None:
    made = sandbox.apply().json()["data"]
    for model, id in (("candidates", made["candidate_id"]), ("applications", made["id"])):
        seeded, [created] = sandbox.stored(model)[0], sandbox.stored(model, id=id)
        assert seeded.keys() <= created.keys()


def test_a_location_is_written_out_in_raw(sandbox: Ats) -> None:
    location = {"country": "US", "state": "OR", "zip_code": "97201", "city": "Portland", "street_1": "12 Sample St"}
    made = sandbox.apply(candidate=person(location=location)).json()["data"]
    raw = "12 Sample St, 97201 Portland, OR, US"
    assert made["candidate"]["location"] == {**location, "street_2": None, "raw": raw}


def test_without_a_source_the_name_of_the_environment_is_written(sandbox: Ats) -> None:
    assert sandbox.apply().json()["data"]["candidate"]["source"] == "Mock environment"
    assert sandbox.apply(source={"id": "12"}).json()["data"]["candidate"]["source"] == "12"


def test_an_existing_candidate_is_used_again_and_nothing_of_it_changes(sandbox: Ats) -> None:
    first, second, *_ = [job for job in sandbox.stored("jobs") if job["status"] == "OPEN"]
    who = person(additional_email_addresses=[{"type": "WORK", "email_address": "Second.Address@example.org"}])
    made = sandbox.apply(first["id"], candidate=who, source={"name": "Job fair"}).json()["data"]
    [before] = sandbox.stored("candidates", id=made["candidate_id"])
    again = {
        **who,
        "email_address": "second.ADDRESS@example.org",
        "first_name": "F.",
        "phone_number": "+1 202 555 0100",
    }
    answer = sandbox.apply(second["id"], candidate=again, source={"name": "Elsewhere"})
    assert warnings(answer) == []
    assert "used again" in answer.headers["X-Mock-Explanation"]
    assert answer.json()["data"]["candidate"] == made["candidate"]
    assert sandbox.stored("candidates", id=made["candidate_id"]) == [before]
    [read] = sandbox.get("/ats/candidates", ids=made["candidate_id"])["results"]
    assert [application["job"]["id"] for application in read["applications"]] == [first["id"], second["id"]]


def test_a_second_application_for_the_same_job_is_refused(sandbox: Ats) -> None:
    job, who = sandbox.job(), person()
    sandbox.apply(job["id"], candidate=who)
    before = sandbox.counts()
    who["email_address"] = who["email_address"].upper()
    message = f"Frida Okafor ({who['email_address']}) has an existing application for {job['name']}."
    expected = (400, "ATS.APPLICATION_ALREADY_EXISTS", message)
    assert error(sandbox.apply(job["id"], candidate=who, attachments=[file()])) == expected
    body = {"candidate": who, "application": {"job_id": job["id"]}}
    assert error(sandbox.post("/ats/candidates", body)) == expected
    assert sandbox.counts() == before


def test_the_same_person_twice_counts_as_one_applicant(sandbox: Ats) -> None:
    twins = [sandbox.apply().json()["data"], sandbox.apply().json()["data"]]
    emails = [{"email_address": "twin@example.com", "type": None}]
    for twin in twins:
        sandbox.edit("ats_candidates", twin["candidate_id"], email_addresses=emails)
    other = sandbox.job(lambda job: job["status"] == "OPEN" and job["id"] != twins[0]["job_id"])
    moved = person(email_address="twin@example.com")
    sandbox.edit("ats_applications", twins[1]["id"], job_id=other["id"])
    assert error(sandbox.apply(other["id"], candidate=moved))[1] == "ATS.APPLICATION_ALREADY_EXISTS"


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED", "DRAFT", "On Hold"])
def test_only_open_jobs_take_applications(sandbox: Ats, status: str) -> None:
    job = sandbox.job()
    sandbox.edit("ats_jobs", job["id"], status=status)
    message = "Cannot create application for a closed job. The job must be in an open state."
    answer = sandbox.apply(job["id"])
    assert error(answer) == (400, "ATS.JOB_CLOSED", message)
    assert f"its status is '{status}'" in answer.headers["X-Mock-Explanation"]


def test_a_job_without_a_status_counts_as_open_and_a_deleted_one_as_closed(sandbox: Ats) -> None:
    job = sandbox.job()
    sandbox.edit("ats_jobs", job["id"], status=None)
    assert sandbox.apply(job["id"]).status_code == 200
    gone = sandbox.get("/ats/jobs", include_deleted="true", page_size=250)["results"]
    deleted = next(job for job in gone if job["remote_deleted_at"])
    assert error(sandbox.apply(deleted["id"]))[1] == "ATS.JOB_CLOSED"


def test_a_job_can_be_named_by_the_id_of_the_tool(sandbox: Ats) -> None:
    job = sandbox.job()
    remote = f"remote:{job['remote_id']}"
    assert sandbox.apply(remote).json()["data"]["job_id"] == job["id"]
    answer = sandbox.post("/ats/candidates", {"candidate": person(), "application": {"job_id": remote}})
    assert answer.json()["data"]["applications"][0]["job"]["id"] == job["id"]


@pytest.mark.parametrize("id", ["nothing", "remote:nothing", "remote:"])
def test_an_unknown_job_is_404_in_the_path_and_400_in_the_body(sandbox: Ats, id: str) -> None:
    status, code, message = error(sandbox.apply(id))
    assert (status, code, message.partition(":")[0]) == (404, "PLATFORM.INPUT_INVALID", "job_id")
    body = {"candidate": person(), "application": {"job_id": id}}
    status, code, message = error(sandbox.post("/ats/candidates", body))
    assert (status, code, message.partition(":")[0]) == (400, "PLATFORM.INPUT_INVALID", "$.application.job_id")


def test_a_stage_of_the_job_can_be_the_first(sandbox: Ats) -> None:
    job = sandbox.job()
    last = job["stages"][-1]["stage_id"]
    assert sandbox.apply(job["id"], stage_id=last).json()["data"]["current_stage_id"] == last
    body = {"candidate": person(), "application": {"job_id": job["id"], "stage_id": last}}
    answer = sandbox.post("/ats/candidates", body).json()["data"]
    assert answer["applications"][0]["current_stage"]["id"] == last


def test_a_stage_of_another_job_is_refused_as_the_tool_would(sandbox: Ats) -> None:
    job, other = sandbox.job(), sandbox.stored("jobs")[-1]
    before = sandbox.counts()
    answer = sandbox.apply(job["id"], stage_id=other["stages"][0]["stage_id"])
    assert error(answer)[:2] == (400, "REMOTE.INPUT_INVALID")
    assert job["stages"][0]["stage_id"] in answer.headers["X-Mock-Explanation"]
    assert sandbox.counts() == before


@pytest.mark.parametrize("place", ["$.stage_id", "$.application.stage_id"])
def test_an_unknown_stage_is_named_by_its_path(sandbox: Ats, place: str) -> None:
    job_id, unknown = sandbox.job()["id"], "remote:1"
    if place == "$.stage_id":
        answer = sandbox.apply(job_id, stage_id=unknown)
    else:
        application = {"job_id": job_id, "stage_id": unknown}
        answer = sandbox.post("/ats/candidates", {"candidate": person(), "application": application})
    status, code, message = error(answer)
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith(f"{place}: ")


def test_any_stage_will_do_where_the_tool_does_not_say_which_belong_to_a_job(ats: Callable[[str], Ats]) -> None:
    tool = ats("careerplug")
    job, other = tool.job(), tool.stored("jobs")[-1]
    stage = other["stages"][0]["stage_id"]
    answer = tool.apply(job["id"], stage_id=stage, attachments=[file()])
    assert answer.json()["data"]["current_stage_id"] == stage


@pytest.mark.parametrize("user_id", ["nobody", "remote:nobody"])
def test_whoever_sourced_the_candidate_must_be_known(sandbox: Ats, user_id: str) -> None:
    status, code, message = error(sandbox.apply(sourced_by={"user_id": user_id}))
    assert (status, code, message.partition(":")[0]) == (400, "PLATFORM.INPUT_INVALID", "$.sourced_by.user_id")


def test_an_application_brings_up_its_candidate_for_updated_after(sandbox: Ats) -> None:
    who = person()
    first = sandbox.apply(candidate=who).json()["data"]
    since = sandbox.apply().json()["data"]["changed_at"]
    other = sandbox.job(lambda job: job["status"] == "OPEN" and job["id"] != first["job_id"])
    sandbox.apply(other["id"], candidate=who)
    touched = sandbox.get("/ats/candidates", updated_after=since)["results"]
    found = next(candidate for candidate in touched if candidate["id"] == first["candidate_id"])
    assert found["changed_at"] == first["candidate"]["changed_at"] < since


def test_two_environments_give_the_same_answers(ats: Callable[[str], Ats]) -> None:
    body = {"candidate": person(), "attachments": [file()]}
    answers = []
    for _ in range(2):
        tool = ats("sandbox")
        answers.append(tool.post(f"/ats/jobs/{tool.job()['id']}/applications", body).content)
    assert answers[0] == answers[1]


def test_the_official_sdk_creates_both(sdk: Callable[[str, str], Kombo]) -> None:
    client: Any = sdk("careerplug", "ATS").ats  # its types want its own classes; plain dicts serve as well
    job = next(job for job in client.get_jobs().result.data.results if job.status == "OPEN")
    made = client.create_application(job_id=job.id, candidate=person(), attachments=[file()])
    assert (made.data.candidate.first_name, made.data.job.id) == ("Frida", job.id)
    application = {"job_id": f"remote:{job.remote_id}"}
    found = client.create_candidate(candidate=person(), application=application, attachments=[file()])
    assert [application.job.id for application in found.data.applications] == [job.id]
