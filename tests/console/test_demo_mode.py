"""Demo mode: strangers are welcomed, links are followed by a click, and looks are the customer's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import httpx
import pytest

from mockserver.server import MockServer
from tests.console.browsing import LOOKS, Open, fits, serious_faults
from tests.console.visitor import Visitor, text_of


@pytest.fixture(scope="module")
def demo() -> Iterator[MockServer]:
    with MockServer(demo=True, demo_rate=1_000_000) as server:
        yield server


@pytest.fixture
def stranger(demo: MockServer) -> Iterator[Visitor]:
    with httpx.Client(base_url=demo.url, trust_env=False, timeout=30) as http:
        yield Visitor(demo, "", http)


def enter(visitor: Visitor, **form: str) -> httpx.Response:
    """Send the form of the welcome page, or of a share link."""
    return visitor.http.post("/_console/open", data={"token": visitor.token, **form})


def share(visitor: Visitor, name: str, kind: str) -> str:
    """Make a share link and give the path that stands on the page."""
    visitor.act("POST", "/_mock/sandbox/links", {"name": name, "kind": kind})
    page = visitor.open("/_console/sandbox")
    [address] = re.findall(rf'<b>{name}</b>[^<]*<a href="([^"]+)"', page)
    assert urlsplit(address).netloc == urlsplit(visitor.server.url).netloc
    return urlsplit(unescape(address)).path


@pytest.mark.parametrize("path", ["", "/happenings", "/sandbox", "/requests", "/data"])
def test_strangers_are_welcomed_everywhere(stranger: Visitor, path: str) -> None:
    assert "A sandbox of your own" in stranger.open(f"/_console{path}")
    assert "connected tools" not in stranger.open("/_console")
    assert ">A customer whose connection breaks</option>" in stranger.open("/_console")


def test_one_click_opens_a_sandbox(stranger: Visitor) -> None:
    assert enter(stranger).headers["location"] == "/_console"
    cookie = stranger.http.cookies["mock_console_key"]
    page = stranger.open("/_console")
    assert "connected tools" in page
    assert "demo-" in text_of(page)
    assert "is there until" in text_of(stranger.open("/_console/sandbox"))
    # The same visitor stays in the same one.
    stranger.open("/_console")
    assert stranger.http.cookies["mock_console_key"] == cookie


def test_a_form_of_another_page_opens_nothing(stranger: Visitor) -> None:
    assert stranger.http.post("/_console/open", data={"token": "wrong"}).status_code == 403
    assert "mock_console_key" not in stranger.http.cookies


def test_looks_are_those_of_the_customer(stranger: Visitor) -> None:
    enter(stranger, company="<b>Halden</b>", colour="#0a6e4f", scenario="scale-up")
    page = stranger.open("/_console")
    assert "<b>Halden</b>" in unescape(page)
    assert "<b>Halden</b>" not in page.replace("<b>&lt;b&gt;Halden&lt;/b&gt;</b>", "")
    assert 'fill="#0a6e4f"' in page
    stranger.act("PATCH", "/_mock/sandbox", {"colour": "#ffee00", "company": "Okafor"})
    page = stranger.open("/_console")
    assert 'fill="#ffee00"' in page
    # Dark letters on a bright colour.
    assert 'fill="#000000">O<' in page


@pytest.mark.parametrize(
    "form", [{"company": "x", "colour": '"><script>'}, {"scenario": "nothing"}, {"company": "x" * 201}]
)
def test_a_form_that_cannot_be_used_is_explained(stranger: Visitor, form: dict[str, str]) -> None:
    answer = enter(stranger, **form)
    assert answer.status_code == 400
    assert "<script>" not in answer.text
    assert "mock_console_key" not in stranger.http.cookies


def test_a_link_is_followed_by_a_click_only(stranger: Visitor, demo: MockServer) -> None:
    enter(stranger, company="Halden Optics")
    path = share(stranger, "Kick-off", "same")
    with httpx.Client(base_url=demo.url, trust_env=False) as http:
        guest = Visitor(demo, "", http)
        assert "that of Halden Optics" in text_of(guest.open(path))
        assert "mock_console_key" not in http.cookies
        enter(guest, link=path.rpartition("/")[2])
        assert http.cookies["mock_console_key"] == stranger.http.cookies["mock_console_key"]
        # What one does, the other one sees.
        guest.act("PATCH", "/_mock/sandbox", {"company": "Okafor"})
        assert "Okafor" in stranger.open("/_console")


def test_a_link_can_give_each_guest_a_sandbox_of_their_own(stranger: Visitor, demo: MockServer) -> None:
    enter(stranger, company="Halden Optics")
    path = share(stranger, "Workshop", "own")
    keys = {stranger.http.cookies["mock_console_key"]}
    for _ in range(2):
        with httpx.Client(base_url=demo.url, trust_env=False) as http:
            guest = Visitor(demo, "", http)
            enter(guest, link=path.rpartition("/")[2])
            keys.add(http.cookies["mock_console_key"])
            assert "Halden Optics" in guest.open("/_console")
    assert len(keys) == 3


@pytest.mark.parametrize("path", ["/join/nothing", "/join/a.b", "/join/%00", "/join/..%2f..%2fmetrics"])
def test_a_link_that_leads_nowhere_says_so(stranger: Visitor, path: str) -> None:
    assert "Refused" in stranger.open(f"/_console{path}", status=404)


def test_a_sandbox_that_was_closed_leads_back_to_the_welcome(stranger: Visitor) -> None:
    enter(stranger)
    stranger.act("DELETE", "/_mock/sandbox", back="/_console/sandbox")
    assert "A sandbox of your own" in stranger.open("/_console/sandbox")


def test_who_follows_a_link_to_a_page_is_recognised(stranger: Visitor) -> None:
    cookies = enter(stranger).headers.get_list("set-cookie")
    [key] = [cookie for cookie in cookies if cookie.startswith("mock_console_key")]
    assert "HttpOnly; SameSite=Lax" in key


def test_without_demo_mode_there_is_no_such_page(visitor: Visitor) -> None:
    visitor.open("/_console/sandbox", status=404)
    visitor.open("/_console/join/a.b", status=404)
    assert ">Sandbox<" not in visitor.open("/_console")
    assert "Show it in the name of a customer" in visitor.open("/_console")


@pytest.mark.needs_browser
@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_visitor_in_a_browser(
    open_page: Open, demo: MockServer, axe: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, scheme, demo)
    page.goto("/")
    assert serious_faults(page, axe) == []
    page.get_by_label("Name of a company").fill("Halden Optics")
    page.get_by_label("Colour of its logo").fill("#0a6e4f")
    page.get_by_label("Story pack").select_option("scale-up")
    page.get_by_role("button", name="Open my sandbox").click()
    page.get_by_role("banner").get_by_text("Halden Optics").wait_for()
    page.get_by_text("What there is to show").wait_for()
    assert fits(page)
    assert serious_faults(page, axe) == []
    page.get_by_role("link", name="Sandbox", exact=True).click()
    page.get_by_label("For whom").fill("Kick-off")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("Make a link: done, 200").wait_for()
    assert fits(page)
    assert serious_faults(page, axe) == []
    link = page.locator("a[href*='/join/']").get_attribute("href")
    assert link is not None

    guest = open_page(size, scheme, demo)
    guest.goto(link)
    assert serious_faults(guest, axe) == []
    guest.get_by_role("button", name="Enter").click()
    guest.get_by_role("banner").get_by_text("Halden Optics").wait_for()
    guest.get_by_role("link", name="Sandbox", exact=True).click()
    guest.get_by_role("button", name="Forget this sandbox now").click()
    guest.get_by_role("heading", name="A sandbox of your own").wait_for()
    page.goto("/_console")
    page.get_by_role("heading", name="A sandbox of your own").wait_for()
