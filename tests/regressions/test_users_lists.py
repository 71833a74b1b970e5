"""What bit users of other mock servers: paging and lists (numbers 1 to 6 of the list of bugs)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks

Row = dict[str, Any]
# More pages than any list here has: a client that goes on for ever stops there.
MOST_PAGES = 200


@pytest.fixture(scope="module")
def mocks() -> Iterator[KomboMocks]:
    with KomboMocks() as found:
        yield found


@pytest.fixture
def mock(mocks: KomboMocks) -> Iterator[KomboMock]:
    with mocks.environment() as found:
        yield found


def pages(client: httpx.Client, path: str, **query: str | int) -> Iterator[list[Row]]:
    """Give the pages of a list; the last one says that there is no other."""
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        answer = client.get(path, params=query if cursor is None else {**query, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        yield data["results"]
        cursor = data["next"]
        if cursor is None:
            return
        assert cursor
    pytest.fail(f"{path} has no end")


@pytest.mark.parametrize(
    ("method", "tool", "category"),
    [("get_jobs", "careerplug", "ATS"), ("get_candidates", "ukgpro", "ATS"), ("get_employees", "hrworks", "HRIS")],
)
def test_users_01_the_official_sdk_pages_to_the_end_and_stops(
    mock: KomboMock, method: str, tool: str, category: str
) -> None:
    kombo = mock.sdk(tool, category)
    section = kombo.ats if category == "ATS" else kombo.hris
    page = getattr(section, method)(page_size=7)
    ids: list[str] = []
    for _ in range(MOST_PAGES):
        ids += [record.id for record in page.result.data.results]
        if (page := page.next()) is None:
            break
    assert page is None
    path = "/ats/" if category == "ATS" else "/hris/"
    whole = list(pages(mock.client(tool, category), path + method.removeprefix("get_"), page_size=250))
    assert ids == [record["id"] for rows in whole for record in rows]


def test_users_01_the_last_page_has_null_and_no_empty_text(mock: KomboMock) -> None:
    answer = mock.client("careerplug").get("/ats/jobs", params={"page_size": 250})
    assert b'"next":null' in answer.content


@pytest.mark.parametrize("wanted", [0, 1, 6])
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_users_02_an_exactly_full_last_page_is_the_last(mock: KomboMock, wanted: int, size: int) -> None:
    client = mock.client("careerplug")
    ids = [job["id"] for job in client.get("/ats/jobs", params={"page_size": 6}).json()["data"]["results"]]
    chosen = ",".join(ids[:wanted]) or "1" * 24
    found = [len(rows) for rows in pages(client, "/ats/jobs", ids=chosen, page_size=size)]
    assert found == [size] * (wanted // size) + ([wanted % size] if wanted % size or not wanted else [])


def test_users_03_nothing_is_skipped_or_repeated_while_records_come_change_and_go(mock: KomboMock) -> None:
    """With a clock that stands still, so that many stamps are next to one another."""
    client = mock.client("careerplug")
    before = [row["id"] for rows in pages(client, "/ats/candidates", page_size=250) for row in rows]
    gone = set(before[5::9])
    seen: list[str] = []
    victims = iter(sorted(gone, key=before.index))
    for rows in pages(client, "/ats/candidates", page_size=4):
        seen += [row["id"] for row in rows]
        mock.upstream("careerplug", "candidate_applies")
        if rows:
            mock.upstream(
                "careerplug", "record_changed", model="candidates", id=rows[0]["id"], changes={"title": "New"}
            )
        if (victim := next(victims, None)) is not None:
            mock.upstream("careerplug", "record_deleted", model="candidates", id=victim)
        if len(seen) > 2 * len(before):
            break  # every page brings a newcomer, so the list grows for ever
    assert len(seen) == len(set(seen))
    assert [id for id in before if id not in gone and id not in seen] == []
    assert [id for id in seen if id in before] == [id for id in before if id in seen]


def test_users_03_a_cursor_whose_record_vanished_still_points_somewhere(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    first = client.get("/ats/jobs", params={"page_size": 3}).json()["data"]
    rest = client.get("/ats/jobs", params={"page_size": 3, "cursor": first["next"]}).json()["data"]["results"]
    mock.upstream("careerplug", "record_deleted", model="jobs", id=first["results"][-1]["id"])
    again = client.get("/ats/jobs", params={"page_size": 3, "cursor": first["next"]}).json()["data"]["results"]
    assert [job["id"] for job in again] == [job["id"] for job in rest]


def test_users_04_no_page_but_the_last_is_short(mock: KomboMock) -> None:
    """Clients stop at a short page. Ours are never short, whatever a filter leaves and whatever was deleted."""
    client = mock.client("careerplug")
    for job in client.get("/ats/jobs").json()["data"]["results"][::3]:
        mock.upstream("careerplug", "record_deleted", model="jobs", id=job["id"])
    for query in ({}, {"statuses": "OPEN"}, {"name_contains": "e"}):
        *full, last = (len(rows) for rows in pages(client, "/ats/jobs", page_size=2, **query))
        assert set(full) <= {2}
        assert last in {0, 1, 2}
        assert last or not full


@pytest.mark.parametrize("preset", ["short-page", "empty-page"])
def test_users_04_unless_a_test_asks_for_short_pages(mock: KomboMock, preset: str) -> None:
    client = mock.client("careerplug")
    every = client.get("/ats/jobs").json()["data"]["results"]
    assert client.get("/ats/jobs").json()["data"]["results"] == every
    mock.control.post("/faults", {"preset": preset, "times": {"every": 2}})
    found = list(pages(client, "/ats/jobs", page_size=3))
    assert [row for rows in found for row in rows] == every
    assert {len(rows) for rows in found[1::2]} == {1 if preset == "short-page" else 0}
    # Nothing short is remembered.
    mock.control.delete("/faults")
    assert client.get("/ats/jobs", params={"page_size": 3}).json()["data"]["results"] == every[:3]


@pytest.mark.parametrize("preset", ["short-page", "empty-page"])
def test_users_04_a_list_ends_with_short_pages_too(mock: KomboMock, preset: str) -> None:
    client = mock.client("careerplug")
    last = client.get("/ats/jobs").json()["data"]["results"][-1]["id"]
    mock.fail(preset)
    page = client.get("/ats/jobs", params={"ids": last}).json()["data"]
    assert (page["next"] is None) == (preset == "short-page")
    assert client.get("/ats/jobs", params={"ids": "x" * 24}).json()["data"] == {"next": None, "results": []}


@pytest.mark.parametrize("other", [{"statuses": "OPEN"}, {"include_deleted": "true"}, {"name_contains": "a"}])
def test_users_05_a_cursor_with_other_filters_is_refused(mock: KomboMock, other: dict[str, str]) -> None:
    client = mock.client("careerplug")
    cursor = client.get("/ats/jobs", params={"page_size": 2}).json()["data"]["next"]
    refused = client.get("/ats/jobs", params={"page_size": 2, "cursor": cursor, **other})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    assert "the same filters with every page" in refused.json()["error"]["message"]
    # Another size is no other list.
    assert client.get("/ats/jobs", params={"page_size": 5, "cursor": cursor}).status_code == 200


@pytest.mark.parametrize("cursor", ["garbage", "e30=", "0", "%00", "ﬀ", "A" * 2000])
def test_users_05_garbage_is_refused_in_the_vendors_envelope(mock: KomboMock, cursor: str) -> None:
    refused = mock.client("careerplug").get("/ats/jobs", params={"cursor": cursor})
    assert refused.status_code == 400
    assert refused.json()["error"].keys() == {"code", "title", "message", "log_url"}


def test_users_05_a_cursor_of_another_integration_is_refused(mock: KomboMock) -> None:
    cursor = mock.client("ukgpro").get("/ats/jobs", params={"page_size": 2}).json()["data"]["next"]
    assert mock.client("careerplug").get("/ats/jobs", params={"page_size": 2, "cursor": cursor}).status_code == 400


def test_users_06_a_limit_is_kept_and_one_out_of_bounds_refused(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    for size in (1, 2, 5):
        assert len(client.get("/ats/jobs", params={"page_size": size}).json()["data"]["results"]) == size
    for text in ("0", "251", "-1", "1.5", "many"):
        assert client.get("/ats/jobs", params={"page_size": text}).status_code == 400


def test_users_06_a_parameter_that_nobody_knows_is_named(mock: KomboMock) -> None:
    answer = mock.client("careerplug").get("/ats/jobs", params={"limit": 1, "page": 2})
    assert answer.status_code == 200
    assert answer.headers["X-Mock-Explanation"] == (
        "unknown query parameter 'limit' was ignored; unknown query parameter 'page' was ignored"
    )


def test_users_06_a_filter_that_the_tool_cannot_do_is_not_dropped(mock: KomboMock) -> None:
    """It filters everything out, as the vendor says, unless the client asks for it to be ignored."""
    client = mock.client("ukgpro")
    everybody = client.get("/ats/users").json()["data"]["results"]
    assert client.get("/ats/users", params={"emails": "a@example.com"}).json()["data"]["results"] == []
    ignored = client.get("/ats/users", params={"emails": "a@example.com", "ignore_unsupported_filters": "true"})
    assert ignored.json()["data"]["results"] == everybody
