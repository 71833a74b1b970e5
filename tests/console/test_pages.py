"""Every page, for the main integrations and the smallest coverage: it answers, and it shows what clients see."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import httpx
import orjson
import pytest

from mockserver.connectors import load_catalog
from mockserver.scenarios.library import packs
from mockserver.server import MockServer
from tests.console.visitor import Visitor, text_of

MAIN = [("sandbox", "ATS"), ("sandbox", "HRIS"), ("sandbox", "ASSESSMENT"), ("hrworks", "ATS"), ("hrworks", "HRIS")]
SPECIAL = {"ATS": ["board"], "HRIS": ["organisation", "calendar"], "ASSESSMENT": []}


def links_of(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="(/_console[^"#]*)', html)]


def test_the_root_leads_to_the_console(visitor: Visitor) -> None:
    answer = visitor.http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/_console")


@pytest.mark.parametrize(
    "path", ["", "/", "?all=1", "?text=hr&category=HRIS", "/data", "/connectors", "/happenings", "/requests"]
)
def test_a_page_answers(visitor: Visitor, path: str) -> None:
    assert "Mock data" in visitor.open(f"/_console{path}")


@pytest.mark.parametrize("profile", [None, "minimal"])
@pytest.mark.parametrize(("tool", "category"), MAIN)
def test_every_tab_and_a_record_of_each(visitor: Visitor, tool: str, category: str, profile: str | None) -> None:
    id = visitor.id(tool, category)
    visitor.act("PATCH", f"/_mock/integrations/{id}", {"profile": profile})
    visitor.open(f"/_console/happenings?integration={id}")
    tabs = [link for link in links_of(visitor.open(f"/_console/data/{id}")) if link.startswith(f"/_console/data/{id}/")]
    assert len(tabs) > 0
    for tab in {"/".join(link.partition("?")[0].split("/")[:5]) for link in tabs}:
        page = visitor.open(tab)
        records = [link for link in links_of(page) if link.startswith(f"{tab}/")]
        if records:
            assert "JSON as the API returns it" in visitor.open(records[0])
    for name in SPECIAL[category]:
        visitor.open(f"/_console/{name}/{id}")


def test_no_link_is_dead(visitor: Visitor) -> None:
    id = visitor.id("sandbox", "ATS")
    starts = [
        "/_console",
        f"/_console/data/{id}",
        f"/_console/board/{id}",
        "/_console/connectors/hrworks/ATS",
        "/_console/happenings",
    ]
    found = {link for start in starts for link in links_of(visitor.open(start))}
    for link in sorted(found)[:150]:
        assert visitor.http.get(link).status_code == 200, link


@pytest.mark.parametrize("path", ["/nowhere", "/data/no:such", "/connectors/nobody/ATS", "/requests/999999"])
def test_what_there_is_not_is_said(visitor: Visitor, path: str) -> None:
    assert "That is not possible" in visitor.open(f"/_console{path}", 404)


def test_a_record_says_why_a_field_is_empty(visitor: Visitor) -> None:
    id = visitor.id("hrworks", "ATS")
    page = visitor.open(f"/_console/data/{id}/ats_jobs")
    record = next(link for link in links_of(page) if link.startswith(f"/_console/data/{id}/ats_jobs/"))
    assert "HR WORKS does not cover it." in text_of(visitor.open(record))


def test_the_json_is_what_the_api_answers_and_marks_what_is_not_covered(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("hrworks", "ATS")
    [found] = client.get("/ats/applications?page_size=1", headers={"X-Integration-Id": id}).json()["data"]["results"]
    page = visitor.open(f"/_console/data/{id}/ats_applications/{found['id']}")
    shown = re.search(r'<pre tabindex="0" class="json">(.*?)</pre>', page, re.DOTALL)
    assert shown is not None
    assert orjson.loads(unescape(re.sub(r"<[^>]*>", "", shown[1]))) == found
    marked = re.findall(r'<mark title="([^"]+)">&#34;(\w+)&#34;', shown[1])
    coverage = load_catalog().connectors["hrworks"].categories["ATS"]
    assert ("HR WORKS does not cover it.", "remote_url") in marked
    assert not coverage.covers("ats_applications", "remote_url")
    assert f'href="/_console/data/{id}/ats_candidates/{found["candidate_id"]}"' in shown[1]


def test_a_model_that_is_not_covered_shows_the_refusal_of_the_api(visitor: Visitor) -> None:
    page = visitor.open(f"/_console/data/{visitor.id('hrworks', 'ATS')}/ats_interviews")
    assert "INTEGRATION.MODEL_NOT_AVAILABLE" in page


def test_paging_goes_through_all_records_once(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path, seen = f"/_console/data/{id}/ats_candidates", []
    while path:
        page = visitor.open(path)
        seen += re.findall(rf"/_console/data/{id}/ats_candidates/(\w+)\"", page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = unescape(found[1]) if found else ""
    headers = {"X-Integration-Id": id}
    expected = client.get("/ats/candidates?page_size=250", headers=headers).json()["data"]["results"]
    assert seen == [each["id"] for each in expected]


def test_filters_are_those_of_the_api(visitor: Visitor) -> None:
    id = visitor.id("sandbox", "ATS")
    page = visitor.open(f"/_console/data/{id}/ats_jobs?name_contains=manager")
    rows = re.findall(r"<td><a [^>]+>([^<]+)</a>", page)
    assert rows
    assert all("manager" in row.lower() for row in rows)


def test_the_board_moves_through_the_api(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    page = visitor.open(f"/_console/board/{id}")
    call = re.search(r'value="(/v1/ats/applications/(\w+)/stage)"', page)
    assert call is not None
    stages = re.findall(r'data-stage="(\w+)"', page)
    visitor.act("PUT", call[1], {}, integration=id, **{"in:stage_id": stages[1]})
    headers = {"X-Integration-Id": id}
    [moved] = client.get(f"/ats/applications?ids={call[2]}", headers=headers).json()["data"]["results"]
    assert moved["current_stage_id"] == stages[1]


def test_where_the_api_cannot_move_the_tool_does(visitor: Visitor) -> None:
    catalog = load_catalog()
    tool = next(
        name
        for name, connector in catalog.connectors.items()
        if "ATS" in connector.categories
        and not connector.categories["ATS"].has_action("ats_move_application_to_stage")
        and connector.categories["ATS"].has_model("ats_application_stages")
        and connector.categories["ATS"].has_model("ats_jobs")
        and connector.categories["ATS"].covers("ats_applications", "current_stage_id")
    )
    page = visitor.open(f"/_console/board/{visitor.id(tool, 'ATS')}")
    assert "application_moves_stage" in page
    assert "in the tool itself" in text_of(page)


def test_every_connector_has_a_page(visitor: Visitor) -> None:
    for tool, connector in load_catalog().connectors.items():
        for category in connector.categories:
            visitor.open(f"/_console/connectors/{tool}/{category}")


def test_connectors_are_found_by_what_they_can_do(visitor: Visitor) -> None:
    every = load_catalog().connectors
    page = visitor.open("/_console/connectors?category=ATS&action=ats_reject_application")
    can = {
        tool
        for tool, each in every.items()
        if "ATS" in each.categories and "ats_reject_application" in each.categories["ATS"].actions
    }
    assert set(re.findall(r"/_console/connectors/(\w+)/ATS", page)) == can


def test_a_request_is_in_the_log_and_in_the_archive(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("hrworks", "ATS")
    client.get("/ats/interviews?page_size=3", headers={"X-Integration-Id": id})
    page = visitor.open("/_console/requests")
    assert "GET /ats/interviews?page_size=3" in page
    assert "INTEGRATION.MODEL_NOT_AVAILABLE" in page
    assert "curl" in visitor.open("/_console/requests/1")
    log: dict[str, Any] = visitor.http.get("/_console/requests.har").json()["log"]
    assert [entry["response"]["status"] for entry in log["entries"]] == [400]
    assert "/ats/interviews" not in visitor.open("/_console/requests?refused=false")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("method=GET", True),
        ("method=POST", False),
        ("path=/ats/**", True),
        ("path=/hris/*", False),
        ("status=2xx", True),
        ("status=404&refused=true", False),
        ("tool=sandbox&text=next", True),
        ("text=nowhere-at-all", False),
    ],
)
def test_the_log_is_filtered(visitor: Visitor, client: httpx.Client, query: str, shown: bool) -> None:
    client.get("/ats/tags", headers={"X-Integration-Id": visitor.id("sandbox", "ATS")})
    assert ("GET /ats/tags" in visitor.open(f"/_console/requests?{query}")) is shown
    assert bool(visitor.http.get(f"/_console/requests.har?{query}").json()["log"]["entries"]) is shown
    if shown:  # nothing would come for a while otherwise
        with visitor.http.stream("GET", f"/_console/requests/stream?after=0&{query}") as stream:
            assert any("/ats/tags" in line for line in stream.iter_lines())


def test_looking_is_no_request_of_a_client(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    visitor.act("POST", "/_mock/faults", {"preset": "rate-limited", "times": {"next": 1}})
    visitor.act("PUT", "/_mock/limits", {"requests": {"count": 2, "window_seconds": 60}})
    for path in ("", f"/data/{id}/ats_tags", f"/data/{id}/ats_candidates", f"/board/{id}", "/happenings"):
        assert "PLATFORM.RATE_LIMIT_EXCEEDED" not in visitor.open(f"/_console{path}")
    assert "struck 0 of 0 requests" in text_of(visitor.open("/_console/happenings"))
    assert "GET /ats/" not in visitor.open("/_console/requests")
    statuses = [client.get("/ats/tags", headers={"X-Integration-Id": id}).status_code for _ in range(3)]
    # The fault, one answer, and the end of the limit.
    assert statuses == [429, 200, 429]


def test_what_is_done_here_through_the_api_is_struck_as_a_client_is(visitor: Visitor) -> None:
    id = visitor.id("sandbox", "ATS")
    call = re.search(r'value="(/v1/ats/applications/\w+/stage)"', visitor.open(f"/_console/board/{id}"))
    assert call is not None
    visitor.act("POST", "/_mock/faults", {"preset": "rate-limited", "times": {"next": 1}})
    visitor.act("PUT", call[1], {}, integration=id)
    assert "It: refused with 429" in text_of(visitor.open("/_console"))
    assert "PUT /ats/applications/" in visitor.open("/_console/requests")


def test_the_log_is_live(visitor: Visitor, client: httpx.Client) -> None:
    with visitor.http.stream("GET", "/_console/requests/stream?after=0") as stream:
        assert stream.headers["content-type"] == "text/event-stream"
        lines = stream.iter_lines()
        assert next(lines) == "retry: 2000"
        client.get("/check-api-key")
        assert any("check-api-key" in line for line in lines)


@pytest.mark.slow
def test_a_large_table_opens_as_fast_as_a_small_one() -> None:
    took = {}
    for size in ("100", "100000"):
        with (
            MockServer(size=size, now="2025-06-02T09:00:00Z") as server,
            httpx.Client(base_url=server.url, trust_env=False, timeout=300) as http,
        ):
            home = "/_console"
            assert http.get(home).status_code == 200
            assert min(_seconds(http, home) for _ in range(3)) < 0.05
            path = f"/_console/data/{server.integration_id('sandbox', 'ATS')}/ats_candidates"
            assert http.get(path).status_code == 200
            took[size] = min(_seconds(http, path) for _ in range(5))
    assert took["100000"] < 2 * took["100"] + 0.02


def test_a_page_takes_less_than_fifty_milliseconds(visitor: Visitor) -> None:
    id = visitor.id("sandbox", "ATS")
    for path in ("", f"/data/{id}/ats_candidates", f"/board/{id}", "/happenings", "/connectors/hrworks/ATS"):
        visitor.open(f"/_console{path}")
        assert min(_seconds(visitor.http, f"/_console{path}") for _ in range(5)) < 0.05, path


def _seconds(http: httpx.Client, path: str) -> float:
    """Give the seconds of work that a page takes, its reader's included, whatever else keeps the machine busy."""
    begun = time.process_time()
    assert http.get(path).status_code == 200
    return time.process_time() - begun


