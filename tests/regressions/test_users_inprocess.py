"""What bit users of other mock servers: descriptions, starts and pytest (numbers 40 to 47, and wants 2, 12 and 14)."""

from __future__ import annotations

import http.client
import logging
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from mockserver.api.call import HANDLERS, Call
from mockserver.description import load
from mockserver.errors import ConfigurationError
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.resources import openapi_directory
from mockserver.server import MockServer
from mockserver.server.thread import default_application
from mockserver.settings import Settings
from tests.pytest_plugin.conftest import Downstream

ROOT = Path(__file__).resolve().parents[2]
NO_CACHE: list[Path] = []


@pytest.fixture(scope="module")
def mocks() -> Iterator[KomboMocks]:
    with KomboMocks() as found:
        yield found


@pytest.fixture
def mock(mocks: KomboMocks) -> Iterator[KomboMock]:
    with mocks.environment() as found:
        yield found


@pytest.fixture
def downstream(tmp_path: Path) -> Downstream:
    return Downstream(tmp_path)


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """A copy of the description that a test may spoil."""
    return shutil.copytree(openapi_directory(), tmp_path / "openapi")


def spoil(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_users_40_a_circle_of_references_ends_the_start_and_is_named(description: Path) -> None:
    file = description / "ats-tags.yaml"
    spoil(file, "    Tag:\n", "    Tag:\n      not: {$ref: '#/components/schemas/Tag'}\n")
    begun = time.process_time()
    with pytest.raises(ConfigurationError, match=r"ats-tags.yaml:\d+: component 'Tag' contains itself"):
        load(description, NO_CACHE)
    assert time.process_time() - begun < 10


def test_users_40_the_whole_description_costs_little_at_a_start() -> None:
    code = "from time import process_time; from mockserver.app import create_app; create_app(); print(process_time())"
    seconds = []
    for _ in range(2):  # the first one may have to compile
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        seconds.append(float(done.stdout))
    assert seconds[-1] < 1


def test_users_41_null_is_a_type_as_3_1_has_it(mock: KomboMock) -> None:
    for file in openapi_directory().rglob("*.yaml"):
        assert "nullable:" not in file.read_text(encoding="utf-8"), file
    operation = load().operations["GetAtsJobs"]
    jobs = mock.client("ukgpro").get("/ats/jobs").json()
    assert any(value is None for value in jobs["data"]["results"][0].values())
    operation.answer_validator().validate(jobs)


def test_users_41_null_and_parts_of_a_whole_go_together() -> None:
    from mockserver.description.validators import compile_validator

    part = {"type": ["object", "null"], "properties": {"a": {"type": "string"}}}
    validator = compile_validator({"allOf": [part, {"anyOf": [{"type": "null"}, {"required": ["a"]}]}]})
    assert [validator.is_valid(value) for value in (None, {"a": "x"}, {}, {"a": 1})] == [True, True, False, False]


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        ("gone", "openapi"),
        ("cut", r"ats-jobs.yaml"),
        ("reference", r"ats-jobs.yaml:\d+.*NoSuchThing"),
    ],
)
def test_users_42_a_description_that_does_not_load_ends_the_start(description: Path, spoiled: str, reason: str) -> None:
    file = description / "ats-jobs.yaml"
    if spoiled == "gone":
        shutil.rmtree(description)
    elif spoiled == "cut":
        file.write_text(file.read_text(encoding="utf-8")[:3000] + "\n  - [", encoding="utf-8")
    else:
        spoil(file, "/components/schemas/", "/components/schemas/NoSuchThing")
    with pytest.raises(ConfigurationError, match=reason):
        load(description, NO_CACHE)


def test_users_42_a_connector_that_does_not_load_ends_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("tool: mine\nlabel: Mine\ncategoris: {}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mine.yaml:3: .*categoris"):
        MockServer(connectors=tmp_path).start()


