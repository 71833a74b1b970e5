"""Whatever is written to a recruiting tool is read: a state machine against plain Python, on two tools at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from mockserver.instants import format_instant
from tests.acceptance.ats_model import Applied, Person, Recruiting, Refused
from tests.api.operations.ats_client import Application, Ats, file
from tests.integrity import problems

SIZE = "24"
# The one takes everything, the other creates and nothing else.
TOOLS = ("sandbox", "careerplug")
EMAILS = tuple(f"{name}@example.com" for name in ("mara", "MARA", "frida", "iris", "otto", "Otto"))
NAMES = ("Keeps bees", "keeps BEES", "Speaks Finnish", "Ünïcode", "unïcode")
numbers = st.integers(0, 10_000)


@cache
def server() -> Application:
    """One server for all histories; each has an environment of its own."""
    return Application(size=SIZE)


class Side:
    """One tool: what it is said to hold, and what it answers."""

    def __init__(self, ats: Ats) -> None:
        self.ats = ats
        self.full = ats.tool == "sandbox"
        self.jobs = self.list("jobs")
        self.stages = {job["id"]: [entry["stage_id"] for entry in job["stages"]] for job in ats.stored("jobs")}
        self.reasons = {one["id"]: one["name"] for one in self.list("rejection-reasons")} if self.full else {}
        self.model = Recruiting(
            people={one["id"]: Person.read(one) for one in self.list("candidates")},
            applied={one["id"]: Applied.read(one) for one in self.list("applications")},
            tags=[one["name"] for one in self.list("tags")] if self.full else [],
            notes=len(ats.stored("notes")),
        )

    def list(self, name: str, **query: Any) -> list[dict[str, Any]]:
        """Read a list that has one page."""
        data = self.ats.get(f"/ats/{name}", page_size=250, **query)
        assert data["next"] is None
        return list(data["results"])

    @property
    def stamp(self) -> str:
        """When the environment was written to for the last time."""
        store = self.ats.application.store
        return format_instant(store.environment(self.ats.key).changed_at)

    def check(self) -> None:
        """Hold all that reads show against the model."""
        model = self.model
        people, applied = self.list("candidates"), self.list("applications")
        assert model.seen_people(people) == model.shown_people(tags=self.full)
        assert [Applied.read(one) for one in applied] == list(model.applied.values())
        by_id = {one["id"]: one for one in people}
        for one in applied:
            shown, person = one["candidate"], by_id[one["candidate_id"]]
            assert {key: shown[key] for key in shown} == {key: person[key] for key in shown}
        if self.full:
            assert [one["name"] for one in self.list("tags")] == model.tags
        assert len(self.ats.stored("notes")) == model.notes
        store = self.ats.application.store
        environment = store.environment(self.ats.key)
        records = store.records(environment, store.integration(environment, self.ats.id))
        assert problems(records, store.catalog, self.ats.id, environment.anchor) == []

    def check_touched(self) -> None:
        """Hold what `updated_after` lets through against what the last write was to touch."""
        seen = {name: {one["id"] for one in self.list(name, updated_after=self.stamp)} for name in ("candidates", "applications")}
        assert seen == {name: self.model.touched[name] for name in seen}
        if self.full:
            assert {one["name"] for one in self.list("tags", updated_after=self.stamp)} == self.model.touched["tags"]


class AtsMachine(RuleBasedStateMachine):
    """Writes of all kinds, in any order."""

    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        first = server().ats(TOOLS[0])
        second = Ats(server(), TOOLS[1], first.key, server().ats(TOOLS[1]).id)
        self.sides = {ats.tool: Side(ats) for ats in (first, second)}
        self.written: Side | None = None

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
        if as_candidate:
            path, body["application"] = "/ats/candidates", {"job_id": job["id"]}
        else:
            path = f"/ats/jobs/{job['id']}/applications"
        if given is not None:
            body.setdefault("application", body)["stage_id"] = given
            body = {key: value for key, value in body.items() if value is not body}
        data = self.send(side, "POST", path, body, lambda: model.check_applying(job, email))
        if data is None:
            return
        before = model.find(email)
        if as_candidate:
            id = data["id"]
            [applied] = [one["id"] for one in data["applications"] if one["id"] not in model.applied]
        else:
            id, applied = data["candidate"]["id"], data["id"]
        assert before is None or before.id == id
        assert before is not None or id not in model.people
        model.apply(
            Person(id, "Frida", "Okafor", "Unseen Works", "Beekeeper", [email], ["+1-202-555-0143"], [], side.stamp),
            Applied(applied, id, job["id"], given or stages[0], "PENDING", None, side.stamp),
        )

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

        data = self.send(side, "PUT", f"/ats/applications/{applied.id}/stage", {"stage_id": to}, check)
        if data is not None and (to != applied.stage or applied.outcome == "DECLINED"):
            side.model.change(applied.id, side.stamp, stage=to, outcome="PENDING", reason=None)

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

        data = self.send(side, "POST", f"/ats/applications/{applied.id}/reject", body, check)
        if data is not None:
            name = side.reasons[body["rejection_reason_id"]]
            side.model.change(applied.id, side.stamp, outcome="DECLINED", reason=name)
            side.model.notes += note

    @rule(tool=st.sampled_from(TOOLS), number=numbers, name=st.sampled_from(NAMES), add=st.booleans())
    def tag(self, tool: str, number: int, name: str, add: bool) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None:
            return
        path = f"/ats/candidates/{person.id}/tags"
        data = self.send(side, "POST" if add else "DELETE", path, {"tag": {"name": name}})
        if data is not None:
            (side.model.add_tag if add else side.model.remove_tag)(person.id, name)

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def note(self, tool: str, number: int) -> None:
        side, applied = self.sides[tool], self.any_application(tool, number)
        if applied is None:
            return
        body = {"content": "A good talk.", "content_type": "PLAIN_TEXT"}
        if self.send(side, "POST", f"/ats/applications/{applied.id}/notes", body) is not None:
            side.model.notes += 1
            side.model.touched = {"candidates": set(), "applications": set(), "tags": set()}

    @rule(
        tool=st.sampled_from(TOOLS), number=numbers, first=st.sampled_from(["Ida", "Åsa"]), phone=st.integers(140, 144)
    )
    def update_person(self, tool: str, number: int, first: str, phone: int) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None:
            return
        body = {"first_name": first, "phone_number": f"+1-202-555-0{phone}"}
        if self.send(side, "PATCH", f"/ats/candidates/{person.id}", body) is not None:
            others = [known for known in person.phones if known != body["phone_number"]]
            phones = [body["phone_number"], *others]
            side.model.change_person(person.id, side.stamp, first_name=first, phones=phones)

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def the_tool_deletes_a_candidate(self, tool: str, number: int) -> None:
        side, person = self.sides[tool], self.any_person(tool, number)
        if person is None or len(side.model.people) < 5:
            return
        notes = {one["id"] for one in side.ats.stored("notes") if one["remote_deleted_at"] is None}
        event = {"event": "record_deleted", "model": "candidates", "id": person.id}
        answer = side.ats.request("POST", f"/_mock/integrations/{side.ats.id}/upstream", event)
        assert answer.status_code == 200, answer.text
        side.model.forget(person.id)
        assert notes >= {one["id"] for one in side.ats.stored("notes") if one["remote_deleted_at"] is None}
        side.check()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.control("/clock/advance", {"by": f"PT{hours}H"})

    @rule(target=snapshots)
    def take_snapshot(self) -> tuple[str, dict[str, Recruiting]]:
        answer = self.control("/snapshots", {})
        return answer["id"], {tool: deepcopy(side.model) for tool, side in self.sides.items()}

    @rule(snapshot=snapshots)
    def restore(self, snapshot: tuple[str, dict[str, Recruiting]]) -> None:
        id, models = snapshot
        self.control(f"/snapshots/{id}/restore", None)
        for tool, side in self.sides.items():
            side.model = deepcopy(models[tool])
            side.check()

    # ── what holds after every step ──────────────────────────────────────────

    @invariant()
    def reads_show_what_was_written(self) -> None:
        if self.written is not None:
            self.written.check()
            self.written.check_touched()
            self.written = None

    # ── helpers ──────────────────────────────────────────────────────────────

    def any_person(self, tool: str, number: int) -> Person | None:
        people = list(self.sides[tool].model.people.values())
        return people[number % len(people)] if people else None

    def any_application(self, tool: str, number: int) -> Applied | None:
        applied = list(self.sides[tool].model.applied.values())
        return applied[number % len(applied)] if applied else None

    def control(self, path: str, body: Any) -> Any:
        answer = self.sides[TOOLS[0]].ats.request("POST", f"/_mock{path}", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(
        self, side: Side, method: str, path: str, body: Any, check: Callable[[], None] = lambda: None
    ) -> dict[str, Any] | None:
        """Send a write; give `data` of a success, None if it was refused as it has to be, and then nothing changed."""
        expected = self.refusal(side, path, check)
        before = side.stamp
        answer = side.ats.request(method, f"/v1{path}", body)
        code = None if answer.status_code == 200 else answer.json()["error"]["code"]
        assert code == expected, answer.text
        if code is not None:
            assert side.stamp == before
            side.check()
            return None
        if side.stamp != before:
            self.written = side
        data: dict[str, Any] = answer.json()["data"]
        return data

    @staticmethod
    def refusal(side: Side, path: str, check: Callable[[], None]) -> str | None:
        creates = path == "/ats/candidates" or path.startswith("/ats/jobs/")
        if not side.full and not creates:
            return "INTEGRATION.ACTION_NOT_AVAILABLE"
        try:
            check()
        except Refused as refused:
            return str(refused)
        return None


@pytest.fixture(scope="module", autouse=True)
def close_server() -> Iterator[None]:
    yield
    server().close()
    server.cache_clear()


AtsMachine.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
)


class TestRecruiting(AtsMachine.TestCase):  # type: ignore[misc,valid-type] # made at run time
    """Run by pytest."""
