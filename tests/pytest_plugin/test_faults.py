"""Failures on demand."""

from __future__ import annotations

import httpx
import pytest

from mockserver.pytest_plugin.control import ControlError
from mockserver.pytest_plugin.mock import KomboMock


def jobs(mock: KomboMock, tool: str = "careerplug") -> httpx.Response:
    return mock.client(tool).get("/ats/jobs", params={"page_size": 1})


def test_a_preset_strikes_as_often_as_it_should(mock: KomboMock) -> None:
    fault = mock.fail("rate-limited", times=2)
    answers = [jobs(mock) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "30"
    assert fault.hits == 2


def test_a_code_of_the_vendor_strikes_until_the_block_ends(mock: KomboMock) -> None:
    with mock.fail("INTEGRATION.PERMISSION_MISSING", tool="careerplug") as fault:
        assert jobs(mock).json()["error"]["code"] == "INTEGRATION.PERMISSION_MISSING"
        assert jobs(mock, "ukgpro").status_code == 200
    assert jobs(mock).status_code == 200
    with pytest.raises(LookupError, match=fault.id):
        _ = fault.rule


def test_effects_are_those_of_the_control_api(mock: KomboMock) -> None:
    mock.fail(error=None, status=503, message="closed for lunch", every=2, operation="GetAtsJobs")
    found = [jobs(mock) for _ in range(2)]
    assert [answer.status_code for answer in found] == [200, 503]
    assert found[1].json()["error"]["message"] == "closed for lunch"
    assert "fault" in repr(mock.fail("server-error", path="/ats/users"))


def test_the_end_of_a_block_does_not_mind_a_reset(mock: KomboMock) -> None:
    with mock.fail("server-error"):
        mock.reset()
    assert jobs(mock).status_code == 200


def test_a_name_that_nobody_knows_is_refused_with_the_nearest(mock: KomboMock) -> None:
    with pytest.raises(ControlError, match="did you mean 'rate-limited'"):
        mock.fail("rate-limit")
