"""One line per request, for people or machines, that nobody can forge and that costs little."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from mockserver import logs
from mockserver.settings import Settings

Written = Callable[[], list[str]]


@pytest.fixture
def configured() -> Iterator[Callable[..., Written]]:
    """Configures logging into memory and gives a function that reads what was written."""
    names = ("mockserver", "uvicorn")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names}
    flags = (logging.logThreads, logging.logProcesses, logging.logMultiprocessing)
    handlers: list[logging.Handler] = []

    def configure(**options: str) -> Written:
        stream = io.StringIO()
        handler = logs.configure(Settings(**options), stream)  # type: ignore[arg-type] # text options only
        handlers.append(handler)

        def written() -> list[str]:
            handler.flush()
            return stream.getvalue().splitlines()

        return written

    yield configure
    logging.logThreads, logging.logProcesses, logging.logMultiprocessing = flags
    for name, (level, propagate) in before.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = propagate
        for handler in handlers:
            logger.removeHandler(handler)
    for handler in handlers:
        handler.close()


def request(status: int = 200, target: str = "/v1/ats/jobs", explanation: str | None = None) -> None:
    logs.log_request("GET", target, status, 1.2345, request_id="abc", details={"tool": "some"}, explanation=explanation)


def test_people_get_a_line_per_request(configured: Callable[..., Written]) -> None:
    written = configured()
    request()
    request(400, explanation="no such parameter")
    first, second = written()
    assert first[12:] == " 200 GET /v1/ats/jobs 1.23 ms some abc"
    assert second[12:] == " 400 GET /v1/ats/jobs 1.23 ms some abc: no such parameter"


def test_machines_get_an_object_per_request(configured: Callable[..., Written]) -> None:
    written = configured(log_format="json")
    request(500, explanation="broken")
    logging.getLogger("mockserver").info("listening on %s", "here")
    first, second = (json.loads(line) for line in written())
    assert first.pop("time").endswith("Z")
    assert first == {
        "level": "error",
        "event": "request",
        "status": 500,
        "method": "GET",
        "target": "/v1/ats/jobs",
        "milliseconds": 1.23,
        "tool": "some",
        "request_id": "abc",
        "explanation": "broken",
    }
    assert (second["event"], second["message"]) == ("mockserver", "listening on here")


@pytest.mark.parametrize(("level", "statuses"), [("info", [200, 400, 500]), ("warning", [400, 500]), ("error", [500])])
def test_the_level_says_which_requests_are_shown(
    configured: Callable[..., Written], level: str, statuses: list[int]
) -> None:
    written = configured(log_level=level)
    for status in (200, 400, 500):
        request(status)
    assert [int(line.split()[1]) for line in written()] == statuses


def test_a_client_cannot_write_lines_of_its_own(configured: Callable[..., Written]) -> None:
    written = configured()
    request(404, "/v1/\x1b[2J", "first\nsecond\r\u2028third")
    [line] = written()
    assert r"/v1/\x1b[2J" in line
    assert line.endswith(r": first\nsecond\r\u2028third")


def test_tracebacks_are_shown_but_not_those_of_cut_off_requests(configured: Callable[..., Written]) -> None:
    written = configured()
    logger = logging.getLogger("mockserver")
    for kind in (LookupError, asyncio.CancelledError):
        logger.error("it broke", exc_info=kind("why"))
    text = "\n".join(written())
    assert "LookupError: why" in text
    assert "CancelledError" not in text


def test_json_holds_the_traceback(configured: Callable[..., Written]) -> None:
    written = configured(log_format="json")
    logging.getLogger("mockserver").error("it broke", exc_info=LookupError("why"))
    assert "LookupError: why" in json.loads(written()[0])["exception"]


def test_lines_are_written_without_being_asked_for() -> None:
    """They come together, but never later than a person notices."""
    arrived = threading.Event()

    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            arrived.set()
            return super().write(text)

    handler = logs.BatchingHandler(Stream())
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, "hello", (), None))
    assert arrived.wait(2)
    handler.close()


def test_a_reader_that_went_away_stops_nothing() -> None:
    stream = io.StringIO()
    handler = logs.BatchingHandler(stream)
    stream.close()
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, "hello", (), None))
    handler.flush()
    handler.close()


def test_as_a_library_nothing_is_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """A test that fails shows the refusals it caused, as pytest shows what was logged."""
    request(200)
    request(404, explanation="no such path")
    assert [record.getMessage() for record in caplog.records] == ["404 GET /v1/ats/jobs 1.23 ms some abc: no such path"]
    assert capfd.readouterr() == ("", "")
