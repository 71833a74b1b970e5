"""A server killed in the middle of writes: what it acknowledged is there afterwards, and nothing is half there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer
from typing import Any

import httpx
import pytest

from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.instants import parse_instant
from mockserver.settings import Settings
from tests.integrity import problems

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NOW = "2025-06-02T09:00:00Z"
KEY, SEED = "durable", 42
ATS, HRIS = (integration_id(SEED, "sandbox", category) for category in ("ATS", "HRIS"))
WRITERS = 4
ROUNDS = 5


@contextmanager
def running(database: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own process on a database file, and its address."""
    variables = {name: text for name, text in os.environ.items() if not name.startswith("MOCKSERVER_")}
    command = [
        sys.executable,
        "-m",
        "mockserver",
        "serve",
        "--port",
        "0",
        "--now",
        NOW,
        "--database",
        f"sqlite:///{database}",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=variables
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("mockserver listens on http://"), line
        yield process, line.split()[3].rstrip("/")
    finally:
        process.kill()
        process.communicate()


def client(address: str, integration: str) -> httpx.Client:
    headers = {"authorization": f"Bearer {KEY}", "x-integration-id": integration}
    return httpx.Client(base_url=f"{address}/v1", headers=headers, trust_env=False, timeout=30)


@dataclass
class Acknowledged:
    """What was answered with a success, by kind."""

    applications: dict[str, str] = field(default_factory=dict)
    tags: set[tuple[str, str]] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    absences: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


class Writer:
    """Writes until nobody answers any more."""

    def __init__(self, address: str, number: str, seen: Acknowledged) -> None:
        self.ats, self.hris = client(address, ATS), client(address, HRIS)
        self.number, self.seen = number, seen

    def run(self) -> int:
        """Write; give how many writes were acknowledged."""
        acts = (self.apply, self.tag, self.note, self.upload, self.be_away)
        written = 0
        try:
            job = self.first(self.ats, "/ats/jobs", statuses="OPEN")
            person = self.first(self.ats, "/ats/candidates")
            application = self.first(self.ats, "/ats/applications")
            employee, kind = self.first(self.hris, "/hris/employees"), self.first(self.hris, "/hris/absence-types")
            while True:
                name = f"{self.number}-{written}"
                acts[written % len(acts)](name, job, person, application, (employee, kind))
                written += 1
        except httpx.TransportError:
            return written
        finally:
            self.ats.close()
            self.hris.close()

    @staticmethod
    def first(http: httpx.Client, path: str, **query: str) -> str:
        return str(http.get(path, params={"page_size": "1", **query}).json()["data"]["results"][0]["id"])

    def apply(self, name: str, job: str, *_: Any) -> None:
        content = f"CV of {name}".encode()
        body = {
            "candidate": {"first_name": "Frida", "last_name": name, "email_address": f"{name}@example.com"},
            "attachments": [file(f"{name}.txt", content)],
        }
        data = success(self.ats.post(f"/ats/jobs/{job}/applications", json=body))
        with self.seen.lock:
            self.seen.applications[data["id"]] = data["candidate"]["id"]
            self.seen.files[f"{name}.txt"] = content

    def tag(self, name: str, _: str, person: str, *__: Any) -> None:
        success(self.ats.post(f"/ats/candidates/{person}/tags", json={"tag": {"name": name}}))
        with self.seen.lock:
            self.seen.tags.add((person, name))

    def note(self, name: str, _: str, __: str, application: str, *___: Any) -> None:
        body = {"content": name, "content_type": "PLAIN_TEXT"}
        success(self.ats.post(f"/ats/applications/{application}/notes", json=body))
        with self.seen.lock:
            self.seen.notes.add(name)

    def upload(self, name: str, _: str, person: str, *__: Any) -> None:
        content = os.urandom(20_000)
        body = {"attachment": file(f"{name}.bin", content)}
        success(self.ats.post(f"/ats/candidates/{person}/attachments", json=body))
        with self.seen.lock:
            self.seen.files[f"{name}.bin"] = content

    def be_away(self, _: str, __: str, ___: str, ____: str, who: tuple[str, str]) -> None:
        body = {
            "employee_id": who[0], "absence_type_id": who[1], "start_date": "2025-06-10", "end_date": "2025-06-10",
            "amount": 0.001, "unit": "DAYS", "employee_note": None, "status": "APPROVED",
        }  # fmt: skip
        data = success(self.hris.post("/hris/absences", json=body))
        with self.seen.lock:
            self.seen.absences.add(data["id"])


def file(name: str, content: bytes) -> dict[str, str]:
    data = b64encode(content).decode()
    return {"name": name, "content_type": "application/octet-stream", "data": data, "type": "OTHER"}


def success(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_a_killed_server_has_all_that_it_acknowledged_and_nothing_half(tmp_path: Path) -> None:
    database, seen, chance = tmp_path / "mock.db", Acknowledged(), random.Random(7)
    for number in range(ROUNDS):
        with running(database) as (process, address):
            writers = [Writer(address, f"{number}-{index}", seen) for index in range(WRITERS)]
            timer = Timer(chance.uniform(0.7, 1.5), process.kill)
            timer.start()
            with ThreadPoolExecutor(WRITERS) as pool:
                written = sum(pool.map(lambda writer: writer.run(), writers))
            timer.join()
        assert written > WRITERS, "it was killed before anything happened"
        check(database, seen)


def check(database: Path, seen: Acknowledged) -> None:
    """Open the file as the next server does, and look at everything in it."""
    app = create_app(Settings(seed=SEED, now=parse_instant(NOW), database=f"sqlite:///{database}"))
    store = app.state.store
    try:
        environment = store.environment(KEY)
        ats, hris = (
            store.records(environment, store.integration(environment, integration)) for integration in (ATS, HRIS)
        )
        for records, integration in ((ats, ATS), (hris, HRIS)):
            assert problems(records, store.catalog, integration, environment.anchor) == []
        applications = {one["id"]: one["candidate_id"] for one in ats.all("ats_applications")}
        assert seen.applications.items() <= applications.items()
        tags = {one["id"]: one["name"] for one in ats.all("ats_tags")}
        people = {one["id"]: {tags[id] for id in one["tag_ids"]} for one in ats.all("ats_candidates")}
        assert all(name in people[person] for person, name in seen.tags)
        assert seen.notes <= {one["content"] for one in ats.all("ats_notes")}
        assert seen.absences <= {one["id"] for one in hris.all("hris_absences")}
        files = {
            one["file_name"]: store.blob(environment, one["digest"])
            for one in ats.all("ats_attachments")
            if "digest" in one
        }
        assert seen.files.items() <= files.items()
        # Who applied has the file that came along, whether the answer arrived or not.
        for one in ats.all("ats_candidates"):
            if one.get("created_by_api"):
                assert f"{one['last_name']}.txt" in files
                assert one["id"] in applications.values()
    finally:
        store.close()
