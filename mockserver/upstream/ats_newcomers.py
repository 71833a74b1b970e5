"""Candidates whom nobody knew before, from the words of the connector's market."""

from __future__ import annotations

from typing import Any

from mockserver.state.records import Record
from mockserver.upstream.ats_pipelines import CANDIDATES
from mockserver.upstream.happening import Happening
from mockserver.world.people import People, Person
from mockserver.world.remote import integration_field


def newcomer(happening: Happening, job: Record) -> Record:
    """Add a candidate; name, address and number are as given, or those of somebody whose e-mail address nobody has."""
    given, rng, texts = happening.values, happening.rng, happening.company.texts
    people = People(happening.plan.locales, rng)
    person = people.person()
    words = person.words
    email = given.get("email") or free_address(happening, people.private_email(person))
    phone = given.get("phone_number") or people.mobile(words)
    named = given.keys() & {"first_name", "last_name", "email"}
    notice, relocation = happening.one_of(texts["notice_periods"]), rng.random() < 0.4
    fields: dict[str, Any] = {
        "first_name": given.get("first_name", person.first_name),
        "last_name": given.get("last_name", person.last_name),
        "company": people.company(words) if rng.random() < 0.82 else None,
        "title": _title(happening, job),
        "confidential": False,
        "source": given.get("source") or happening.one_of(texts["sources"]),
        "phone_numbers": [{"phone_number": phone, "type": texts["phone_types"]["mobile"]}],
        "email_addresses": [{"email_address": email, "type": "PRIVATE"}],
        "social_media": [] if named else _profile(person, rng.random()),
        "location": people.address(words),
        "custom_fields": {"notice_period": notice, "willing_to_relocate": relocation, "rating": None},
        "integration_fields": [
            integration_field(happening.plan, "notice_period", texts["labels"]["notice_period"], notice),
            integration_field(happening.plan, "relocation", texts["labels"]["relocation"], relocation),
        ],
        "remote_url": None,
        "remote_created_at": happening.stamp,
        "remote_updated_at": happening.stamp,
        "remote_data": None,
        "tag_ids": [],
    }
    raw = {"first_name": fields["first_name"], "last_name": fields["last_name"], "email": email}
    return happening.add(CANDIDATES, "candidates", fields, **raw)


def free_address(happening: Happening, email: str) -> str:
    """Give an address, with the next number that makes it nobody's where a candidate has it already."""
    local, _, domain = email.partition("@")
    number = 1
    while happening.records.where(
        CANDIDATES, "email_addresses.email_address", [email.casefold()], include_deleted=True, limit=1
    ):
        number += 1
        email = f"{local}.{number}@{domain}"
    return email


def _title(happening: Happening, job: Record) -> str | None:
    """Give what somebody who applies for a job does now: a job of the same department."""
    departments = happening.company.texts["departments"]
    fitting = [entry for entry in departments if entry["name"] == job["department"]] or departments
    title: str = happening.one_of(happening.one_of(fitting)["titles"])
    return title.partition(" (")[0]


def _profile(person: Person, chance: float) -> list[dict[str, Any]]:
    """Give a profile on a reserved domain: a real network might have somebody of that name."""
    if chance > 0.45:
        return []
    name = f"{person.first_mail}-{person.last_mail}-{person.namesakes + 1}"
    return [{"link": f"https://linkedin.example.com/in/{name}", "type": "LINKEDIN", "username": name}]
