"""Clients come with key and integration, and say what to install when they cannot come."""

from __future__ import annotations

import sys

import httpx
import pytest

from mockserver.pytest_plugin import clients
from mockserver.pytest_plugin.mock import KomboMock
from tests.pytest_plugin.conftest import Downstream


def test_httpx_is_relative_to_the_api_and_closed_at_the_end(mock: KomboMock) -> None:
    client = mock.client("hrworks", category="HRIS", headers={"X-Test": "1"}, timeout=3)
    answer = client.get("/hris/employees", params={"page_size": 2})
    assert len(answer.json()["data"]["results"]) == 2
    assert mock.requests.last["request"]["headers"]["x-test"] == "1"
    assert client.timeout == httpx.Timeout(3)
    mock.close()
    assert client.is_closed


def test_httpx_may_be_used_as_a_block(mock: KomboMock) -> None:
    with mock.client("ukgpro") as client:
        assert client.get("/ats/users").status_code == 200
    assert client.is_closed


def test_without_a_tool_only_the_key_is_sent(mock: KomboMock) -> None:
    assert mock.client().get("/check-api-key").status_code == 200
    assert mock.headers() == {"Authorization": f"Bearer {mock.api_key}"}
    assert mock.headers("careerplug")["X-Integration-Id"] == mock.integration("careerplug", category="ATS")


def test_the_sdk_reads(mock: KomboMock) -> None:
    with mock.sdk("hrworks", "HRIS", timeout_ms=5000) as kombo:
        assert kombo.hris.get_employees().result.data.results


async def test_the_sdk_reads_in_async_code_with_and_without_a_block(mock: KomboMock) -> None:
    async with mock.sdk("hrworks") as kombo:
        assert await kombo.ats.get_jobs_async()
    assert await mock.sdk("hrworks").ats.get_jobs_async()


async def test_async_httpx_reads(mock: KomboMock) -> None:
    async with mock.async_client("ukgpro") as client:
        assert (await client.get("/ats/users")).status_code == 200


def test_a_client_of_ones_own_stays_ones_own(mock: KomboMock) -> None:
    with httpx.Client() as own:
        assert mock.sdk("ukgpro", client=own).general.check_api_key().data.environment_id
        mock.close()
        assert not own.is_closed


def test_what_the_sdk_warns_of_while_it_is_loaded_fails_no_test(downstream: Downstream) -> None:
    warning = "import warnings\nwarnings.warn('soon gone', DeprecationWarning)\n"
    downstream.write("jsonpath.py", warning + "class JSONPath: ...\n")
    downstream.write(
        "test_it.py",
        """
        import sys
        from pathlib import Path

        def test_it(kombo_mock):
            assert kombo_mock.sdk("ukgpro").ats.get_jobs()
            assert Path(sys.modules["jsonpath"].__file__).parent == Path.cwd()
        """,
    )
    outcome = downstream.run("-q")
    assert outcome.count("passed") == 1, outcome.text


@pytest.mark.parametrize(("module", "method"), [("httpx", "client"), ("httpx", "async_client"), ("kombo", "sdk")])
def test_a_missing_package_names_the_extra(
    mock: KomboMock, monkeypatch: pytest.MonkeyPatch, module: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModuleNotFoundError, match=rf"kombo_mock.{method} needs the package {module}: .*\[testing\]"):
        getattr(mock, method)("ukgpro")


def test_what_a_package_itself_misses_is_its_own_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_socket", None)
    monkeypatch.delitem(sys.modules, "socket", raising=False)
    with pytest.raises(ModuleNotFoundError, match="_socket"):
        clients.needed("socket", "this")
