"""What a recruiting tool's integration holds, as plain Python: what each write should do, and what reads show then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.acceptance.histories import Answer, Refused

Touched = dict[str, set[str]]


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
    """All of it. Writes give the ids that they make appear under `updated_after`, by list; tags by name."""

    people: dict[str, Person]
    applied: dict[str, Applied]
    tags: list[str]
    notes: int = 0

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

    def apply(self, person: Person, applied: Applied) -> Touched:
        """Somebody applies; `person` counts only if nobody has the address."""
        self.people.setdefault(person.id, person)
        self.applied[applied.id] = applied
        return {"candidates": {applied.person}, "applications": {applied.id}}

    def change(self, id: str, stamp: str, **values: Any) -> Touched:
        """An application changes."""
        applied = self.applied[id]
        for name, value in {**values, "changed_at": stamp}.items():
            setattr(applied, name, value)
        return {"candidates": {applied.person}, "applications": {id}}

    def change_person(self, id: str, stamp: str, **values: Any) -> Touched:
        """A candidate changes, and with it the applications that show it."""
        for name, value in {**values, "changed_at": stamp}.items():
            setattr(self.people[id], name, value)
        return {"candidates": {id}, "applications": {one.id for one in self.applied.values() if one.person == id}}

    def add_tag(self, id: str, name: str) -> Touched:
        """A candidate gets a tag, unless there is one that differs in upper and lower case alone."""
        person, folded = self.people[id], name.casefold()
        if folded in {tag.casefold() for tag in person.tags}:
            return {}
        known = [tag for tag in self.tags if tag.casefold() == folded]
        if not known:
            self.tags.append(name)
        person.tags.append(known[0] if known and name not in known else name)
        return {"candidates": {id}, "tags": set() if known else {name}}

    def remove_tag(self, id: str, name: str) -> Touched:
        """A candidate loses a tag."""
        person = self.people[id]
        kept = [tag for tag in person.tags if tag.casefold() != name.casefold()]
        lost = kept != person.tags
        person.tags = kept
        return {"candidates": {id}} if lost else {}

    def forget(self, id: str) -> None:
        """A candidate is deleted in the tool, with all applications."""
        del self.people[id]
        self.applied = {key: one for key, one in self.applied.items() if one.person != id}

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
