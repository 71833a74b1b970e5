"""Candidates, and with each of them the applications, interviews, offers and files that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.instants import DAY, HOUR, MINUTE, format_instant
from mockserver.world.ats_applications import Applications
from mockserver.world.ats_files import Files
from mockserver.world.ats_jobs import Job, open_jobs
from mockserver.world.ats_lives import HISTORY
from mockserver.world.ats_people import VARIED_SIZE, Named
from mockserver.world.ats_progress import Applicant
from mockserver.world.ats_unusual import make_unusual, unusual_places
from mockserver.world.company import Company
from mockserver.world.moments import any_time, synced
from mockserver.world.people import PRIVATE_DOMAINS, People, Person
from mockserver.world.plan import Seeded
from mockserver.world.remote import integration_field

_WEEK = 7 * DAY
# One candidate in so many was deleted in the tool during the last days.
_DELETED_EVERY = 45
# How many applications a candidate makes; some of the later ones would lie after the anchor, which leaves 1.33.
_APPLICATIONS = (0, *[1] * 16, *[2] * 5, *[3] * 3)
# Steps through the whole of them, so that a small world has its share of each.
_STRIDE = 7


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
        self._unusual = unusual_places(plan.size)

    def records(self) -> Iterator[Seeded]:
        """Give every candidate, each followed by its applications, their interviews and offers, and its files."""
        plan, random = self._company.plan, self._rng.random
        size, anchor = plan.size, plan.anchor
        numbers = self._company.remote.numbers("candidates")
        previous: dict[str, Any] = {}
        for place in range(size):
            # More of them recently: the company grows. A few hours before the anchor everybody has gone home.
            # No powers: their last digits differ between machines.
            left = 1 - (place + 0.5) / size
            created = any_time(int(anchor - DAY - HISTORY * left * (0.7 + 0.3 * left)), random)
            person = self._people.person()
            number = next(numbers)
            chosen = self._choose_jobs(created, _APPLICATIONS[place * _STRIDE % len(_APPLICATIONS)])
            fields = self._fields(person, number, chosen[0][0] if chosen else None)
            if place in self._unusual:
                created = make_unusual(self._unusual[place], fields, previous, created)
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
        deleted = None
        if company.plan.size >= VARIED_SIZE and place % _DELETED_EVERY == 11 and latest < anchor - 15 * DAY:
            deleted = anchor - HOUR - int(random() * 12 * DAY)
        updated = latest + int(random() * min(20 * DAY, max((deleted or anchor) - latest - 4 * HOUR, MINUTE)))
        fields["remote_created_at"] = format_instant(created)
        fields["remote_updated_at"] = format_instant(updated)
        noticed = synced(updated, anchor, random)
        changed = deleted or noticed
        first, *_ = fields["email_addresses"] or [{"email_address": None}]
        fields["remote_data"] = company.remote.raw(
            "candidates",
            id=number,
            first_name=fields["first_name"],
            last_name=fields["last_name"],
            email=first["email_address"],
        )
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

    def _choose_jobs(self, created: int, wanted: int) -> list[tuple[Job, int]]:
        """Choose the jobs that a candidate applied to and when: the first one on arrival, others within two months."""
        random, anchor = self._rng.random, self._company.plan.anchor
        start = anchor - HISTORY
        chosen: list[tuple[Job, int]] = []
        applied = created
        for turn in range(wanted):
            if turn:
                applied += DAY + int(random() * 50 * DAY)
                if applied > anchor - 5 * HOUR:
                    break
            # Candidates of the week before the history began apply in its first week.
            week = self._weeks[max(applied - start, 0) // _WEEK]
            for _ in range(3):
                job = week[int(random() * len(week))]
                if all(job is not other for other, _ in chosen):
                    chosen.append((job, max(applied + MINUTE, start + HOUR)))
                    break
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
            "source": texts["sources"][int(random() * random() * len(texts["sources"]))],
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
            "remote_data": None,
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
