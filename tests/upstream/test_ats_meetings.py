"""Interviews are set and cancelled."""

from __future__ import annotations

from tests.upstream.customer import Customer, changed


def test_an_interview_is_set_in_the_next_days_in_office_hours(ats: Customer) -> None:
    told = ats.happens("interview_set")

    [interview] = ats.get("interviews", ids=changed(told, "ats_interviews", "created")[0])
    assert told["at"] < interview["starting_at"] < interview["ending_at"]
    assert "07:00" <= interview["starting_at"][11:16] <= "17:00"
    assert interview["users"]
    application = ats.one("applications", interview["application_id"])
    assert interview["id"] in {one["id"] for one in application["interviews"]}
    assert application["changed_at"] < told["at"]
    assert application in ats.get("applications", updated_after=told["at"])


def test_a_certain_interview_is_set(ats: Customer) -> None:
    application = ats.stored("applications", outcome="PENDING")[0]
    user = ats.stored("users")[0]

    told = ats.happens(
        "interview_set",
        application_id=application["id"],
        starting_at="2025-06-05T09:30:00Z",
        ending_at="2025-06-05T10:15:00Z",
        title="Tea",
        user_ids=[user["id"]],
    )

    [interview] = told["records"]["ats_interviews"]
    assert (interview["title"], interview["user_ids"]) == ("Tea", [user["id"]])
    assert interview["starting_at"] == "2025-06-05T09:30:00.000Z"
    assert interview["stage_id"] == application["current_stage_id"]


def test_an_interview_is_cancelled(ats: Customer) -> None:
    set_ = ats.happens("interview_set")["records"]["ats_interviews"][0]

    ats.happens("interview_cancelled", interview_id=set_["id"])

    assert ats.one("interviews", set_["id"])["canceled"] is True
    assert ats.refuses("interview_cancelled", interview_id=set_["id"]).endswith("is no interview that is still ahead.")


def test_a_clock_that_runs_past_an_interview_leaves_nothing_to_cancel(ats: Customer) -> None:
    ats.advance("P60D")

    assert ats.refuses("interview_cancelled") == (
        "$.event: there is no interview that is still ahead that this could happen to."
    )


def test_bad_times_are_refused(ats: Customer) -> None:
    assert ats.refuses("interview_set", starting_at="2025-06-05T09:30:00Z", ending_at="2025-06-05T09:00:00Z") == (
        "$.ending_at must lie after starting_at."
    )
    assert ats.refuses("interview_set", starting_at="soon").startswith("$.starting_at must be a date or an instant")
    assert ats.refuses("interview_set", user_ids=["nobody"]).startswith("$.user_ids[0]: there is no record of 'Users'")
