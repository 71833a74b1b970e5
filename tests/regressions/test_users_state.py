"""What bit users of other mock servers: state and concurrency, files and memory (numbers 7 to 16 and 36 to 39)."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request as ApiRequest
from mockserver.app import create_app
from mockserver.errors import ConfigurationError
from mockserver.ids import record_id
from mockserver.pytest_plugin.control import Control
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.pytest_plugin.options import SessionOptions
from mockserver.pytest_plugin.servers import Server
from mockserver.server import MockServer
from mockserver.settings import Settings
from tests.integrity import problems

ROOT = Path(__file__).resolve().parents[2]
NOW = "2025-06-02T09:00:00Z"
CV = {"name": "cv.pdf", "content_type": "application/pdf", "data": base64.b64encode(b"cv").decode(), "type": "CV"}
MANY = 100


@pytest.fixture(scope="module")
def mocks() -> Iterator[KomboMocks]:
    with KomboMocks() as found:
        yield found


@pytest.fixture
def mock(mocks: KomboMocks) -> Iterator[KomboMock]:
    with mocks.environment() as found:
        yield found


def at_once(act: Callable[[int], int], times: int = MANY) -> list[int]:
    """Do something from many threads that all begin at the same moment."""
    gate = threading.Barrier(20)

    def one(number: int) -> int:
        if number < 20:
            gate.wait(10)
        return act(number)

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(one, range(times)))


def person(number: int) -> dict[str, Any]:
    return {"first_name": "Ada", "last_name": f"Number {number}", "email_address": f"ada-{number}@example.org"}


def apply(mock: KomboMock, job: str, number: int) -> dict[str, Any]:
    """Apply for a job and give the application; a client of its own, as threads and files must not share one."""
    with mock.client("careerplug") as client:
        answer = client.post(f"/ats/jobs/{job}/applications", json={"candidate": person(number), "attachments": [CV]})
    assert answer.status_code == 200, answer.text
    created: dict[str, Any] = answer.json()["data"]
    return created


def test_users_07_a_hundred_moves_at_a_time_are_a_hundred_transitions(mock: KomboMock) -> None:
    client = mock.client("ukgpro")
    stages = {
        job["id"]: [stage["id"] for stage in job["stages"]] for job in client.get("/ats/jobs").json()["data"]["results"]
    }
    found = client.get("/ats/applications", params={"page_size": 250, "outcomes": "PENDING"}).json()["data"]["results"]
    moved = [each for each in found if len(stages.get(each["job_id"], ())) > 2][:40]
    targets = {each["id"]: stages[each["job_id"]][1] for each in moved}

    def move(number: int) -> int:
        each = moved[number % len(moved)]
        return client.put(f"/ats/applications/{each['id']}/stage", json={"stage_id": targets[each["id"]]}).status_code

    assert set(at_once(move)) == {200}
    after = client.get("/ats/applications", params={"ids": ",".join(targets), "page_size": 250}).json()["data"][
        "results"
    ]
    assert {each["id"]: each["current_stage_id"] for each in after} == targets
    assert len({each["changed_at"] for each in after}) == len(after)


def test_users_07_of_a_hundred_equal_applications_exactly_one_is_created(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    job = client.get("/ats/jobs", params={"statuses": "OPEN"}).json()["data"]["results"][0]["id"]
    body = {"candidate": person(1), "attachments": [CV]}
    statuses = at_once(lambda _: client.post(f"/ats/jobs/{job}/applications", json=body).status_code)
    assert sorted(statuses) == [200] + [400] * (MANY - 1)
    codes = {each["answer"]["body"]["error"]["code"] for each in mock.requests.refused}
    assert codes == {"ATS.APPLICATION_ALREADY_EXISTS"}


def test_users_08_lists_hold_while_others_write(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    before = len(mock.records("careerplug", "candidates"))
    job = client.get("/ats/jobs", params={"statuses": "OPEN"}).json()["data"]["results"][0]["id"]

    def read_or_write(number: int) -> int:
        if number % 4 == 0:
            apply(mock, job, number)
            return before
        ids: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            query = {"page_size": "50", "cursor": cursor, "include_deleted": "true"}
            data = client.get("/ats/candidates", params=query).raise_for_status().json()["data"]
            ids += [candidate["id"] for candidate in data["results"]]
            cursor = data["next"]
        assert len(ids) == len(set(ids))
        return len(ids)

    assert {before <= count <= before + 15 for count in at_once(read_or_write, 60)} == {True}


def test_users_09_a_reset_is_seen_whole_or_not_at_all(mock: KomboMock) -> None:
    client = mock.client("hrworks", "HRIS")

    def count() -> int:
        found = client.get("/hris/employees", params={"page_size": 250}).raise_for_status().json()["data"]["results"]
        return len(found)

    before, stop, seen = count(), threading.Event(), set()

    def poll() -> None:
        while not stop.is_set():
            seen.add(count())

    pollers = [threading.Thread(target=poll) for _ in range(3)]
    for poller in pollers:
        poller.start()
    for _ in range(15):
        mock.upstream("hrworks", "employee_hired", "HRIS")
        mock.reset()
    stop.set()
    for poller in pollers:
        poller.join(10)
    assert seen <= {before, before + 1}
    assert count() == before


def test_users_10_a_test_that_fails_is_cleaned_up_after(mocks: KomboMocks) -> None:
    def fail() -> None:
        with mocks.environment("fails") as mock:
            mock.upstream("careerplug", "job_opens", name="Beekeeper")
            raise AssertionError

    with pytest.raises(AssertionError):
        fail()
    with mocks.environment("fails") as mock:
        assert "Beekeeper" not in {job["name"] for job in mock.records("careerplug", "jobs")}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["write", "reset", "save", "restore"])), max_size=15))
def test_users_11_what_one_tenant_does_no_other_one_notices(mocks: KomboMocks, acts: list[tuple[int, str]]) -> None:
    """Against a model of numbers: how many people each tenant has hired, and what its snapshot says."""
    tenants = [mocks.environment() for _ in range(3)]
    hired, saved, snapshots = [0] * 3, [0] * 3, [tenant.snapshot() for tenant in tenants]
    for who, what in acts:
        if what == "write":
            tenants[who].upstream("hrworks", "employee_hired", "HRIS", last_name="Zwanziger")
            hired[who] += 1
        elif what == "reset":
            tenants[who].reset()
            hired[who] = 0
        elif what == "save":
            snapshots[who], saved[who] = tenants[who].snapshot(), hired[who]
        else:
            snapshots[who].restore()
            hired[who] = saved[who]
    found = [
        sum(each["last_name"] == "Zwanziger" for each in tenant.records("hrworks", "employees", "HRIS"))
        for tenant in tenants
    ]
    for tenant in tenants:
        tenant.close()
    assert found == hired


@contextmanager
def served(database: Path, key: str = "demo") -> Iterator[KomboMock]:
    """A server on a file, as another one that was there before."""
    with MockServer(now=NOW, database=f"sqlite:///{database}") as server, KomboMock(_Plain(server.url), key) as mock:
        yield mock


class _Plain(Server):
    """A server that nobody prepares and nobody puts back."""

    is_own = False

    def __init__(self, url: str) -> None:
        self.url = url

    def prepare(self, control: Control) -> None: ...

    def settle(self, control: Control) -> None: ...


def test_users_12_ids_are_never_given_twice(tmp_path: Path) -> None:
    """Not at the same instant, not after a deletion, not after a restart, and never one of the seed."""
    given: list[str] = []
    for round_ in range(3):
        with served(tmp_path / "mock.db") as mock:
            seeded = {each["remote_id"] for each in mock.records("careerplug", "applications")}
            job = mock.client("careerplug").get("/ats/jobs", params={"statuses": "OPEN"}).json()["data"]["results"][0]
            for number in range(3):
                created = apply(mock, job["id"], 10 * round_ + number)
                assert created["remote_id"] not in seeded | set(given)
                assert created["id"] == record_id(mock.integration("careerplug"), created["remote_id"])
                given.append(created["remote_id"])
                mock.upstream("careerplug", "record_deleted", model="applications", id=created["id"])
    assert len(set(given)) == len(given)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    found: Pipeline = create_app(Settings.load({"now": NOW})).state.pipeline
    return found


def integrity(mock: KomboMock, tool: str, category: str) -> list[str]:
    """Give what is wrong with the relations that answers show: ids that name nothing."""
    client = mock.client(tool, category)

    def ids(path: str) -> set[str]:
        answer = client.get(path, params={"page_size": 250})
        return {record["id"] for record in answer.json()["data"]["results"]}

    jobs, candidates, stages = ids("/ats/jobs"), ids("/ats/candidates"), ids("/ats/application-stages")
    applications = client.get("/ats/applications", params={"page_size": 250}).json()["data"]["results"]
    named = {"job_id": jobs, "candidate_id": candidates, "current_stage_id": stages}
    return [
        f"{each['id']}: {key} {each[key]}"
        for each in applications
        for key, known in named.items()
        if each[key] is not None and each[key] not in known
    ]


EVENTS = ["candidate_applies", "application_moves_stage", "candidate_hired", "job_closes", "stage_removed", "job_opens"]


def test_users_13_relations_hold_after_every_event_and_after_a_move_to_another_server(mock: KomboMock) -> None:
    for event in EVENTS:
        mock.upstream("ukgpro", event)
        assert integrity(mock, "ukgpro", "ATS") == [], event
    mock.upstream("ukgpro", "record_deleted", model="jobs")
    assert integrity(mock, "ukgpro", "ATS") == []
    headers = {"Authorization": f"Bearer {mock.api_key}"}
    with urlopen(Request(f"{mock.url}/_mock/export", headers=headers), timeout=20) as answer:
        lines = answer.read()
    with KomboMocks(SessionOptions()) as others, others.environment("elsewhere") as other:
        headers = {"Authorization": f"Bearer {other.api_key}", "Content-Type": "application/x-ndjson"}
        with urlopen(Request(f"{other.url}/_mock/import", lines, headers), timeout=20) as answer:
            assert answer.status == 200
        assert integrity(other, "ukgpro", "ATS") == []
        assert other.records("ukgpro", "applications") == mock.records("ukgpro", "applications")


def test_users_13_nothing_is_wrong_below_the_answers_either(pipeline: Pipeline) -> None:
    store = pipeline.store
    environment = store.environment("demo")
    for integration in store.integrations(environment):
        if integration.tool in {"ukgpro", "hrworks"}:
            records = store.records(environment, integration)
            assert problems(records, store.catalog, integration.id, environment.anchor) == []


def test_users_14_seeding_again_meets_what_was_deleted(tmp_path: Path) -> None:
    def people(mock: KomboMock) -> list[str]:
        client = mock.client("hrworks", "HRIS")
        found = client.get("/hris/employees", params={"page_size": 250}).json()["data"]["results"]
        return [each["id"] for each in found]

    with served(tmp_path / "mock.db") as mock:
        before = people(mock)
        for id in before[::2]:
            mock.upstream("hrworks", "record_deleted", "HRIS", model="employees", id=id)
        left = people(mock)
    with served(tmp_path / "mock.db") as mock:
        assert people(mock) == left
        mock.reset()
        assert people(mock) == before
    with served(tmp_path / "mock.db") as mock:
        assert people(mock) == before


async def test_users_15_counts_are_those_of_the_answers(mock: KomboMock) -> None:
    fault = mock.fail("server-error", times=7)
    async with mock.async_client("careerplug") as client:
        found = await asyncio.gather(*(client.get("/ats/jobs", params={"page_size": 1}) for _ in range(50)))
    assert sorted(answer.status_code for answer in found) == [200] * 43 + [500] * 7
    assert (fault.hits, len(mock.requests), len(mock.requests.refused)) == (7, 50, 7)


def test_users_16_the_thousandth_answer_is_the_first(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    paths = ["/ats/jobs?page_size=5", "/ats/candidates?page_size=5", "/ats/applications?page_size=5"]
    first = [client.get(path).content for path in paths]
    assert all(len(body) > 1000 for body in first)
    for _ in range(300):
        assert [client.get(path).content for path in paths] == first


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", None),
        (b"this is no database, whatever its name says, and it is longer than a header", "cannot use the database"),
        ("other", "belongs to another program"),
        ("older", "schema version"),
        ("cut", "cannot use the database"),
    ],
)
def test_users_36_a_file_that_cannot_be_used_is_told_and_left_as_it_is(
    tmp_path: Path, content: bytes | str, reason: str | None
) -> None:
    file = tmp_path / "mock.db"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content == "other":
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE accounts (id INTEGER)")
        connection.close()
    else:
        with served(file) as mock:
            mock.upstream("careerplug", "job_opens", name="Beekeeper")
        if content == "older":
            with sqlite3.connect(file) as connection:
                connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")
            connection.close()
        else:
            file.write_bytes(file.read_bytes()[:5000])
    before = file.read_bytes()
    if reason is None:
        with served(file) as mock:
            assert mock.records("careerplug", "jobs")
        return
    with pytest.raises(ConfigurationError, match=reason):
        MockServer(database=f"sqlite:///{file}").start()
    assert file.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for this user")
def test_users_36_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mock.db"
    with served(file):
        pass
    file.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(ConfigurationError, match="cannot use the database"):
            MockServer(database=f"sqlite:///{file}").start()
    finally:
        tmp_path.chmod(0o755)


def test_users_36_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no directory"):
        MockServer(database=f"sqlite:///{tmp_path / 'missing' / 'mock.db'}").start()


NO_NETWORK = """
import socket
from urllib.request import Request, urlopen

