"""Applications reach the customer's tool, or the applicant is told why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kombo import Kombo

from careers.applying import AlreadyAppliedError, Applicant, ApplyingError, PositionClosedError, apply
from careers.openings import openings
from mockserver.pytest_plugin import KomboMock


def test_an_application_arrives_with_its_cv(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    receipt = apply(ats, openings(ats)[0].id, ada)
    files = kombo_mock.records("careerplug", "ats_attachments")
    [cv] = [file for file in files if file["application_id"] == receipt.application_id]
    assert (cv["type"], cv["size_bytes"]) == ("CV", len(ada.cv or b""))


def test_the_tool_insists_on_a_cv(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    with pytest.raises(ApplyingError, match="attachments of the type CV"):
        apply(ats, openings(ats)[0].id, replace(ada, cv=None))
    [refused] = kombo_mock.requests.refused
    assert "min_amount is 1" in refused["explanation"]


def test_another_tool_does_not(kombo_mock: KomboMock, ada: Applicant) -> None:
    ats = kombo_mock.sdk("ukgpro")
    assert apply(ats, openings(ats)[0].id, replace(ada, cv=None)).application_id


def test_nobody_applies_twice(ats: Kombo, ada: Applicant) -> None:
    opening = openings(ats)[0].id
    apply(ats, opening, ada)
    with pytest.raises(AlreadyAppliedError):
        apply(ats, opening, ada)


def test_a_position_may_close_in_the_meantime(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    opening = openings(ats)[0].id
    kombo_mock.upstream("careerplug", "job_closes", job_id=opening)
    with pytest.raises(PositionClosedError):
        apply(ats, opening, ada)


def test_nobody_has_applied_yet(kombo_mock: KomboMock, ats: Kombo) -> None:
    """Whatever the tests before did, this one sees nothing of it."""
    openings(ats)
    kombo_mock.requests.assert_not_called(method="POST")
    assert "Noor" not in {each["last_name"] for each in kombo_mock.records("careerplug", "candidates")}
