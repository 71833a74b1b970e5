"""Tags on candidates."""

from __future__ import annotations

from tests.upstream.customer import Customer, changed


def test_a_candidate_gets_a_tag(ats: Customer) -> None:
    told = ats.happens("tag_added")

    candidate = ats.one("candidates", changed(told, "ats_candidates", "updated")[0])
    assert candidate["tags"]
    # Membership brings the candidate up and leaves its own stamp.
    assert candidate["changed_at"] < told["at"]
    assert ats.get("candidates", updated_after=told["at"]) == [candidate]


def test_tags_are_known_by_id_and_name_and_new_names_are_new_tags(ats: Customer) -> None:
    candidate = next(one for one in ats.stored("candidates") if not one["tag_ids"])
    tag, other, *_ = ats.get("tags")

    ats.happens("tag_added", candidate_id=candidate["id"], tag_id=tag["id"])
    ats.happens("tag_added", candidate_id=candidate["id"], name=other["name"].upper())
    told = ats.happens("tag_added", candidate_id=candidate["id"], name="Beekeeper")

    names = [one["name"] for one in ats.one("candidates", candidate["id"])["tags"]]
    assert names == [tag["name"], other["name"], "Beekeeper"]
    assert len(changed(told, "ats_tags", "created")) == 1
    message = ats.refuses("tag_added", candidate_id=candidate["id"], name="beekeeper")
    assert message == f"$.candidate_id: {candidate['id']} is no candidate without the tag."