real = socket.socket.connect

def connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
        raise AssertionError(f"connects to {address}")
    return real(self, address)

def look_up(host, *words, **more):
    if host not in ("127.0.0.1", "localhost", None):
        raise AssertionError(f"asks for {host}")
    return known(host, *words, **more)

known, socket.getaddrinfo, socket.socket.connect = socket.getaddrinfo, look_up, connect
from mockserver.server import MockServer

with MockServer() as server:
    headers = {"Authorization": "Bearer demo", "X-Integration-Id": server.integration_id("ukgpro", "ATS")}
    for path in ("/v1/ats/jobs", "/v1/ats/candidates", "/docs", "/_mock/ready"):
        assert urlopen(Request(server.url + path, headers=headers), timeout=20).status == 200
print("offline")
"""


def test_users_37_nothing_is_downloaded_at_the_start_or_later() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "offline", done.stderr


def test_users_37_a_start_that_fails_ends_with_a_status_and_a_reason() -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--connectors", "/no/such/folder"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode not in {0, None}
    assert "/no/such/folder does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_users_38_what_is_forgotten_is_told() -> None:
    with (
        MockServer(now=NOW, journal_entries=20) as server,
        KomboMocks(SessionOptions(url=server.url)) as others,
        others.environment("forgets") as mock,
    ):
        client = mock.client("careerplug")
        for number in range(30):
            client.get("/ats/jobs", params={"page_size": number + 1})
        document = mock.control.get("/requests")
        assert (document["count"], document["dropped"]) == (20, 10)
        assert document["requests"][0]["query"] == "page_size=30"
        with pytest.raises(AssertionError, match="10 older ones were forgotten"):
            mock.requests.assert_called("GetAtsUsers")


@pytest.mark.slow
def test_users_38_memory_stays_flat(pipeline: Pipeline) -> None:
    """A hundred thousand requests, each with another address, so that nothing is answered from what is kept."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell what is in memory")

    def megabytes() -> int:
        [line] = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) // 1024

    store = pipeline.store
    integration = next(each.id for each in store.integrations(store.environment("demo")) if each.tool == "careerplug")
    headers = {b"authorization": b"Bearer demo", b"x-integration-id": integration.encode()}

    def many(start: int, times: int) -> None:
        for number in range(start, start + times):
            query = f"page_size=1&name_contains=x{number}".encode()
            assert pipeline.answer(ApiRequest("GET", "/ats/jobs", query, headers)).status == 200

    many(0, 20_000)
    before = megabytes()
    many(20_000, 100_000)
    assert megabytes() - before < 40


def test_users_39_processes_that_start_together_share_no_file(tmp_path: Path) -> None:
    """With an empty cache, so that all of them compile and want to keep what they compiled."""
    code = "from mockserver.app import create_app; create_app()"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    work = tmp_path / "work"
    work.mkdir()
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    results = [(process.communicate(timeout=120), process.returncode) for process in started]
    assert [status for _, status in results] == [0, 0, 0], results
    assert list(work.iterdir()) == []
    shutil.rmtree(tmp_path)
