"""Servers: our own, or one that somebody else started."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from mockserver.errors import ConfigurationError
from mockserver.pytest_plugin.control import ControlError
from mockserver.pytest_plugin.mocks import KomboMocks
from mockserver.pytest_plugin.options import SessionOptions
from mockserver.server import MockServer


@pytest.fixture(scope="module")
def foreign() -> Iterator[MockServer]:
    """A server whose clock runs, with another seed, and with a token."""
    with MockServer(seed=7, control_token="secret") as server:
        yield server


def options(foreign: MockServer, **values: object) -> SessionOptions:
    return SessionOptions(url=f"{foreign.url}/v1/", control_token="secret", mock=values)


def test_it_is_put_back_before_use_and_left_for_people_to_see(foreign: MockServer) -> None:
    for _ in range(2):
        with KomboMocks(options(foreign)) as mocks, mocks.environment("shared") as mock:
            assert mock.url == foreign.url
            assert mock.clock.now.isoformat() == "2025-06-02T09:00:00+00:00"
            assert len(mock.requests) == 0
            assert mock.client("ukgpro").get("/ats/users").status_code == 200
            left = mock
        assert len(left.requests) == 1


def test_data_are_those_of_a_server_of_its_own(foreign: MockServer) -> None:
    with (
        KomboMocks(options(foreign)) as theirs,
        KomboMocks(SessionOptions(mock={"seed": 7})) as ours,
        theirs.environment() as there,
        ours.environment() as here,
    ):
        for path in ("/ats/jobs", "/ats/applications", "/ats/users"):
            assert there.client("ukgpro").get(path).content == here.client("ukgpro").get(path).content


def test_nothing_is_started_and_nothing_stopped(foreign: MockServer) -> None:
    before = threading.active_count()
    with KomboMocks(options(foreign)) as mocks, mocks.environment():
        assert threading.active_count() == before
    with KomboMocks(options(foreign)) as mocks, mocks.environment():
        pass


def test_what_only_a_start_decides_is_refused_unless_it_is_so(foreign: MockServer) -> None:
    with KomboMocks(options(foreign, seed="7", size="small")) as mocks, mocks.environment(seed=7) as mock:
        assert mock.integration("ukgpro") == foreign.integration_id("ukgpro", "ATS")
    with KomboMocks(options(foreign)) as mocks:
        with pytest.raises(ConfigurationError, match=r"seed=8 cannot be chosen .*; it has 7. Start it with --seed 8"):
            mocks.environment(seed=8)
        with pytest.raises(
            ConfigurationError, match=r"profile=minimal cannot .*runs already \(http://[\d.:]+\). Start"
        ):
            mocks.environment(profile="minimal")


def test_a_missing_token_is_told(foreign: MockServer) -> None:
    with KomboMocks(SessionOptions(url=foreign.url)) as mocks, pytest.raises(ControlError, match="needs the token"):
        mocks.environment()


def test_two_workers_do_not_share_what_has_one_name(foreign: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = set()
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        with KomboMocks(options(foreign)) as mocks, mocks.environment("shared") as mock:
            keys.add(mock.api_key)
    assert len(keys) == 2


def test_an_option_that_does_not_fit_is_told() -> None:
    with KomboMocks() as mocks, pytest.raises(ConfigurationError, match="size must be one of small, medium, large"):
        mocks.environment(size="huge")


def test_logs_are_as_before_when_all_servers_have_stopped() -> None:
    logger = logging.getLogger("mockserver")
    before = logger.level
    with KomboMocks() as mocks, mocks.environment(), mocks.environment(seed=7):
        assert logger.level == logging.ERROR
    assert logger.level == before


def test_a_failed_start_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with KomboMocks() as mocks, pytest.raises(ConfigurationError):
        mocks.environment(connectors="/no/such/folder")
    assert threading.active_count() == before
