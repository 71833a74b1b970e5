"""What a recruiting tool's integration holds, as plain Python: what every write should do, and what reads show then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Answer = dict[str, Any]


class Refused(Exception):  # noqa: N818 - not an error of the test
    """The write has to be refused with this code."""


@dataclass
class Person:
    """A candidate; `tags` are names as they were first spelled."""

    id: str
    first_name: str | None
    last_name: str | None
    company: str | None
    title: str | None
    emails: list[str]
    phones: list[str]
    tags: list[str]
    changed_at: str

    @classmethod
    def read(cls, answer: Answer) -> Person:
        return cls(
            **{key: answer[key] for key in ("id", "first_name", "last_name", "company", "title", "changed_at")},
            emails=[entry["email_address"] for entry in answer["email_addresses"] or ()],
            phones=[entry["phone_number"] for entry in answer["phone_numbers"] or ()],
            tags=[tag["name"] for tag in answer["tags"]],
        )

    def answers_to(self, email: str) -> bool:
        return email.casefold() in {known.casefold() for known in self.emails}


@dataclass
class Applied:
    """An application."""

    id: str
    person: str
    job: str
    stage: str | None
    outcome: str | None
    reason: str | None
    changed_at: str

    @classmethod
    def read(cls, answer: Answer) -> Applied:
        return cls(
            id=answer["id"],
            person=answer["candidate_id"],
            job=answer["job_id"],
            stage=answer["current_stage_id"],
            outcome=answer["outcome"],
            reason=answer["rejection_reason_name"],
            changed_at=answer["changed_at"],
        )


@dataclass
class Recruiting:
    """All of it. `touched` are the ids that the last write made appear under `updated_after`, by list."""

    people: dict[str, Person]
    applied: dict[str, Applied]
    tags: list[str]
    notes: int = 0
    touched: dict[str, set[str]] = field(default_factory=dict)

    # ── writes ───────────────────────────────────────────────────────────────

    def find(self, email: str) -> Person | None:
        """Give who is used again for an address: the oldest."""
        return next((person for person in self.people.values() if person.answers_to(email)), None)

    def check_applying(self, job: Answer, email: str) -> None:
        """Tell why nobody can apply with an address for a job."""
        if job["status"] not in ("OPEN", None):
            raise Refused("ATS.JOB_CLOSED")
        known = {person.id for person in self.people.values() if person.answers_to(email)}
        if any(one.person in known and one.job == job["id"] for one in self.applied.values()):
            raise Refused("ATS.APPLICATION_ALREADY_EXISTS")

    def apply(self, person: Person, applied: Applied) -> None:
        """Somebody applies; `person` is only used if nobody has the address."""
        self.people.setdefault(person.id, person)
        self.applied[applied.id] = applied
        self.touched = {"candidates": {applied.person}, "applications": {applied.id}, "tags": set()}

    def change(self, id: str, stamp: str, **values: Any) -> None:
        """An application changes."""
        applied = self.applied[id]
        for name, value in values.items():
            setattr(applied, name, value)
        applied.changed_at = stamp
        self.touched = {"candidates": {applied.person}, "applications": {id}, "tags": set()}

    def change_person(self, id: str, stamp: str, **values: Any) -> None:
        """A candidate changes, and with it what shows it."""
        person = self.people[id]
        for name, value in values.items():
            setattr(person, name, value)
        person.changed_at = stamp
        of = {one.id for one in self.applied.values() if one.person == id}
        self.touched = {"candidates": {id}, "applications": of, "tags": set()}

    def add_tag(self, id: str, name: str) -> None:
        """A candidate gets a tag, unless there is one that differs in upper and lower case alone."""
        person = self.people[id]
        folded = name.casefold()
        self.touched = {"candidates": set(), "applications": set(), "tags": set()}
        if folded in {tag.casefold() for tag in person.tags}:
            return
        known = [tag for tag in self.tags if tag.casefold() == folded]
        if not known:
            self.tags.append(name)
            self.touched["tags"] = {name}
        person.tags.append(name if name in known or not known else known[0])
        self.touched["candidates"] = {id}

    def remove_tag(self, id: str, name: str) -> None:
        """A candidate loses a tag."""
        person = self.people[id]
        kept = [tag for tag in person.tags if tag.casefold() != name.casefold()]
        self.touched = {"candidates": {id} if kept != person.tags else set(), "applications": set(), "tags": set()}
        person.tags = kept

    def forget(self, id: str) -> None:
        """A candidate is deleted in the tool, with all applications."""
        del self.people[id]
        self.applied = {key: one for key, one in self.applied.items() if one.person != id}

    # ── reads ────────────────────────────────────────────────────────────────

    def shown_people(self, *, tags: bool) -> list[Any]:
        """Give what the list of candidates has to show, in its order."""
        return [
            (
                person,
                [(one.id, one.outcome, one.stage, one.job) for one in self.applied.values() if one.person == person.id],
                person.tags if tags else [],
            )
            for person in self.people.values()
        ]

    @staticmethod
    def seen_people(answers: list[Answer]) -> list[Any]:
        """Give the same of answers."""
        return [
            (
                Person.read(answer),
                [
                    (one["id"], one["outcome"], (one["current_stage"] or {}).get("id"), (one["job"] or {}).get("id"))
                    for one in answer["applications"]
                ],
                [tag["name"] for tag in answer["tags"]],
            )
            for answer in answers
        ]
