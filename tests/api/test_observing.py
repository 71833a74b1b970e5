"""Each answered request is counted and told once, and what is told gives nothing away."""

from __future__ import annotations

import logging
from time import perf_counter_ns

import pytest

from mockserver.api.observing import BOUNDS, Observer, without_addresses
from mockserver.api.request import Answer, Delivery, Request
from mockserver.state.faults import Strike


@pytest.fixture
def observer(caplog: pytest.LogCaptureFixture) -> Observer:
    caplog.set_level(logging.INFO, "mockserver.requests")
    return Observer()


def test_requests_are_counted_by_operation_and_status(observer: Observer) -> None:
    request = Request("GET", "/ats/jobs")
    for status in (200, 200, 404):
        observer.saw("unified", request, Answer(status, b""), "GetAtsJobs", perf_counter_ns())
    observer.saw("unified", request, Answer(404, b""), None, perf_counter_ns())
    counted = {kind: timings.count for kind, timings in observer.timings.items()}
    assert counted == {
        ("unified", "GetAtsJobs", 200): 2,
        ("unified", "GetAtsJobs", 404): 1,
        ("unified", "none", 404): 1,
    }


def test_a_delay_that_was_asked_for_counts_as_time(observer: Observer) -> None:
    answer = Answer(200, b"", delivery=Delivery(delay_ms=300, drip_ms=300))
    observer.saw("unified", Request("GET", "/"), answer, "x", perf_counter_ns())
    [timings] = observer.timings.values()
    place = timings.buckets.index(1)
    assert BOUNDS[place - 1] < 600e6 <= BOUNDS[place]


def test_effects_of_faults_are_counted(observer: Observer) -> None:
    struck = Strike()
    struck.add("fault-1", {"latency_ms": 5, "error": None})
    observer.saw("unified", Request("GET", "/"), Answer(500, b""), "x", perf_counter_ns(), None, struck)
    assert observer.faults == {"latency_ms": 1, "error": 1}


def test_a_line_tells_what_was_asked_and_why_it_was_refused(
    observer: Observer, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {b"authorization": b"Bearer secret-key", b"x-request-id": b"mine-7"}
    request = Request("GET", "/ats/jobs", b"page_size=0", headers)
    refused = Answer(400, b"", [(b"x-mock-explanation", b"page_size must be at least 1")])
    observer.saw("unified", request, refused, "GetAtsJobs", perf_counter_ns(), "careerplug:1")
    [line] = caplog.messages
    assert line.startswith("400 GET /ats/jobs?page_size=0 ")
    assert line.endswith(" careerplug:1 mine-7: page_size must be at least 1")
    assert "secret" not in line


def test_requests_without_an_id_get_a_number(observer: Observer, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        observer.saw("unified", Request("GET", "/x"), Answer(200, b""), None, perf_counter_ns())
    assert [line.split()[-1] for line in caplog.messages] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/ats/candidates?email=jo.doe%40example.com&x=1", "/ats/candidates?email=***%40example.com&x=1"),
        ("$.candidate.email: 'jo@example.com' is taken", "$.candidate.email: '***@example.com' is taken"),
        ("/x?emails=a@b.c,d@e.f", "/x?emails=***@b.c,***@e.f"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_names_in_addresses_are_left_out(text: str, shown: str) -> None:
    assert without_addresses(text) == shown


def test_counting_costs_less_than_a_microsecond_or_two(observer: Observer) -> None:
    """The aim is one; the bound leaves room for a busy machine."""
    logging.getLogger("mockserver.requests").setLevel(logging.ERROR)
    request, answer, rounds = Request("GET", "/"), Answer(200, b""), 20_000
    best = min(_nanoseconds(observer, request, answer, rounds) for _ in range(5))
    assert best / rounds < 2_000


def _nanoseconds(observer: Observer, request: Request, answer: Answer, rounds: int) -> int:
    begun = perf_counter_ns()
    for _ in range(rounds):
        observer.saw("unified", request, answer, "x", begun)
    return perf_counter_ns() - begun
