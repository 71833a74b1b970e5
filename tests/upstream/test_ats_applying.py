"""Somebody applies."""

from __future__ import annotations

from collections.abc import Iterator

from tests.upstream.customer import NOW, Customer, Server, changed


def test_somebody_new_applies_to_an_open_job(ats: Customer) -> None:
    told = ats.happens("candidate_applies")

    [application] = ats.get("applications", ids=changed(told, "ats_applications", "created")[0])
    [candidate] = ats.get("candidates", ids=application["candidate_id"])
    [job] = ats.get("jobs", ids=application["job_id"])
    assert (job["status"], application["outcome"]) == ("OPEN", "PENDING")
    assert application["current_stage_id"] == job["stages"][0]["id"]
    assert application["remote_created_at"] == candidate["remote_created_at"] == told["at"]
    assert application["changed_at"] == candidate["changed_at"] == told["at"]
    assert [one["id"] for one in candidate["applications"]] == [application["id"]]
    assert ats.get("applications", updated_after=NOW) == [application]
    assert told["records"]["ats_candidates"][0]["first_name"] == candidate["first_name"]


def test_a_new_applicant_brings_a_cv(ats: Customer) -> None:
    told = ats.happens("candidate_applies")

    [file] = told["records"]["ats_attachments"]
    assert file["type"] == "CV"
    assert file["application_id"] == changed(told, "ats_applications")[0]


def test_a_certain_person_applies_to_a_certain_job(ats: Customer) -> None:
    job = ats.stored("jobs", status="OPEN")[0]
    who = {"first_name": "Frida", "last_name": "Okafor", "email": "frida.okafor@example.org", "phone_number": "+1 555"}

    told = ats.happens("candidate_applies", job_id=f"remote:{job['remote_id']}", source="Radio", **who)

    [candidate] = ats.get("candidates", email="FRIDA.OKAFOR@example.org")
    assert (candidate["first_name"], candidate["source"]) == ("Frida", "Radio")
    assert candidate["phone_numbers"][0]["phone_number"] == "+1 555"
    assert told["records"]["ats_applications"][0]["job_id"] == job["id"]


def test_a_known_address_is_the_same_candidate(ats: Customer) -> None:
    first = ats.happens("candidate_applies", email="frida@example.org")
    second = ats.happens("candidate_applies", email="Frida@Example.org", first_name="Somebody")

    assert changed(second, "ats_candidates") == []
    ours = first["records"]["ats_candidates"][0]
    assert second["records"]["ats_applications"][0]["candidate_id"] == ours["id"]
    jobs = {told["records"]["ats_applications"][0]["job_id"] for told in (first, second)}
    assert len(jobs) == 2
    assert len(ats.one("candidates", ours["id"])["applications"]) == 2


def test_addresses_are_nobody_elses(ats: Customer) -> None:
    for _ in range(12):
        ats.happens("candidate_applies")
    addresses = [entry["email_address"] for one in ats.stored("candidates") for entry in one["email_addresses"] or ()]
    # The seeded world has one person twice on purpose.
    assert len(addresses) - len(set(addresses)) <= 2


def test_answers_are_those_of_the_questions_of_the_job(ats: Customer) -> None:
    questions = {question["id"]: question for question in ats.stored("screening-questions")}
    for job in ats.stored("jobs", status="OPEN"):
        told = ats.happens("candidate_applies", job_id=job["id"])
        asked = {questions[entry["question_id"]]["remote_id"] for entry in job["screening_questions"]}
        [application] = told["records"]["ats_applications"]
        for entry in application["screening_question_answers"]:
            assert entry["question"]["remote_id"] in asked
            assert entry["answer"].get("date", "9999") > told["at"]


def test_what_cannot_be_is_refused(ats: Customer) -> None:
    closed = ats.stored("jobs", status="CLOSED")[0]
    job, other, *_ = ats.stored("jobs", status="OPEN")
    application = next(one for one in ats.stored("applications") if one["job_id"] == job["id"])

    assert ats.refuses("candidate_applies", job_id=closed["id"]) == f"$.job_id: {closed['id']} is no open job."
    assert "has an application" in ats.refuses(
        "candidate_applies", job_id=job["id"], candidate_id=application["candidate_id"]
    )
    assert ats.refuses("candidate_applies", job_id=job["id"], stage_id=other["stages"][0]["stage_id"]).startswith(
        "$.stage_id: "
    )
    assert ats.refuses("candidate_applies", job_id="nobody").startswith("$.job_id: there is no record of 'Jobs'")
    assert ats.refuses("candidate_applies", email="frida").startswith("$.email must be an e-mail address")
    assert ats.refuses("candidate_applies", mail="frida@example.org") == "$.mail is not known, did you mean 'email'?"


def test_nobody_can_apply_where_no_job_is_open(ats: Customer) -> None:
    for _ in open_jobs(ats):
        ats.happens("job_closes")

    assert ats.refuses("candidate_applies") == "$.event: there is no open job that this could happen to."


def open_jobs(ats: Customer) -> Iterator[str]:
    yield from (job["id"] for job in ats.stored("jobs", status="OPEN"))


def test_people_come_from_the_market_of_the_connector(server: Server) -> None:
    told = server.connect("erecruiter", "ATS").happens("candidate_applies")

    [candidate] = told["records"]["ats_candidates"]
    assert candidate["location"]["country"] in {"AT", "DE"}
