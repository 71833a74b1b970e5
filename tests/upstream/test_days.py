"""Living through days."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver.instants import DAY
from tests.upstream.customer import Customer, Server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["ATS", "HRIS", "ASSESSMENT"])
def customer(server: Server, request: pytest.FixtureRequest) -> Customer:
    return server.connect("sandbox", request.param)


def test_days_pass_with_all_that_happens_on_them(customer: Customer) -> None:
    told = customer.happens("days", count=45)

    moments = [happened["at"] for happened in told["history"]]
    assert len(moments) > 20
    assert moments == sorted(set(moments))
    assert (told["from"], told["to"]) == ("2025-06-02T09:00:00.000Z", "2025-07-17T09:00:00.000Z")
    assert all(told["from"] < moment <= told["to"] for moment in moments)
    clock = orjson.loads(customer.control("GET", "/clock").body)
    assert clock == {"mode": "frozen", "now": told["to"]}
    assert told["changed"]


def test_what_changed_is_what_the_api_shows_as_changed(ats: Customer) -> None:
    told = ats.happens("days", count=20)

    shown = ats.get("applications", updated_after=told["from"], include_deleted="true")
    own = {one["id"] for one in shown if one["changed_at"] > told["from"]}
    assert own == {entry["id"] for entry in told["changed"] if entry["model"] == "ats_applications"}


def test_days_can_be_taken_one_by_one(server: Server) -> None:
    whole, parts = (server.connect("sandbox", "HRIS") for _ in range(2))

    told = whole.happens("days", count=6)
    history = [happened for _ in range(6) for happened in parts.happens("days", count=1)["history"]]

    assert told["history"] == history
    assert whole.everything() == parts.everything()


def test_what_falls_due_on_the_way_is_played_in_order(hris: Customer) -> None:
    id = hris.happens("employee_hired", start_date="2025-06-10")["records"]["hris_employees"][0]["id"]

    told = hris.happens("days", count=14)

    assert told["played"] >= 1
    person = hris.one("employees", id)
    assert person["employment_status"] == "ACTIVE"
    started = next(happened for happened in told["history"] if happened["event"] == "dates_arrive")
    assert started["at"].startswith("2025-06-10")


def test_syncs_by_schedule_bring_what_happened(ats: Customer) -> None:
    assert ats.control("PATCH", f"/integrations/{ats.id}", {"syncs": {"mode": "scheduled"}}).status == 200
    before = {one["id"] for one in ats.get("candidates", include_deleted="true")}

    told = ats.happens("days", count=14)

    created = {
        entry["id"] for entry in told["changed"] if entry["what"] == "created" and entry["model"] == "ats_candidates"
    }
    after = ats.get("candidates", include_deleted="true")
    assert created
    assert {one["id"] for one in after} >= before
    assert len(created - {one["id"] for one in after}) <= 3  # those of the last hours wait for the next sync
    assert told["played"] > 14 * 2


def test_a_running_clock_ends_so_many_days_later(server: Server, ats: Customer) -> None:
    assert ats.control("PUT", "/clock", {"mode": "running"}).status == 200
    before = server.store.now(ats.environment)

    ats.happens("days", count=3)

    passed = server.store.now(ats.environment) - before
    assert 3 * DAY <= passed < 3 * DAY + 60_000
    assert ats.environment.clock.mode == "running"


@pytest.mark.parametrize("count", [0, 367, 1.5, "3", None])
def test_other_numbers_of_days_are_refused(ats: Customer, count: Any) -> None:
    assert ats.refuses("days", count=count).startswith("$.count must be")


PROGRAM = """
import hashlib, orjson, sys
from tests.upstream.customer import Server
server = Server()
if sys.argv[1] == "busy":
    server.connect("ukgpro", "ATS").happens("days", count=2)
digest = hashlib.sha256()
for category in ("ATS", "HRIS"):
    customer = server.connect("hrworks", category, key="demo")
    digest.update(orjson.dumps(customer.happens("days", count=12)))
    world = {key: value for key, value in customer.everything().items() if key != "clock"}
    digest.update(orjson.dumps(world))
print(digest.hexdigest())
server.close()
"""


def test_two_processes_live_through_the_same_days() -> None:
    """The same bytes, whatever else happened in the process and whatever chance it hashes with."""
    runs = [("idle", "1"), ("busy", "2")]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, word],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": "Asia/Kolkata" if word == "busy" else "UTC"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for word, seed in runs
    ]
    printed = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert printed[0] == printed[1]
    assert len(printed[0].strip()) == 64
