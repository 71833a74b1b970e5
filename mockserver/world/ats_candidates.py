"""Candidates, and with each of them the applications, interviews, offers and files that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.instants import DAY, HOUR, MINUTE, format_date, format_instant
from mockserver.world.ats_applications import Applications
from mockserver.world.ats_files import Files
from mockserver.world.ats_jobs import Job, open_jobs
from mockserver.world.ats_lives import HISTORY
from mockserver.world.ats_people import VARIED_SIZE, Named
from mockserver.world.ats_progress import Applicant
from mockserver.world.company import Company
from mockserver.world.moments import any_time, last_leap_day, synced
from mockserver.world.people import PRIVATE_DOMAINS, People, Person
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field
from mockserver.world.texts import shared

_WEEK = 7 * DAY
# One candidate in so many was deleted in the tool during the last days.
_DELETED_EVERY = 45
# How many applications a candidate makes; some of the later ones would lie after the anchor, which leaves 1.33.
_APPLICATIONS = (0, *[1] * 13, *[2] * 7, *[3] * 4)


class Candidates:
    """Makes a world's candidates in the order in which they came."""

    def __init__(self, company: Company, jobs: list[Job], tags: list[Named], reasons: list[Named]) -> None:
        plan = company.plan
        self._company = company
        self._weeks = open_jobs(jobs, plan.anchor)
        self._tags = tags
        self._rng = plan.rng("candidates")
        self._detail_rng = plan.rng("candidate details")
        self._people = People(plan.locales, self._rng)
        self._applications = Applications(company, reasons)
        self._files = Files(company)
        self._hard = _hard_places(plan.size)

    def records(self) -> Iterator[Seeded]:
        """Give every candidate, each followed by its applications, their interviews and offers, and its files."""
        plan, random = self._company.plan, self._rng.random
        size, anchor = plan.size, plan.anchor
        numbers = self._company.remote.numbers("candidates")
        previous: dict[str, Any] = {}
        for place in range(size):
            # More of them recently: the company grows. A few hours before the anchor everybody has gone home.
            age = HISTORY * (1 - (place + 0.5) / size) ** 1.3
            created = any_time(int(anchor - age - DAY), random)
            person = self._people.person()
            number = next(numbers)
            chosen = self._choose_jobs(created)
            fields = self._fields(person, number, chosen[0][0] if chosen else None)
            if place in self._hard:
                created = _harden(self._hard[place], fields, previous, created, anchor)
            previous = fields
            yield from self._group(place, number, created, chosen, fields)

    def _group(
        self, place: int, number: int, created: int, chosen: list[tuple[Job, int]], fields: dict[str, Any]
    ) -> list[Seeded]:
        """Finish a candidate with all that hangs on it, so that each knows when the others changed."""
        company, random = self._company, self._detail_rng.random
        anchor = company.plan.anchor
        remote_id = str(number)
        candidate_id = company.plan.record_id(remote_id)
        latest = max([created, *(applied for _, applied in chosen)])
        updated = latest + int(random() * min(20 * DAY, max(anchor - latest - 4 * HOUR, MINUTE)))
        deleted = None
        if company.plan.size >= VARIED_SIZE and place % _DELETED_EVERY == 11 and latest < anchor - 15 * DAY:
            deleted = anchor - HOUR - int(random() * 12 * DAY)
        fields["remote_created_at"] = format_instant(created)
        fields["remote_updated_at"] = format_instant(updated)
        changed = deleted or synced(updated, anchor, random)
        applicant = Applicant(candidate_id, fields, changed, deleted)
        touched = changed
        below: list[Seeded] = []
        live_application = None
        for job, applied in chosen:
            application, records = self._applications.make(applicant, job, applied)
            touched = max(touched, application.changed_at)
            below.append(application)
            below += records
            if application.deleted_at is None and live_application is None:
                live_application = application.id
        below += self._files.make(candidate_id, live_application, fields, created, deleted)
        return [Seeded("ats_candidates", candidate_id, remote_id, changed, touched, deleted, fields), *below]

    def _choose_jobs(self, created: int) -> list[tuple[Job, int]]:
        """Choose the jobs that a candidate applied to and when: the first one on arrival, others within two months."""
        random, anchor = self._rng.random, self._company.plan.anchor
        start = anchor - HISTORY
        chosen: list[tuple[Job, int]] = []
        applied = created
        for turn in range(_APPLICATIONS[int(random() * len(_APPLICATIONS))]):
            if turn:
                applied += DAY + int(random() * 50 * DAY)
                if applied > anchor - 5 * HOUR:
                    break
            # Candidates of the week before the history began apply in its first week.
            week = self._weeks[max(applied - start, 0) // _WEEK]
            job = week[int(random() * len(week))]
            if all(job is not other for other, _ in chosen):
                chosen.append((job, max(applied + MINUTE, start + HOUR)))
        return chosen

    def _fields(self, person: Person, number: int, job: Job | None) -> dict[str, Any]:
        company, people, random = self._company, self._people, self._detail_rng.random
        texts, words = company.texts, person.words
        departments = texts["departments"]
        department = job.department if job else departments[int(random() * len(departments))]
        email = people.private_email(person)
        emails: list[dict[str, Any]] = [{"email_address": email, "type": "PRIVATE"}]
        if random() < 0.07:
            # The same name at the other private domain: nobody else has it either.
            local, _, domain = email.partition("@")
            emails.append({"email_address": f"{local}@{PRIVATE_DOMAINS[domain == PRIVATE_DOMAINS[0]]}", "type": None})
        phones = []
        if random() < 0.9:
            phones.append({"phone_number": people.mobile(words), "type": texts["phone_types"]["mobile"]})
        if random() < 0.15:
            phones.append({"phone_number": people.landline(words), "type": texts["phone_types"]["landline"]})
        employed = random() < 0.82
        titles = department["titles"]
        title = titles[int(random() * len(titles))].partition(" (")[0]
        notice = texts["notice_periods"][int(random() * len(texts["notice_periods"]))]
        relocation = random() < 0.4
        remote_id = str(number)
        return {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "company": people.company(words) if employed else None,
            "title": title if employed or random() < 0.5 else None,
            "confidential": random() < 0.03,
            "source": texts["sources"][int(random() ** 1.5 * len(texts["sources"]))],
            "phone_numbers": phones,
            "email_addresses": emails,
            "social_media": self._social(person, random()),
            "location": people.address(words) if random() < 0.88 else None,
            "custom_fields": {
                "notice_period": notice,
                "willing_to_relocate": relocation,
                "rating": int(random() * 9 + 2) / 2 if random() < 0.6 else None,
            },
            "integration_fields": [
                integration_field(company.plan, "notice_period", texts["labels"]["notice_period"], notice),
                integration_field(company.plan, "relocation", texts["labels"]["relocation"], relocation),
            ],
            "remote_url": company.remote.page("candidates") + remote_id,
            "remote_created_at": None,
            "remote_updated_at": None,
            "remote_data": company.remote.raw(
                "candidates", id=number, first_name=person.first_name, last_name=person.last_name, email=email
            ),
            "tag_ids": self._tag(random),
        }

    def _tag(self, random: Any) -> list[str]:
        if random() < 0.55:
            return []
        tags = self._tags
        chosen = {int(random() * len(tags)) for _ in range(1 + int(random() * 2.4))}
        return [tags[place].id for place in sorted(chosen)]

    def _social(self, person: Person, chance: float) -> list[dict[str, Any]]:
        """Give profiles on a reserved domain: a real network might have somebody of that name."""
        if chance > 0.45:
            return []
        name = f"{person.first_mail}-{person.last_mail}-{person.namesakes + 1}"
        found: list[dict[str, Any]] = [
            {"link": f"https://linkedin.example.com/in/{name}", "type": "LINKEDIN", "username": name}
        ]
        if chance < 0.1:
            found.append({"link": f"https://{name}.example.org", "type": "WEBSITE", "username": None})
        return found


def _hard_places(size: int) -> dict[int, dict[str, Any]]:
    """Spread the people with unusual values evenly over a world that is large enough for them."""
    if size < VARIED_SIZE:
        return {}
    hard = [*shared()["hard_people"], {"twin": True}, {"leap_day": True}]
    return {(2 * number + 1) * size // (2 * len(hard)): entry for number, entry in enumerate(hard)}


def _harden(entry: dict[str, Any], fields: dict[str, Any], previous: dict[str, Any], created: int, anchor: int) -> int:
    """Give a candidate unusual values; returns when it was created."""
    if entry.get("twin"):  # the same person once more, as when two recruiters enter somebody
        for key in ("first_name", "last_name", "email_addresses", "phone_numbers", "location"):
            fields[key] = previous[key]
        return created
    if entry.get("leap_day"):  # long in the pool before applying
        day = last_leap_day(anchor)
        fields["custom_fields"]["last_contact"] = format_date(day)
        return day + 9 * HOUR
    fields["first_name"], fields["last_name"] = entry["first_name"], entry["last_name"]
    email = entry["email"]
    fields["email_addresses"] = [{"email_address": email, "type": "PRIVATE"}] if isinstance(email, str) else email
    fields["social_media"] = []
    return created
