"""Many environments: each as new, none in the way of another, all fast."""

from __future__ import annotations

import time

import pytest

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.pytest_plugin.options import SessionOptions

# Written down, as they must not change from run to run.
FIRST_KEY, SECOND_KEY = "test-gr-er-1-PEjsGDAWLGWg", "test-gr-er-1-7g7yWuXYjJ9k"


def hire(mock: KomboMock) -> int:
    mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Zygmunt")
    return count(mock)


def count(mock: KomboMock) -> int:
    return sum(1 for each in mock.records("hrworks", "employees", "HRIS") if each["first_name"] == "Zygmunt")


def test_environments_do_not_see_one_another(mocks: KomboMocks) -> None:
    with mocks.environment() as first, mocks.environment() as second:
        assert first.api_key != second.api_key
        assert (hire(first), count(second)) == (1, 0)


def test_one_that_is_used_again_is_as_new(mocks: KomboMocks) -> None:
    for _ in range(2):
        with mocks.environment("again") as mock:
            assert (count(mock), mock.control.get("/snapshots")["snapshots"]) == (0, [])
            mock.snapshot()
            assert hire(mock) == 1


def test_the_same_name_is_not_used_twice_at_a_time(mocks: KomboMocks) -> None:
    with mocks.environment("one") as mock:
        with pytest.raises(RuntimeError, match=r"'one-.*' is in use"):
            mocks.environment("one")
        mock.close()
        mocks.environment("one").close()


def test_other_options_mean_another_server(mocks: KomboMocks) -> None:
    with mocks.environment() as usual, mocks.environment(seed=7, now="2024-02-29") as other:
        assert usual.url != other.url
        assert usual.integration("ukgpro") != other.integration("ukgpro")
        assert other.clock.now.isoformat() == "2024-02-29T00:00:00+00:00"
        with mocks.environment(now="2024-02-29", seed=7) as same:
            assert same.url == other.url


def test_the_key_is_readable_and_the_same_in_every_run(mocks: KomboMocks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/test_a.py::test_größer[Ω-1] (call)")
    with KomboMocks(SessionOptions(key_prefix="ci-7-")) as first, KomboMocks() as second:
        keys = [each.environment().api_key for each in (first, second, second)]
    assert keys == [f"ci-7-{FIRST_KEY}", FIRST_KEY, SECOND_KEY]


def test_what_is_open_at_the_end_is_closed() -> None:
    with KomboMocks() as all_of_them:
        mock = all_of_them.environment()
        client = mock.client("careerplug")
    assert client.is_closed


def test_a_further_environment_takes_less_than_20_ms(mocks: KomboMocks) -> None:
    def cycle() -> float:
        begun = time.perf_counter()
        with mocks.environment() as mock:
            mock.client("careerplug").get("/ats/jobs", params={"page_size": 1}).raise_for_status()
        return time.perf_counter() - begun

    cycle()
    # The best of many, as the machine may be busy with something else.
    assert min(cycle() for _ in range(20)) < 0.02
