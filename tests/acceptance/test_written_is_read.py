"""Whatever is written to a recruiting tool is read: a state machine against plain Python, on two tools at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.acceptance import histories
from tests.acceptance.ats_model import Applied, Person, Recruiting
from tests.acceptance.histories import HISTORIES, LONG_HISTORIES, History, Refused, Side, numbers, server
from tests.api.operations.ats_client import Ats, file

# The one takes everything, the other creates and nothing else.
TOOLS = ("sandbox", "careerplug")
EMAILS = tuple(f"{name}@example.com" for name in ("mara", "MARA", "frida", "iris", "otto", "Otto"))
NAMES = ("Keeps bees", "keeps BEES", "Speaks Finnish", "Ünïcode", "unïcode")


class AtsSide(Side[Recruiting]):
    """A recruiting tool."""

    def __init__(self, ats: Ats) -> None:
        super().__init__(ats, "ats")
        self.full = ats.tool == "sandbox"
        self.lists = ("candidates", "applications")
        self.jobs = self.list("jobs")
        self.stages = {job["id"]: [entry["stage_id"] for entry in job["stages"]] for job in ats.stored("jobs")}
        self.reasons = {one["id"]: one["name"] for one in self.list("rejection-reasons")} if self.full else {}
        self.model = Recruiting(
            people={one["id"]: Person.read(one) for one in self.list("candidates")},
            applied={one["id"]: Applied.read(one) for one in self.list("applications")},
            tags=[one["name"] for one in self.list("tags")] if self.full else [],
            notes=len(ats.stored("notes")),
        )

    def check(self) -> None:
        people, applied = self.list("candidates"), self.list("applications")
        assert self.model.seen_people(people) == self.model.shown_people(tags=self.full)
        assert [Applied.read(one) for one in applied] == list(self.model.applied.values())
        by_id = {one["id"]: one for one in people}
        for one in applied:
            shown, person = one["candidate"], by_id[one["candidate_id"]]
            assert shown == {key: person[key] for key in shown}
        if self.full:
            assert [one["name"] for one in self.list("tags")] == self.model.tags
        assert len(self.ats.stored("notes")) == self.model.notes

    def check_touched(self) -> None:
        super().check_touched()
        if self.full:
            tags = {one["name"] for one in self.list("tags", updated_after=self.stamp)}
            assert tags == self.touched.get("tags", set())


class AtsHistory(History):
    """Writes of all kinds, in any order."""

    def __init__(self) -> None:
        super().__init__()
        first = server().ats(TOOLS[0])
        second = Ats(server(), TOOLS[1], first.key, server().ats(TOOLS[1]).id)
        self.sides: dict[str, AtsSide] = {ats.tool: AtsSide(ats) for ats in (first, second)}

    # ── rules ────────────────────────────────────────────────────────────────

    @rule(
        tool=st.sampled_from(TOOLS), number=numbers, email=st.sampled_from(EMAILS), as_candidate=st.booleans(),
        stage=st.none() | numbers, known=st.none() | numbers,
    )  # fmt: skip
    def apply(
        self, tool: str, number: int, email: str, as_candidate: bool, stage: int | None, known: int | None
    ) -> None:
        side = self.sides[tool]
        job = side.jobs[number % len(side.jobs)]
        model = side.model
        if known is not None and (people := [one for one in model.people.values() if one.emails]):
            email = people[known % len(people)].emails[0].upper()
        stages = side.stages[job["id"]]
        given = None if stage is None else stages[stage % len(stages)]
        person = {
            "first_name": "Frida", "last_name": "Okafor", "email_address": email, "phone_number": "+1-202-555-0143",
            "company": "Unseen Works", "title": "Beekeeper",
        }  # fmt: skip
        body: dict[str, Any] = {"candidate": person, "attachments": [file()]}
        start = {} if given is None else {"stage_id": given}
        if as_candidate:
            path, body["application"] = "/candidates", {"job_id": job["id"], **start}
        else:
            path, body = f"/jobs/{job['id']}/applications", {**body, **start}
        data = side.send("POST", path, body, lambda: model.check_applying(job, email))
        if data is None:
            return
        before = model.find(email)
        if as_candidate:
            id = data["id"]
            [applied] = [one["id"] for one in data["applications"] if one["id"] not in model.applied]
        else:
            id, applied = data["candidate"]["id"], data["id"]
        assert id not in model.people if before is None else id == before.id
        new = Person(id, "Frida", "Okafor", "Unseen Works", "Beekeeper", [email], ["+1-202-555-0143"], [], side.stamp)
        made = Applied(applied, id, job["id"], given or stages[0], "PENDING", None, side.stamp)
        self.done(side, model.apply(new, made))

    @rule(tool=st.sampled_from(TOOLS), number=numbers, stage=numbers, elsewhere=st.integers(0, 9))
    def move(self, tool: str, number: int, stage: int, elsewhere: int) -> None:
        side, applied = self.sides[tool], self.any_application(tool, number)
        if applied is None:
            return
        stages = side.stages[applied.job]
        foreign = [id for own in side.stages.values() for id in own if id not in stages]
        to = foreign[stage % len(foreign)] if elsewhere == 0 and foreign else stages[stage % len(stages)]

        def check() -> None:
            if to not in stages:
                raise Refused("REMOTE.INPUT_INVALID")

        data = side.send("PUT", f"/applications/{applied.id}/stage", {"stage_id": to}, check, has_it=side.full)
        if data is not None and (to != applied.stage or applied.outcome == "DECLINED"):
            self.done(side, side.model.change(applied.id, side.stamp, stage=to, outcome="PENDING", reason=None))

    @rule(tool=st.sampled_from(TOOLS), number=numbers, reason=numbers, note=st.booleans())
    def reject(self, tool: str, number: int, reason: int, note: bool) -> None:
        side, applied = self.sides[tool], self.any_application(tool, number)
        if applied is None:
            return
        ids = list(side.reasons) or ["26vafvWSRmbhNcxJYqjCzuJg"]
        body = {"rejection_reason_id": ids[reason % len(ids)], **({"note": "Not this time."} if note else {})}

        def check() -> None:
            if applied.outcome != "PENDING":
                raise Refused("REMOTE.INPUT_INVALID")

        data = side.send("POST", f"/applications/{applied.id}/reject", body, check, has_it=side.full)
        if data is not None:
            name = side.reasons[body["rejection_reason_id"]]
            side.model.notes += note
            self.done(side, side.model.change(applied.id, side.stamp, outcome="DECLINED", reason=name))

    @rule(tool=st.sampled_from(TOOLS), number=numbers, name=st.sampled_from(NAMES), add=st.booleans())
    def tag(self, tool: str, number: int, name: str, add: bool) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None:
            return
        path = f"/candidates/{person.id}/tags"
        data = side.send("POST" if add else "DELETE", path, {"tag": {"name": name}}, has_it=side.full)
        if data is not None:
            self.done(side, (side.model.add_tag if add else side.model.remove_tag)(person.id, name))

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def note(self, tool: str, number: int) -> None:
        side, applied = self.sides[tool], self.any_application(tool, number)
        if applied is None:
            return
        body = {"content": "A good talk.", "content_type": "PLAIN_TEXT"}
        if side.send("POST", f"/applications/{applied.id}/notes", body, has_it=side.full) is not None:
            side.model.notes += 1
            self.done(side, {})

    @rule(
        tool=st.sampled_from(TOOLS), number=numbers, first=st.sampled_from(["Ida", "Åsa"]), phone=st.integers(140, 144)
    )
    def update_person(self, tool: str, number: int, first: str, phone: int) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None:
            return
        body = {"first_name": first, "phone_number": f"+1-202-555-0{phone}"}
        if side.send("PATCH", f"/candidates/{person.id}", body, has_it=side.full) is not None:
            others = [known for known in person.phones if known != body["phone_number"]]
            phones = [body["phone_number"], *others]
            self.done(side, side.model.change_person(person.id, side.stamp, first_name=first, phones=phones))

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def the_tool_deletes_a_candidate(self, tool: str, number: int) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None or len(side.model.people) < 5:
            return
        side.happens("record_deleted", model="candidates", id=person.id)
        side.model.forget(person.id)
        side.check()
        side.check_integrity()

    # ── helpers ──────────────────────────────────────────────────────────────

    def any_person(self, tool: str, number: int) -> Person | None:
        people = list(self.sides[tool].model.people.values())
        return people[number % len(people)] if people else None

    def any_application(self, tool: str, number: int) -> Applied | None:
        applied = list(self.sides[tool].model.applied.values())
        return applied[number % len(applied)] if applied else None


@pytest.fixture(scope="module", autouse=True)
def close_server() -> Iterator[None]:
    yield
    histories.close_server()


class TestRecruiting(AtsHistory.TestCase):  # type: ignore[misc,valid-type] # made at run time
    """Some histories, in a few seconds."""

    settings = HISTORIES


@pytest.mark.slow
class TestMoreRecruiting(AtsHistory.TestCase):  # type: ignore[misc,valid-type] # made at run time
    """Many more, and longer ones."""

    settings = LONG_HISTORIES
