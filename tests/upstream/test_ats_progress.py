"""How applications go on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upstream.customer import Customer, changed


def pending(ats: Customer, place: int = 0) -> dict[str, Any]:
    """Give a pending application at a place of its pipeline."""
    jobs = {job["id"]: job for job in ats.stored("jobs")}
    return next(
        one
        for one in ats.stored("applications", outcome="PENDING")
        if one["current_stage_id"] == jobs[one["job_id"]]["stages"][place]["stage_id"]
    )


def stages(ats: Customer, application: dict[str, Any]) -> list[str]:
    [job] = ats.get("jobs", ids=application["job_id"])
    return [stage["id"] for stage in job["stages"]]


def test_an_application_comes_to_the_next_stage(ats: Customer) -> None:
    application = pending(ats)

    told = ats.happens("application_moves_stage", application_id=application["id"])

    moved = ats.one("applications", application["id"])
    assert moved["current_stage"]["id"] == moved["current_stage_id"] == stages(ats, application)[1]
    assert moved["remote_updated_at"] == moved["changed_at"] == told["at"]
    assert changed(told, "ats_applications", "updated") == [application["id"]]
    # As the vendor says of nested changes: the candidate appears, its own stamp stays.
    [candidate] = ats.get("candidates", updated_after=told["at"])
    assert candidate["id"] == application["candidate_id"]
    assert candidate["changed_at"] < told["at"]


def test_a_stage_may_be_named_alone(ats: Customer) -> None:
    stage_id = stages(ats, pending(ats))[2]

    told = ats.happens("application_moves_stage", stage_id=stage_id)

    [application] = told["records"]["ats_applications"]
    assert application["current_stage_id"] == stage_id


def test_without_ids_somebody_moves_on_and_is_not_hired(ats: Customer) -> None:
    for _ in range(12):
        told = ats.happens("application_moves_stage")
        assert [one["outcome"] for one in told["records"]["ats_applications"]] == ["PENDING"]


def test_the_stage_before_the_last_makes_an_offer_and_the_last_hires(ats: Customer) -> None:
    application = pending(ats)
    *_, offer, hire = stages(ats, application)

    ats.happens("application_moves_stage", application_id=application["id"], stage_id=offer)
    shown = ats.one("applications", application["id"])
    assert (shown["outcome"], [one["status"] for one in shown["offers"]]) == ("PENDING", ["SENT"])

    ats.happens("application_moves_stage", application_id=application["id"], stage_id=hire)
    shown = ats.one("applications", application["id"])
    assert (shown["outcome"], [one["status"] for one in shown["offers"]]) == ("HIRED", ["ACCEPTED"])


def test_a_hired_application_ends_in_the_last_stage_and_others_stay(ats: Customer) -> None:
    application = pending(ats)
    others = [one for one in ats.stored("applications", job_id=application["job_id"]) if one["id"] != application["id"]]

    ats.happens("candidate_hired", application_id=application["id"], start_date="2025-09-01")

    hired = ats.one("applications", application["id"])
    assert (hired["outcome"], hired["current_stage_id"]) == ("HIRED", stages(ats, application)[-1])
    assert ats.one("offers", hired["offers"][0]["id"])["employment_start_date"] == "2025-09-01T00:00:00.000Z"
    left = ats.stored("applications", job_id=application["job_id"])
    assert [one for one in left if one["id"] != application["id"]] == others


@pytest.mark.parametrize("event", ["candidate_hired", "candidate_rejected", "candidate_withdraws"])
def test_a_decision_calls_off_what_is_ahead(ats: Customer, event: str) -> None:
    ahead = next(one for one in ats.stored("interviews", canceled=False) if one["starting_at"] > "2025-06-03")
    ats.happens(event, application_id=ahead["application_id"])

    assert ats.stored("interviews", id=ahead["id"])[0]["canceled"] is True


def test_a_rejection_has_a_reason_and_a_date(ats: Customer) -> None:
    application = pending(ats)

    told = ats.happens("candidate_rejected", application_id=application["id"])

    rejected = ats.one("applications", application["id"])
    assert rejected["outcome"] == "DECLINED"
    assert rejected["rejected_at"] == told["at"]
    assert rejected["rejection_reason_name"] in {one["name"] for one in ats.get("rejection-reasons")}
    assert rejected in ats.get("applications", outcomes="DECLINED")


def test_reasons_are_known_by_id_or_name_and_new_names_are_new_reasons(ats: Customer) -> None:
    reason = ats.get("rejection-reasons")[0]

    known = ats.happens("candidate_rejected", rejection_reason_id=reason["id"])
    named = ats.happens("candidate_rejected", reason=reason["name"].upper())
    new = ats.happens("candidate_rejected", reason="Moved to the Moon")

    names = [one["records"]["ats_applications"][0]["rejection_reason_name"] for one in (known, named, new)]
    assert names == [reason["name"], reason["name"], "Moved to the Moon"]
    assert "Moved to the Moon" in {one["name"] for one in ats.get("rejection-reasons")}


def test_a_candidate_withdraws_everything(ats: Customer) -> None:
    first = ats.happens("candidate_applies")["records"]["ats_applications"][0]
    second = ats.happens("candidate_applies", candidate_id=first["candidate_id"])["records"]["ats_applications"][0]

    ats.happens("candidate_withdraws", candidate_id=first["candidate_id"], reason="Family")

    for application in (first, second):
        shown = ats.one("applications", application["id"])
        assert (shown["outcome"], shown["rejection_reason_name"]) == ("DECLINED", "Family")
    message = ats.refuses("candidate_withdraws", candidate_id=first["candidate_id"])
    assert message == f"$.candidate_id: {first['candidate_id']} has no pending application."


@pytest.mark.parametrize("event", ["candidate_hired", "candidate_rejected"])
def test_outcomes_can_be_taken_back(ats: Customer, event: str) -> None:
    application = pending(ats)
    ats.happens(event, application_id=application["id"])

    ats.happens("application_reopens", application_id=application["id"])

    shown = ats.one("applications", application["id"])
    assert (shown["outcome"], shown["rejected_at"], shown["rejection_reason_name"]) == ("PENDING", None, None)
    assert shown["current_stage_id"] != stages(ats, application)[-1]


def test_what_cannot_be_is_refused(ats: Customer) -> None:
    application, other = pending(ats), pending(ats, 1)
    ats.happens("candidate_rejected", application_id=application["id"])
    id = application["id"]

    assert ats.refuses("candidate_hired", application_id=id) == f"$.application_id: {id} is no pending application."
    foreign = next(stage for stage in ats.stored("application-stages") if stage["id"] not in stages(ats, other))
    assert ats.refuses("application_moves_stage", application_id=other["id"], stage_id=foreign["id"]).startswith(
        f"$.stage_id: {foreign['id']} is a stage of another job"
    )
    assert ats.refuses("application_reopens", application_id=other["id"]).endswith("is no decided application.")
    assert ats.refuses("candidate_rejected", reason="").startswith("$.reason must not be empty")