def test_data_lead_home_when_the_last_integration_is_gone(visitor: Visitor) -> None:
    visitor.act("POST", "/_mock/integrations", {"tool": "careerplug", "category": "ATS"})
    added = re.findall(r'<h3><a href="(/_console/data/[^"]+)"', visitor.open("/_console"))[0]
    visitor.open(added)
    assert "CareerPlug" in visitor.open("/_console/data")
    visitor.act("POST", "/_mock/reset")
    visitor.open(added, 404)
    assert "A living HR system to try things on" in visitor.open("/_console/data")


def test_recruiting_comes_first(visitor: Visitor) -> None:
    cards = re.findall(r'<h3><a href="/_console/data/([^"]+)"', visitor.open("/_console"))
    assert cards[0] == visitor.id("sandbox", "ATS")
    assert len(cards) == len(set(cards))
    assert "In the customer's tool" in unescape(visitor.open("/_console/happenings"))
    assert f'<option value="{visitor.id("sandbox", "ATS")}" selected' in visitor.open("/_console/happenings")


def test_a_story_shows_its_moments_and_its_integrations(visitor: Visitor) -> None:
    visitor.act("PUT", "/_mock/scenario", {"name": "staffing-agency"})
    page = visitor.open("/_console")
    assert "A staffing agency" in page
    for title in ("A job with questions", "The client closes the job"):
        assert title in page
    assert re.findall(r'<h3><a href="/_console/data/(\w+)[^"]+">', page)[0] == "recruitee"
    for address in re.findall(r'<h3>\d\. <a href="([^"]+)"', page):
        visitor.open(unescape(address))
    # The last moment: what happens in the tool, and what is refused from then on.
    forms = re.findall(r'<form class="action".*?</form>', page.partition("The client closes the job")[2], re.DOTALL)[:2]
    told = []
    for form in forms:
        fields = {name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        assert visitor.http.post("/_console/act", data=fields).status_code == 303
        told.append(text_of(visitor.open("/_console")))
    assert "Let it happen: done, 200" in told[0]
    assert "Do it: refused with 400 – ATS.JOB_CLOSED" in told[1]


@pytest.mark.parametrize("pack", packs())
def test_every_moment_that_names_a_record_leads_to_it(visitor: Visitor, pack: str) -> None:
    visitor.act("PUT", "/_mock/scenario", {"name": pack})
    page = visitor.open("/_console")
    moments = re.findall(r"<h3>\d\. ", page)
    addresses = re.findall(r'<h3>\d\. <a href="([^"]+)"', page)
    assert len(moments) == 5
    assert len(addresses) >= 3
    for address in addresses:
        visitor.open(unescape(address))
