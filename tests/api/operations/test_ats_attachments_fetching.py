"""Files that are given as addresses: stand-ins, and what is fetched from hosts that were named."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from mockserver.api import fetching
from mockserver.api.fetching import may_be_reached
from tests.api.operations.ats_client import Application, Ats, application, error, file, warnings

PLACE = "$.attachment.data_url"


class Site(BaseHTTPRequestHandler):
    """A web site with the troubles that web sites have."""

    def do_GET(self) -> None:
        answer: dict[str, Callable[[], None]] = {
            "/cv": lambda: self.answer(200, b"%PDF-1.4 mine", "application/pdf; charset=binary"),
            "/own%20name?a=b": lambda: self.answer(200, self.headers["Host"].encode(), None),
            "/strange": lambda: self.answer(200, b"x", "no media type"),
            "/empty": lambda: self.answer(200, b"", "text/plain"),
            "/large": lambda: self.answer(200, b"x" * 5000, "text/plain"),
            "/moved": lambda: self.answer(302, b"", "text/plain", Location="/cv"),
            "/slow": self.late,
            "/drip": self.drip,
            "/broken": lambda: self.answer(200, b"half", "text/plain", **{"Content-Length": "10"}),
            "/closed": lambda: None,
        }
        answer.get(self.path, lambda: self.answer(404, b"no", "text/plain"))()

    def answer(self, status: int, content: bytes, content_type: str | None, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def late(self) -> None:
        """Take longer than anybody waits."""
        time.sleep(0.6)
        self.answer(200, b"late", "text/plain")

    def drip(self) -> None:
        """Send a byte now and then and never end: each of them is in time."""
        self.answer(200, b"", "text/plain")
        try:
            for _ in range(40):
                self.wfile.write(b"x")
                time.sleep(0.02)
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the web site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def fetching_application() -> Iterator[Application]:
    """A server that may fetch from this machine, by two of its names, and from some places nobody should name."""
    hosts = (
        "127.0.0.1",
        "localhost",
        "169.254.169.254",
        "2130706433",
        "[::ffff:169.254.169.254]",
        "0.0.0.0",
        "unknown.invalid",
    )
    with application(allow_fetch=hosts, body_limit=4000) as opened:
        yield opened


@pytest.fixture
def fetcher(fetching_application: Application, monkeypatch: pytest.MonkeyPatch) -> Ats:
    """An integration of that server, in no mood to wait."""
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    return fetching_application.ats("sandbox")


def add(tool: Ats, url: str, **parts: Any) -> Any:
    made = tool.stored("applications")[0]
    attachment = {"name": "cv.txt", "type": "CV", "data_url": url, **parts}
    return tool.post(f"/ats/applications/{made['id']}/attachments", {"attachment": attachment})


def last(tool: Ats) -> tuple[str, bytes]:
    """Give type and content of the file that was added last."""
    made = tool.stored("applications")[0]
    entry = tool.get(f"/ats/applications/{made['id']}/attachments")["results"][-1]
    return entry["content_type"], tool.application.request("GET", entry["data_url"]).content


def test_without_permission_a_stand_in_is_stored_and_a_warning_says_so(sandbox: Ats) -> None:
    [warning] = warnings(add(sandbox, "https://files.example.com/cv.pdf", name="cv.pdf"))
    assert warning.startswith("attachment.data_url was not fetched")
    assert "--allow-fetch" in warning
    content_type, content = last(sandbox)
    assert (content_type, content[:5]) == ("application/pdf", b"%PDF-")
    assert sandbox.stored("attachments")[-1]["given_url"] == "https://files.example.com/cv.pdf"


def test_a_stand_in_has_the_type_that_was_given(sandbox: Ats) -> None:
    add(sandbox, "https://files.example.com/1", name="cv", content_type="text/markdown")
    assert last(sandbox) == (
        "text/markdown",
        b"cv\n\nStands in for https://files.example.com/1, which was not fetched.\n",
    )


def test_each_file_of_a_new_application_is_named(sandbox: Ats) -> None:
    files = [file(), {"name": "a.pdf", "type": "OTHER", "data_url": "http://example.com/a"}]
    [warning] = warnings(sandbox.apply(attachments=files))
    assert warning.startswith("attachments[1].data_url was not fetched")


@pytest.mark.parametrize(
    "url",
    [
        "data:text/plain;base64,SGVsbG8=",
        "ftp://files.example.com/cv",
        "file:///etc/passwd",
        "https:files.example.com",
        "http://[::1",
        "http://:80/cv",
        "http://example.com:99999/cv",
        "http://example.com:0/cv",
        "cv.pdf",
    ],
)
def test_only_web_addresses_are_addresses(sandbox: Ats, url: str) -> None:
    status, code, message = error(add(sandbox, url))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith(PLACE)


def test_a_permitted_host_is_fetched_from_with_the_type_that_it_tells(fetcher: Ats, site: str) -> None:
    assert warnings(add(fetcher, f"http://{site}/cv")) == []
    assert last(fetcher) == ("application/pdf", b"%PDF-1.4 mine")
    add(fetcher, f"http://{site}/cv", content_type="application/x-own")
    assert last(fetcher)[0] == "application/x-own"
    add(fetcher, f"http://{site}/strange")
    assert last(fetcher) == ("text/plain", b"x")


def test_the_name_of_the_host_is_asked_for_and_no_credentials_are_sent(fetcher: Ats, site: str) -> None:
    port = site.partition(":")[2]
    add(fetcher, f"http://somebody:secret@LOCALHOST:{port}/own%20name?a=b#part")
    assert last(fetcher)[1] == f"LOCALHOST:{port}".encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nothing", "it answered 404"),
        ("/moved", "it answered 302, and redirects are not followed"),
        ("/large", "it is larger than 4000 bytes"),
        ("/slow", "nothing usable was answered within 0.3 seconds"),
        ("/drip", "nothing usable was answered within 0.3 seconds"),
        ("/broken", "nothing usable was answered"),
        ("/closed", "nothing usable was answered"),
    ],
)
def test_what_cannot_be_fetched_is_refused_and_nothing_is_stored(
    fetcher: Ats, site: str, path: str, reason: str
) -> None:
    before = fetcher.counts()
    status, code, message = error(add(fetcher, f"http://{site}{path}"))
    assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
    assert message.startswith(f"{PLACE} could not be fetched: {reason}")
    assert fetcher.counts() == before


def test_an_empty_file_is_no_file_wherever_it_comes_from(fetcher: Ats, site: str) -> None:
    assert error(add(fetcher, f"http://{site}/empty"))[2] == "$.attachment: the file is empty."


def test_a_host_that_is_not_known_or_does_not_answer_is_refused(fetcher: Ats) -> None:
    assert "its host is not known" in error(add(fetcher, "http://unknown.invalid/cv"))[2]
    assert "nothing usable was answered" in error(add(fetcher, "http://127.0.0.1:9/cv"))[2]
    assert "nothing usable was answered" in error(add(fetcher, "https://127.0.0.1:9/cv"))[2]


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "2130706433", "[::ffff:169.254.169.254]", "0.0.0.0", "[0:0:0:0:0:ffff:a9fe:a9fe]"]
)
def test_some_addresses_are_never_fetched_from_whoever_names_them(fetcher: Ats, host: str, site: str) -> None:
    response = add(fetcher, f"http://{host}:{site.partition(':')[2]}/cv")
    if response.status_code == 200:  # another way to write it, which nobody named
        assert "was not fetched" in warnings(response)[0]
    else:
        assert "nothing is fetched from the address of its host" in error(response)[2]


def test_what_this_server_holds_is_not_asked_for(fetching_application: Application) -> None:
    tool = fetching_application.ats("sandbox")
    made = tool.stored("applications")[0]
    attachment = {"name": "cv.txt", "type": "CV", "data_url": "http://localhost:8080/_files/x/cv.txt"}
    headers = {"Authorization": f"Bearer {tool.key}", "X-Integration-Id": tool.id, "Host": "localhost:8080"}
    path = f"/v1/ats/applications/{made['id']}/attachments"
    response = tool.application.request("POST", path, headers=headers, json={"attachment": attachment})
    assert "was not fetched" in warnings(response)[0]


@pytest.mark.parametrize(
    ("address", "host", "may"),
    [
        ("93.184.215.14", "files.example.com", True),
        ("10.0.0.7", "files.internal", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "files.example.com", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("127.0.0.1", "files.example.com", False),
        ("127.0.0.1", "2130706433", False),
        ("::ffff:127.0.0.1", "files.example.com", False),
        ("::ffff:127.0.0.1", "localhost", True),
        ("2002:7f00:1::", "files.example.com", False),
        ("0.0.0.0", "localhost", False),
        ("::", "localhost", False),
        ("169.254.169.254", "169.254.169.254", False),
        ("::ffff:169.254.169.254", "files.example.com", False),
        ("2002:a9fe:a9fe::", "files.example.com", False),
        ("64:ff9b::a9fe:a9fe", "files.example.com", False),
        ("fe80::1%eth0", "files.example.com", False),
        ("fd00:ec2::254", "files.example.com", False),
        ("100.100.100.200", "files.example.com", False),
        ("224.0.0.1", "files.example.com", False),
        ("255.255.255.255", "files.example.com", False),
    ],
)
def test_an_address_is_judged_by_what_it_is(address: str, host: str, may: bool) -> None:
    assert may_be_reached(address, host) is may
