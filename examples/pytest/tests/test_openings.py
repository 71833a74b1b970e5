"""What the site shows."""

from __future__ import annotations

import pytest
from kombo import Kombo

from careers.openings import openings
from mockserver.pytest_plugin import KomboMock


def test_openings_have_a_title_and_a_place(ats: Kombo) -> None:
    found = openings(ats)
    assert found
    assert all(opening.title != "Unnamed position" and opening.place != "anywhere" for opening in found)


def test_all_pages_are_read(kombo_mock: KomboMock, ats: Kombo) -> None:
    assert len(openings(ats, page_size=3)) == len(openings(ats))
    assert len(kombo_mock.requests.all(operation="GetAtsJobs")) > 3


def test_only_open_jobs_are_asked_for(kombo_mock: KomboMock, ats: Kombo) -> None:
    openings(ats)
    kombo_mock.requests.assert_called("GetAtsJobs", query={"statuses": "OPEN"}, times=1)


def test_a_job_that_closes_vanishes(kombo_mock: KomboMock, ats: Kombo) -> None:
    first = openings(ats)[0]
    kombo_mock.upstream("careerplug", "job_closes", job_id=first.id)
    assert first.id not in {opening.id for opening in openings(ats)}


def test_a_job_that_opens_appears(kombo_mock: KomboMock, ats: Kombo) -> None:
    kombo_mock.upstream("careerplug", "job_opens", name="Beekeeper")
    assert "Beekeeper" in {opening.title for opening in openings(ats)}


@pytest.mark.parametrize("tool", ["ukgpro", "greenhouse"])
def test_every_customers_tool_will_do(kombo_mock: KomboMock, tool: str) -> None:
    assert openings(kombo_mock.sdk(tool, "ATS"))


@pytest.mark.kombo_mock(size=10)
def test_a_small_company_has_few(ats: Kombo) -> None:
    assert 0 < len(openings(ats)) < 20
