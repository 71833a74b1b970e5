"""When things go wrong."""

from __future__ import annotations

import pytest
from kombo import Kombo

from careers.applying import Applicant, TryAgainLaterError, apply, apply_once
from careers.openings import openings
from mockserver.pytest_plugin import KomboMock

CREATE = "PostAtsJobsJobIdApplications"


@pytest.mark.parametrize("fault", ["rate-limited", "bad-gateway"])
def test_what_may_work_later_is_told_as_such(kombo_mock: KomboMock, ats: Kombo, ada: Applicant, fault: str) -> None:
    opening = openings(ats)[0].id
    with kombo_mock.fail(fault, operation=CREATE), pytest.raises(TryAgainLaterError):
        apply(ats, opening, ada)
    assert apply(ats, opening, ada).application_id


def test_two_failures_are_survived(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    opening = openings(ats)[0].id
    fault = kombo_mock.fail("tool-down", operation=CREATE, times=2)
    assert apply_once(ats, opening, ada)
    assert fault.hits == 2
    kombo_mock.requests.assert_called(CREATE, times=3)


def test_a_timeout_after_the_write_does_not_apply_twice(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    opening = openings(ats)[0].id
    kombo_mock.fail("done-but-timed-out", operation=CREATE, times=1)
    assert apply_once(ats, opening, ada) is None
    found = [each for each in kombo_mock.records("careerplug", "candidates") if each["last_name"] == "Noor"]
    assert len(found) == 1


def test_failures_can_be_tried_from_the_same_state(kombo_mock: KomboMock, ats: Kombo, ada: Applicant) -> None:
    opening = openings(ats)[0].id
    for _ in range(2):
        with kombo_mock.snapshot():
            assert apply(ats, opening, ada).application_id
