"""The console in a real browser: the demo of docs/demo.md, at every size and in both colour schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from mockserver.server import MockServer
from tests.console.browsing import DESKTOP, LOOKS, PHONE, Open, fits, serious_faults

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs_browser


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_demo(
    open_page: Open, mock_server: MockServer, client: httpx.Client, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, scheme)
    client.headers["X-Integration-Id"] = mock_server.integration_id("sandbox", "ATS")
    look_around(page)
    move_somebody(page, client, by_hand=size != PHONE)
    let_somebody_apply(page)
    compare(page)
    break_and_mend(page, client)
    page.get_by_role("link", name="Make something happen").click()
    page.get_by_role("button", name="Reset everything").click()
    page.get_by_text("Reset everything: done, 200").wait_for()
    assert client.get("/ats/candidates?last_name=<b>Okafor</b>").json()["data"]["results"] == []


def look_around(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Kombo Sandbox ATS", exact=True).click()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_text("JSON as the API returns it").click()
    assert '"first_name"' in page.locator("pre.json").inner_text()
    assert fits(page)


def move_somebody(page: Page, client: httpx.Client, *, by_hand: bool) -> None:
    page.get_by_role("link", name="Pipeline").click()
    columns = page.locator("[data-stage]")
    card = columns.first.locator("[data-card]").first
    moved, stage = card.get_attribute("data-card"), columns.nth(1).get_attribute("data-stage")
    if by_hand:
        card.drag_to(columns.nth(1).get_by_role("heading"))
    else:
        card.get_by_role("combobox").select_option(stage)
        card.get_by_role("button", name="Move").click()
    page.get_by_text("Move: done, 200").wait_for()
    page.get_by_text("The call behind it").click()
    assert f"/v1/ats/applications/{moved}/stage" in page.locator(".notice pre").inner_text()
    assert columns.nth(1).locator(f"[data-card='{moved}']").count() == 1
    [application] = client.get(f"/ats/applications?ids={moved}").json()["data"]["results"]
    assert application["current_stage_id"] == stage
    assert fits(page)


def let_somebody_apply(page: Page) -> None:
    page.get_by_role("link", name="Make something happen").click()
    form = page.locator("form.action").filter(has=page.get_by_role("button", name="Candidate applies"))
    form.get_by_label("First name").fill("Frida")
    form.get_by_label("Last name").fill("<b>Okafor</b>")
    form.get_by_role("button", name="Candidate applies").click()
    page.get_by_text("Candidate applies: done, 200").wait_for()
    assert fits(page)
    page.get_by_role("link", name="See its data").click()
    page.get_by_role("textbox", name="Last name").fill("<b>Okafor</b>")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("cell", name="<b>Okafor</b>").wait_for()


def compare(page: Page) -> None:
    page.get_by_role("navigation", name="Console").get_by_role("link", name="Connectors").click()
    page.get_by_label("Search").fill("HR WORKS")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="HR WORKS ATS").click()
    page.get_by_label("Side by side with").select_option(label="UKG Pro")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="HR WORKS beside UKG Pro").wait_for()
    assert page.locator("tr.differs").count() > 0
    assert fits(page)


def move_first(page: Page) -> None:
    page.get_by_role("link", name="Pipeline").click()
    columns = page.locator("[data-stage]")
    card = columns.first.locator("[data-card]").first
    card.get_by_role("combobox").select_option(columns.nth(2).get_attribute("data-stage"))
    card.get_by_role("button", name="Move").click()


def break_and_mend(page: Page, client: httpx.Client) -> None:
    page.get_by_role("navigation", name="Console").get_by_role("link", name="Happenings").click()
    page.get_by_role("button", name="Break the connection").click()
    page.get_by_text("Break the connection: done, 200").wait_for()
    log = page.context.new_page()
    log.goto("/_console/requests")
    log.get_by_text("Live.").wait_for()
    page.get_by_role("link", name="See its data").click()
    move_first(page)
    page.get_by_text("Move: refused with 401").wait_for()
    row = log.get_by_role("row").filter(has_text="/stage").first
    row.get_by_text("INTEGRATION.AUTHENTICATION_INVALID").wait_for()
    page.get_by_role("link", name="Make something happen").click()
    page.get_by_role("button", name="Reconnect").click()
    page.get_by_text("Reconnect: done, 200").wait_for()
    page.get_by_role("link", name="See its data").click()
    move_first(page)
    page.get_by_text("Move: done, 200").wait_for()
    assert client.get("/ats/tags").status_code == 200
    log.get_by_role("row").filter(has_text="/ats/tags").wait_for()
    log.close()


def test_dates_are_those_of_the_reader(open_page: Open, mock_server: MockServer) -> None:
    page = open_page(DESKTOP, "light")
    page.goto("/_console")
    assert page.locator("time").first.inner_text() == "02.06.2025, 11:00"


def test_the_keyboard_is_enough_to_move_somebody(open_page: Open, mock_server: MockServer) -> None:
    page = open_page(DESKTOP, "light")
    page.goto(f"/_console/board/{mock_server.integration_id('sandbox', 'ATS')}")
    page.locator("[data-card] select").first.focus()
    for key in ("ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Move: done, 200").wait_for()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_no_page_has_a_serious_fault(
    open_page: Open, mock_server: MockServer, client: httpx.Client, axe: str, size: tuple[int, int], scheme: str
) -> None:
    ats, hris = mock_server.integration_id("sandbox", "ATS"), mock_server.integration_id("sandbox", "HRIS")
    job = client.get("/ats/jobs?page_size=1", headers={"X-Integration-Id": ats}).json()["data"]["results"][0]["id"]
    client.get("/ats/jobs?page_size=0", headers={"X-Integration-Id": ats})
    page = open_page(size, scheme)
    found = {}
    for path in (
        "",
        f"/data/{ats}/ats_candidates",
        f"/data/{ats}/ats_jobs/{job}",
        f"/data/{mock_server.integration_id('hrworks', 'ATS')}/ats_interviews",
        f"/board/{ats}",
        f"/organisation/{hris}",
        f"/calendar/{hris}",
        "/connectors",
        "/connectors/hrworks/ATS?with=ukgpro",
        f"/happenings?integration={ats}",
        "/requests",
        "/requests/1",
    ):
        page.goto(f"/_console{path}")
        assert fits(page), path
        found[path] = serious_faults(page, axe)
    assert {path: faults for path, faults in found.items() if faults} == {}
