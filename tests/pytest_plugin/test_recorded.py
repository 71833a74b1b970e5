"""The journal in a test: looked at, and held against what was expected."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from mockserver.pytest_plugin.mock import KomboMock

JOBS = "  #1 GET /ats/jobs?page_size=1 → 200  [careerplug:uQWW513PqPXWwL7ph6McFCVH]"
REFUSED = [
    "  #2 POST /ats/candidates → 400 PLATFORM.INPUT_INVALID  [careerplug:uQWW513PqPXWwL7ph6McFCVH]",
    "     why: $.application is required. $.candidate.email_address is required.",
    '     sent: {"candidate": {"first_name": "Adah", "last_name": "Noor"}}',
]


@pytest.fixture
def client(mock: KomboMock) -> httpx.Client:
    """A client that has made two requests, of which one was refused."""
    found = mock.client("careerplug")
    found.get("/ats/jobs", params={"page_size": 1})
    found.post("/ats/candidates", json={"candidate": {"first_name": "Adah", "last_name": "Noor"}})
    return found


@pytest.mark.usefixtures("client")
class TestLooking:
    def test_requests_are_in_the_order_in_which_they_were_made(self, mock: KomboMock) -> None:
        assert [entry["path"] for entry in mock.requests] == ["/ats/jobs", "/ats/candidates"]
        assert len(mock.requests) == 2
        assert mock.requests.last["operation"] == "PostAtsCandidates"

    def test_they_can_be_filtered(self, mock: KomboMock) -> None:
        assert [entry["status"] for entry in mock.requests.refused] == [400]
        assert [entry["method"] for entry in mock.requests.all(refused=False)] == ["GET"]
        assert mock.requests.all(text="adah")[0]["request"]["body"]["candidate"]["last_name"] == "Noor"

    def test_they_can_be_forgotten(self, mock: KomboMock) -> None:
        mock.requests.clear()
        assert list(mock.requests) == []
        with pytest.raises(LookupError, match="no request was made"):
            _ = mock.requests.last


@pytest.mark.usefixtures("client")
class TestExpecting:
    def test_what_was_called_is_given(self, mock: KomboMock) -> None:
        [found] = mock.requests.assert_called("GetAtsJobs", times=1, tool="careerplug", query={"page_size": 1})
        assert found["status"] == 200
        mock.requests.assert_not_called(method="DELETE")

    def test_what_differs_is_told(self, mock: KomboMock) -> None:
        with pytest.raises(AssertionError) as caught:
            mock.requests.assert_called(path="/ats/candidates", body={"candidate.first_name": "Ada"})
        assert str(caught.value).splitlines() == [
            "Expected at least 1 request like",
            '     path: "/ats/candidates"',
            '     body.candidate.first_name: "Ada"',
            "but found none.",
            "",
            "Nearest:",
            *REFUSED,
            '     body.candidate.first_name: expected "Ada", got "Adah"',
            JOBS,
            '     path: expected "/ats/candidates", got "/ats/jobs"',
            '     body.candidate.first_name: expected "Ada", got null',
            "",
            "Requests in this environment (2), the last 2:",
            JOBS,
            REFUSED[0],
        ]

    def test_too_many_are_shown(self, mock: KomboMock) -> None:
        with pytest.raises(AssertionError, match=r"exactly 0 requests like\n.*any request.*\nbut found 2") as caught:
            mock.requests.assert_not_called()
        assert JOBS in str(caught.value)

    def test_a_refusal_is_shown_with_its_reason(self, mock: KomboMock) -> None:
        with pytest.raises(AssertionError) as caught:
            mock.requests.assert_none_refused()
        assert str(caught.value).splitlines() == ["The mock refused 1 of 2 requests:", *REFUSED]
        mock.requests.clear()
        mock.requests.assert_none_refused()


def test_no_request_at_all_is_told(mock: KomboMock) -> None:
    with pytest.raises(AssertionError, match=r"No request was made in this environment\. Does the client use its key"):
        mock.requests.assert_called()


async def test_a_request_that_comes_later_is_waited_for(mock: KomboMock) -> None:
    async with mock.async_client("ukgpro") as client:
        waiting = asyncio.create_task(mock.requests.assert_called_async("GetAtsUsers", wait=5))
        await asyncio.sleep(0.05)
        assert (await client.get("/ats/users")).status_code == 200
        assert len(await waiting) == 1