def test_users_42_an_unknown_key_of_the_configuration_is_an_error_with_the_nearest_one(tmp_path: Path) -> None:
    file = tmp_path / "mock.yaml"
    file.write_text("prot: 8080\n", encoding="utf-8")
    command = [sys.executable, "-m", "mockserver", "serve", "--config", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    assert f"{file}:1: unknown option prot, did you mean 'port'?" in done.stderr
    with pytest.raises(ConfigurationError, match="did you mean 'seed'"):
        MockServer(sead=1)


def test_users_43_a_refusal_says_which_fields_are_wrong(mock: KomboMock) -> None:
    """Although the description declares an answer for the status."""
    body = {"candidate": {"first_name": 5, "email_address": "nobody"}, "application": {}}
    answer = mock.client("careerplug").post("/ats/candidates", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("$.")
    for place in ("candidate.first_name", "candidate.last_name", "candidate.email_address", "application.job_id"):
        assert f"$.{place}" in answer.headers["X-Mock-Explanation"]


def test_users_44_the_error_of_a_start_is_the_callers_at_once() -> None:
    class Broken:
        def __init__(self, _: Starlette) -> None: ...

        async def __aenter__(self) -> None:
            raise LookupError("the first thing fails")

        async def __aexit__(self, *_: object) -> None: ...

    begun = time.monotonic()
    with pytest.raises(LookupError, match="the first thing fails"):
        MockServer(factory=lambda _: Starlette(lifespan=Broken)).start()
    assert time.monotonic() - begun < 5


def test_users_44_what_belongs_to_a_start_happens_without_any_block() -> None:
    events: list[str] = []

    def factory(settings: Settings) -> Starlette:
        application = default_application(settings)
        inner = application.router.lifespan_context

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[Any]:
            async with inner(app) as state:
                events.append("started")
                yield state
            events.append("stopped")

        application.router.lifespan_context = lifespan
        return application

    server = MockServer(factory=factory)
    server.start()
    assert events == ["started"]
    server.stop()
    assert events == ["started", "stopped"]


def test_users_45_signals_stay_with_the_process() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with MockServer():
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_users_45_stopping_is_possible_at_any_time() -> None:
    before = threading.active_count()
    server = MockServer()
    server.stop()
    for _ in range(10):
        server.start()
        server.stop()
        server.stop()
    assert threading.active_count() == before


def test_users_45_stopping_does_not_wait_for_requests_that_never_end(mocks: KomboMocks) -> None:
    server = MockServer().start()
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    headers = {"Authorization": "Bearer demo", "X-Mock-Fault": "silent"}
    connection.request("GET", "/v1/check-api-key", headers=headers)
    time.sleep(0.2)
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < 3
    connection.close()


SAMPLE = """
import asyncio, random
import pytest

@pytest.fixture(scope="class")
def shared(kombo_mocks, request):
    with kombo_mocks.environment(request.cls.__name__) as mock:
        yield mock

def works(mock):
    before = applicants(mock)
    mock.upstream("careerplug", "candidate_applies")
    assert applicants(mock) == before + 1

def applicants(mock):
    answer = mock.client("careerplug").get("/ats/candidates", params={"page_size": 250})
    return len(answer.json()["data"]["results"])

@pytest.mark.parametrize("number", range(12))
def test_plain(kombo_mock, number):
    works(kombo_mock)
    kombo_mock.requests.assert_called("GetAtsCandidates", times=2)

@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(4))
async def test_with_pytest_asyncio(kombo_mock, number):
    async with kombo_mock.async_client("careerplug") as client:
        await asyncio.gather(*(client.get("/ats/jobs") for _ in range(5)))
    kombo_mock.requests.assert_called("GetAtsJobs", times=5)

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("number", range(4))
async def test_with_anyio(kombo_mock, anyio_backend, number):
    async with kombo_mock.async_client("careerplug") as client:
        assert (await client.get("/ats/jobs")).status_code == 200

class TestTogether:
    def test_first(self, shared):
        works(shared)

    def test_second(self, shared):
        works(shared)
"""


@pytest.mark.slow
@pytest.mark.parametrize("distribution", ["load", "loadscope"])
def test_users_46_eight_workers_with_every_kind_of_test_in_any_order(downstream: Downstream, distribution: str) -> None:
    downstream.write("test_sample.py", SAMPLE)
    words = ("-q", "-n", "8", "--dist", distribution, "-p", "random_order", "--random-order")
    outcome = downstream.run(*words)
    assert outcome.count("passed") == 22, outcome.text
    with MockServer() as server:
        shared = downstream.run(*words, "--mockserver-url", server.url)
    assert shared.count("passed") == 22, shared.text


def test_users_47_a_fault_of_ours_is_no_riddle(
    mock: KomboMock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Call) -> Any:
        raise ZeroDivisionError("the handler fails")

    monkeypatch.setitem(HANDLERS, "GetCheckApiKey", broken)
    with caplog.at_level(logging.ERROR, "mockserver"):
        answer = mock.client().get("/check-api-key")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "PLATFORM.UNKNOWN_ERROR")
    assert "inside the mock server; its log has the details" in answer.headers["X-Mock-Explanation"]
    assert "ZeroDivisionError: the handler fails" in caplog.text


def test_users_47_the_report_of_a_test_shows_why_the_mock_refused(downstream: Downstream) -> None:
    downstream.write(
        "test_it.py",
        """
        def test_it(kombo_mock):
            kombo_mock.client("careerplug").get("/ats/jobs", params={"page_size": 1000}).raise_for_status()
        """,
    )
    outcome = downstream.run("-q")
    assert "#1 GET /ats/jobs?page_size=1000 → 400 PLATFORM.INPUT_INVALID" in outcome.text
    assert "why: Query parameter 'page_size' must be a whole number from 1 to 250, not '1000'." in outcome.text


# Wants


def test_wants_02_tests_in_parallel_do_not_disturb_one_another(mocks: KomboMocks) -> None:
    """On one server, without a change to any client: the key that it sends anyway is the world that it sees."""
    gate, found = threading.Barrier(8), []

    def test(number: int) -> None:
        with mocks.environment(f"parallel {number}") as mock:
            gate.wait(10)
            for _ in range(number):
                mock.upstream("hrworks", "employee_hired", "HRIS", last_name="Zwanziger")
            people = mock.records("hrworks", "employees", "HRIS")
            found.append((number, sum(each["last_name"] == "Zwanziger" for each in people)))

    threads = [threading.Thread(target=test, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [(number, number) for number in range(8)]


def test_wants_12_a_fixture_is_ready_and_hands_over_what_a_client_needs(downstream: Downstream) -> None:
    downstream.write(
        "test_it.py",
        """
        from kombo import Kombo

        def test_a_client_of_ones_own(kombo_mock):
            integration = kombo_mock.integration("careerplug", category="ATS")
            url = f"{kombo_mock.url}/v1"
            with Kombo(api_key=kombo_mock.api_key, server_url=url, integration_id=integration) as kombo:
                assert kombo.ats.get_jobs().result.data.results
        """,
    )
    outcome = downstream.run("-q")
    assert outcome.count("passed") == 1, outcome.text


def test_wants_14_what_was_called_is_asserted_and_the_difference_is_readable(mock: KomboMock) -> None:
    mock.requests.assert_not_called()
    tag = {"tag": {"name": "A very long name that nothing may shorten " * 3}}
    candidate = mock.records("greenhouse", "candidates", "ATS")[0]["id"]
    mock.client("greenhouse").post(f"/ats/candidates/{candidate}/tags", json=tag).raise_for_status()
    mock.requests.assert_called(method="POST", path="/ats/candidates/*/tags", body=tag, times=1)
    with pytest.raises(AssertionError) as caught:
        mock.requests.assert_called("PostAtsCandidatesCandidateIdTags", body={"tag.name": "Another one"})
    assert f'body.tag.name: expected "Another one", got "{tag["tag"]["name"]}"' in str(caught.value)
