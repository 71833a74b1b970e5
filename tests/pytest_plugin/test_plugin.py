"""The plugin in a downstream project: fixtures, marker, ini file, command line, reports, event loops, workers."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from mockserver.server import MockServer
from tests.pytest_plugin.conftest import PLUGIN, ROOT, Downstream, Outcome

Tests = Callable[[str], Outcome]


def test_fixtures_and_options_of_marker_and_ini_file(downstream: Downstream) -> None:
    with (downstream.folder / "pytest.ini").open("a", encoding="utf-8") as ini:
        ini.write("mockserver_seed = 7\nmockserver_connectors = more\naddopts = --strict-markers\n")
    (downstream.folder / "more").mkdir()
    (downstream.folder / "more" / "smallats.yaml").write_text(CONNECTOR, encoding="utf-8")
    downstream.write(
        "test_it.py",
        """
        import pytest
        from mockserver.ids import integration_id
        from mockserver.pytest_plugin import KomboMock, KomboMocks

        def test_one(kombo_mock: KomboMock):
            assert kombo_mock.integration("ukgpro") == integration_id(7, "ukgpro", "ATS")
            assert kombo_mock.client("smallats").get("/ats/jobs").status_code == 200

        @pytest.mark.kombo_mock(seed=9, size=5, now="2024-01-01")
        class TestMarked:
            @pytest.mark.kombo_mock(seed=8)
            def test_nearest_marker_wins(self, kombo_mock):
                assert kombo_mock.integration("ukgpro") == integration_id(8, "ukgpro", "ATS")
                assert kombo_mock.clock.now.year == 2024
                assert len(kombo_mock.records("ukgpro", "candidates")) < 20

        def test_more(kombo_mocks: KomboMocks):
            assert isinstance(kombo_mocks, KomboMocks)
            with kombo_mocks.environment() as mock:
                assert isinstance(mock, KomboMock)

        @pytest.mark.kombo_mock(sead=9)
        def test_unknown(kombo_mock): ...

        @pytest.mark.kombo_mock(9)
        def test_without_a_name(kombo_mock): ...
        """,
    )
    outcome = downstream.run("-q", "--strict-markers")
    assert (outcome.count("passed"), outcome.count("error")) == (3, 2), outcome.text
    assert "\nkombo_mock: the marker has no option 'sead', did you mean 'seed'?\n" in outcome.text
    assert "\nkombo_mock: the marker takes names, such as seed=7\n" in outcome.text


def test_what_is_refused_is_shown_in_the_line_of_the_test(run_tests: Tests) -> None:
    outcome = run_tests(
        """
        import pytest

        def test_event(kombo_mock):
            kombo_mock.upstream("careerplug", "candidate_aplies")

        def test_preset(kombo_mock):
            kombo_mock.fail("rate-limitd")

        def test_tool(kombo_mock):
            kombo_mock.client("carreerplug")

        def test_operation(kombo_mock):
            kombo_mock.requests.assert_called("GetAtsJob")

        @pytest.mark.kombo_mock(scenario="scaleup")
        def test_scenario(kombo_mock): ...

        @pytest.mark.kombo_mock(now="soon")
        def test_now(kombo_mock): ...
        """
    )
    assert (outcome.count("failed"), outcome.count("error")) == (4, 2), outcome.text
    assert outcome.text.count("did you mean") >= 5
    assert "During handling" not in outcome.text
    assert set(re.findall(r"^(\S+\.py):\d+: ", outcome.text, re.MULTILINE)) == {"test_it.py"}


def test_a_test_that_fails_shows_its_requests_and_the_reason(run_tests: Tests) -> None:
    outcome = run_tests(
        """
        import pytest

        def refused(mock):
            job = mock.client("careerplug").get("/ats/jobs", params={"page_size": 1}).json()["data"]["results"][0]
            body = {"candidate": {"first_name": "Ada", "last_name": "Noor", "email_address": "ada@example.org"}}
            return mock.client("careerplug").post(f"/ats/jobs/{job['id']}/applications", json=body)

        def test_in_the_test(kombo_mock):
            assert refused(kombo_mock).status_code == 200

        def test_in_a_block(kombo_mocks):
            with kombo_mocks.environment("block") as mock:
                assert refused(mock).status_code == 200

        @pytest.fixture
        def prepared(kombo_mock):
            refused(kombo_mock).raise_for_status()

        def test_in_a_fixture(prepared): ...

        def test_that_passes(kombo_mock):
            assert refused(kombo_mock).status_code == 400

        def test_without_requests(kombo_mock):
            assert False
        """
    )
    assert outcome.text.count("-- kombo_mock --") == 3, outcome.text
    assert outcome.text.count("requests: 2, refused: 1; the clock is frozen at 2025-06-02T09:00:00.000Z") == 3
    assert outcome.text.count("/applications → 400 REMOTE.INPUT_INVALID  [careerplug:") == 3
    assert outcome.text.count("why: There are 0 attachments of the type CV, but min_amount is 1.") == 3
    assert outcome.text.count('sent: {"candidate": {"first_name": "Ada"') == 3


def test_what_the_mock_refuses_is_no_message_of_the_program_under_test(run_tests: Tests) -> None:
    outcome = run_tests(
        """
        import logging

        def test_it(kombo_mock, kombo_mocks, caplog):
            with caplog.at_level(logging.DEBUG), kombo_mocks.environment(seed=7) as other:
                for mock in (kombo_mock, other):
                    assert mock.client("ukgpro").get("/ats/nothing").status_code == 404
            assert not [record for record in caplog.records if record.name.startswith("mockserver")]
        """
    )
    assert outcome.count("passed") == 1, outcome.text


def test_without_the_extra_all_but_the_clients_works(downstream: Downstream) -> None:
    downstream.write("conftest.py", "import sys\nsys.modules['httpx'] = sys.modules['kombo'] = None\n")
    downstream.write(
        "test_it.py",
        """
        from urllib.request import Request, urlopen

        def test_it(kombo_mock):
            kombo_mock.webhooks.receive()
            kombo_mock.upstream("careerplug", "candidate_applies")
            assert kombo_mock.webhooks.wait_for("data-changed")
            request = Request(f"{kombo_mock.url}/v1/ats/jobs", headers=kombo_mock.headers("careerplug"))
            assert urlopen(request, timeout=5).status == 200
            kombo_mock.requests.assert_called("GetAtsJobs")

        def test_sdk(kombo_mock):
            kombo_mock.sdk("careerplug")
        """,
    )
    outcome = downstream.run("-q")
    assert (outcome.count("passed"), outcome.count("failed")) == (1, 1), outcome.text
    assert "kombo_mock.sdk needs the package kombo: pip install 'mockserver[testing]'" in outcome.text


def test_event_loops_of_both_plugins_and_none(run_tests: Tests) -> None:
    outcome = run_tests(
        """
        import httpx, pytest

        async def reads(mock):
            async with mock.async_client("ukgpro") as client:
                assert (await client.get("/ats/users")).status_code == 200
            assert (await mock.sdk("ukgpro").ats.get_jobs_async()).result.data.results
            transport = mock.asgi_transport()
            async with httpx.AsyncClient(transport=transport, headers=mock.headers("ukgpro")) as inside:
                assert (await inside.get(f"{mock.url}/v1/ats/users")).status_code == 200
            assert len(mock.requests) == 3

        @pytest.mark.asyncio
        async def test_with_pytest_asyncio(kombo_mock):
            await reads(kombo_mock)

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio"])
        async def test_with_anyio(kombo_mock, anyio_backend):
            await reads(kombo_mock)

        def test_with_neither(kombo_mock):
            import asyncio
            asyncio.run(reads(kombo_mock))
        """
    )
    assert outcome.count("passed") == 3, outcome.text


def test_workers_have_servers_of_their_own_and_share_one_that_is_named(downstream: Downstream) -> None:
    downstream.write(
        "test_it.py",
        """
        import pytest

        @pytest.mark.parametrize("number", range(8))
        def test_alone(kombo_mock, number):
            assert not [each for each in kombo_mock.records("ukgpro", "tags") if each["name"] == "mine"]
            candidate = kombo_mock.records("careerplug", "candidates")[0]["id"]
            kombo_mock.upstream("careerplug", "tag_added", candidate_id=candidate, name="mine")
            assert len(kombo_mock.requests) == 0
        """,
    )
    own = downstream.run("-q", "-n", "2")
    assert own.count("passed") == 8, own.text
    with MockServer() as server:
        shared = downstream.run("-q", "-n", "2", "--mockserver-url", server.url)
    assert shared.count("passed") == 8, shared.text


def test_an_interrupted_run_ends_at_once_and_leaves_nothing(downstream: Downstream) -> None:
    """With a request that is never answered, and a client that waits for it."""
    downstream.write(
        "test_it.py",
        """
        import signal, threading

        def test_it(kombo_mock):
            kombo_mock.fail("silent")
            press = lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            threading.Timer(0.5, press).start()
            kombo_mock.client("ukgpro", timeout=60).get("/ats/users")
        """,
    )
    begun = time.monotonic()
    outcome = downstream.run("-q")
    assert outcome.status == 2, outcome.text
    assert "KeyboardInterrupt" in outcome.text
    # Well before the client would have given up.
    assert time.monotonic() - begun < 30


def test_a_start_that_fails_is_told_in_words(downstream: Downstream) -> None:
    downstream.write("test_it.py", "def test_it(kombo_mock): ...\n")
    outcome = downstream.run("-q", "--mockserver-url", "http://127.0.0.1:9")
    assert outcome.count("error") == 1
    assert "no answer from the mock server at 127.0.0.1:9" in outcome.text


def test_a_run_that_does_not_use_it_pays_next_to_nothing() -> None:
    """All that is imported is pytest, which is there anyway."""
    code = f"""
