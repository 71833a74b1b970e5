"""Two servers behind one database: each sees at once what the other one does, and can do without the other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.serving import SANDBOX, Served, served

pytestmark = pytest.mark.slow
NOW = "2025-06-02T09:00:00Z"


@pytest.fixture
def pair(shared_url: str) -> Iterator[tuple[Served, Served]]:
    with served("--database", shared_url, "--now", NOW) as one, served("--database", shared_url, "--now", NOW) as other:
        yield one, other


def test_a_write_through_one_is_visible_through_the_other_at_once(pair: tuple[Served, Served]) -> None:
    one, other = pair
    assert one.people() == other.people() == []
    for number in range(6):
        asked, looking = (one, other) if number % 2 else (other, one)
        created = asked.apply(number)
        assert looking.people() == [str(known) for known in range(number + 1)]
        found = looking.get(f"/ats/applications?ids={created['id']}")["results"]
        assert [(entry["id"], entry["candidate"]["last_name"]) for entry in found] == [(created["id"], str(number))]
    ids = [entry["id"] for entry in one.get("/ats/candidates?page_size=250")["results"]]
    assert len(set(ids)) == len(ids)


def test_writes_through_both_at_the_same_moment_are_all_kept(pair: tuple[Served, Served]) -> None:
    def apply(number: int) -> str:
        application = pair[number % 2].apply(number)
        assert application["changed_at"] is not None
        return str(application["id"])

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(apply, range(40)))
    assert len(set(ids)) == 40
    for server in pair:
        assert sorted(server.people(), key=int) == [str(number) for number in range(40)]
    # Each write had an instant of its own, as the stamps of one environment always have.
    found = pair[0].get(f"/ats/applications?page_size=250&ids={','.join(ids)}")["results"]
    assert len({entry["changed_at"] for entry in found}) == 40


def test_everything_of_an_environment_is_shared(pair: tuple[Served, Served]) -> None:
    one, other = pair
    one.control("PUT", "/clock", {"mode": "frozen", "now": "2025-06-03T10:00:00Z"})
    assert other.control("GET", "/clock")["now"] == "2025-06-03T10:00:00.000Z"
    other.control("POST", "/clock/advance", {"by": "P1D"})
    assert one.control("GET", "/clock")["now"] == "2025-06-04T10:00:00.000Z"

    one.control("POST", "/faults", {"preset": "server-error", "times": {"next": 2}})
    assert other.ask("GET", "/v1/ats/jobs")[0] == 500
    assert one.ask("GET", "/v1/ats/jobs")[0] == 500
    assert other.ask("GET", "/v1/ats/jobs")[0] == 200

    added = one.control("POST", "/integrations", {"tool": "careerplug", "category": "ATS", "size": "5"})
    assert other.get("/ats/candidates", X_Integration_Id=added["id"])["results"]
    other.control("PATCH", f"/integrations/{added['id']}", {"status": "INACTIVE"})
    assert one.ask("GET", "/v1/ats/candidates", X_Integration_Id=added["id"])[0] == 403

    snapshot = one.control("POST", "/snapshots", {"name": "before"})
    other.apply(1)
    one.control("POST", f"/snapshots/{snapshot['id']}/restore")
    assert other.people() == []
    other.control("POST", "/reset")
    assert one.ask("GET", "/v1/ats/candidates", X_Integration_Id=added["id"])[0] == 404


def test_a_process_that_is_killed_takes_nothing_along(shared_url: str, pair: tuple[Served, Served]) -> None:
    one, other = pair
    for number in range(5):
        one.apply(number)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(one.apply, number) for number in range(5, 60)]
        running[10].result()
        one.process.send_signal(signal.SIGKILL)
        acknowledged = [number for number, each in enumerate(running, 5) if each.exception() is None]
    known = {int(name) for name in other.people()}
    assert known >= {*range(5), *acknowledged}
    other.apply(100)
    with served("--database", shared_url, "--now", NOW) as third:
        assert {int(name) for name in third.people()} == known | {100}


def test_seeding_and_reset_at_the_same_moment_are_safe(pair: tuple[Served, Served]) -> None:
    def use(number: int) -> list[str]:
        ids = [entry["id"] for entry in pair[number % 2].get("/ats/candidates?page_size=250")["results"]]
        assert len(set(ids)) == len(ids)
        return sorted(ids)

    with ThreadPoolExecutor(8) as pool:
        assert len({tuple(found) for found in pool.map(use, range(8))}) == 1
        seeded = use(0)
        for round_ in range(5):
            writing = [pool.submit(pair[number % 2].apply, round_ * 10 + number) for number in range(6)]
            resets = [pool.submit(server.control, "POST", "/reset") for server in pair]
            for each in (*writing, *resets):
                each.result()
            assert use(0) == use(1)
            pair[round_ % 2].control("POST", "/reset")
            assert use(0) == use(1) == seeded


def test_what_one_reads_is_whole_while_the_other_writes_and_resets(pair: tuple[Served, Served]) -> None:
    def act(number: int) -> None:
        server = pair[number % 2]
        if number % 11 == 0:
            server.control("POST", "/reset")
        elif number % 3 == 0:
            page = server.get("/ats/candidates?page_size=250")
            # Whoever applied did so within one change: nobody is seen without the application.
            assert all(person["applications"] for person in page["results"] if person["first_name"] == "Ada")
        else:
            server.apply(number)

    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(act, number) for number in range(300)]:
            each.result()


def test_two_servers_begin_on_an_empty_database_at_the_same_moment(shared_url: str) -> None:
    def begin(_: int) -> list[str]:
        with served("--database", shared_url, "--now", NOW) as server:
            return [entry["id"] for entry in server.get("/ats/jobs?page_size=50")["results"]]

    with ThreadPoolExecutor(3) as pool:
        first, *others = pool.map(begin, range(3))
    assert first
    assert all(each == first for each in others)


def test_sandbox_is_what_these_tests_ask(pair: tuple[Served, Served]) -> None:
    listed = pair[0].control("GET", "/integrations")["integrations"]
    assert SANDBOX in {entry["id"] for entry in listed}


@pytest.mark.needs_postgres
def test_the_journal_is_one_for_all(postgres: PostgresServer) -> None:
    address = postgres.database()
    with served("--database", address, "--now", NOW) as one, served("--database", address, "--now", NOW) as other:
        for number in range(6):
            (one, other)[number % 2].get(f"/ats/jobs?page_size={number + 1}")
        for server in (one, other):
            found = server.control("GET", "/requests")
            assert (found["count"], found["recorded"]) == (6, 6)
            assert {entry["query"] for entry in found["requests"]} == {f"page_size={n}" for n in range(1, 7)}
            assert sorted((entry["id"] for entry in found["requests"]), reverse=True) == [6, 5, 4, 3, 2, 1]
            assert {entry["request"]["headers"]["authorization"] for entry in found["requests"]} == {"Bearer ********"}
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(one.control, "GET", "/requests?wait=10&after=6&operation=GetAtsUsers")
            other.get("/ats/users")
            assert waiting.result()["count"] == 1
        one.control("DELETE", "/requests")
        assert other.control("GET", "/requests")["recorded"] == 0


def test_workers_write_one_journal(tmp_path: Path) -> None:
    with served("--database", f"sqlite:///{tmp_path / 'shared.db'}", "--workers", "3") as server:
        for _ in range(20):
            server.get("/ats/jobs?page_size=1")
        assert server.control("GET", "/requests")["count"] == 20