import sys, pytest
known = set(sys.modules)
import {PLUGIN}
print(*sorted(name for name in set(sys.modules) - known if not name.startswith("mockserver")))
print(*sorted(name for name in sys.modules if name.startswith("mockserver")))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", f"mockserver {PLUGIN}"]
    # The best of a few, as the machine may be busy with something else.
    times = [imported() for _ in range(3)]
    assert min(times) < 5, times


def imported() -> float:
    """Give the milliseconds that importing the plugin takes."""
    command = [sys.executable, "-X", "importtime", "-c", f"import pytest, {PLUGIN}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    [row] = [line for line in done.stderr.splitlines() if line.endswith(f"| {PLUGIN}")]
    return int(row.split("|")[1]) / 1000


def test_names_that_are_not_there_are_not_there() -> None:
    from mockserver import pytest_plugin

    with pytest.raises(AttributeError, match="has no attribute 'KomboMok'"):
        _ = pytest_plugin.KomboMok


CONNECTOR = """
tool: smallats
label: Small ATS
categories:
  ATS:
    status: open_beta
    sources: [assumption]
    locales: [en_US]
    models:
      Jobs: [id, remote_id, changed_at, remote_deleted_at, name]
    actions: {}
    features: []
    guides: {}
    variants: []
    notes: []
"""
