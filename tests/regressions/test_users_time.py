"""What bit users of other mock servers: time (numbers 17 to 20 of the list of bugs)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.mocks import KomboMocks

HERE = Path(__file__).resolve().parent
ZONES = ["America/New_York", "Asia/Kolkata"]
LISTS = {
    ("careerplug", "ATS"): ["/ats/jobs", "/ats/candidates", "/ats/applications"],
    ("hrworks", "HRIS"): ["/hris/employees", "/hris/absences", "/hris/time-off-balances"],
}
INSTANT = re.compile(rb'"\d{4}-\d{2}-\d{2}T[^"]*"')
RIGHT = re.compile(rb'"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"')

needs_zones = pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one time zone per machine")


@pytest.fixture(scope="module")
def mocks() -> Iterator[KomboMocks]:
    with KomboMocks() as found:
        yield found


@pytest.fixture
def mock(mocks: KomboMocks) -> Iterator[KomboMock]:
    with mocks.environment() as found:
        yield found


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine is in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def bodies(mock: KomboMock) -> list[bytes]:
    found = []
    for (tool, category), paths in LISTS.items():
        client = mock.client(tool, category)
        found += [client.get(path, params={"include_deleted": "true"}).raise_for_status().content for path in paths]
    return found


@needs_zones
@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_users_17_another_time_zone_changes_no_byte(mock: KomboMock, zone: str) -> None:
    """The server of the other environments was started in the zone that the tests run in."""
    here = bodies(mock)
    with KomboMocks() as elsewhere, elsewhere.environment() as other:
        assert time.strftime("%Z") != "UTC"
        assert bodies(other) == here


def test_users_17_instants_end_with_z_and_have_three_digits(mock: KomboMock) -> None:
    for body in bodies(mock):
        found = INSTANT.findall(body)
        assert found
        assert [text for text in found if not RIGHT.fullmatch(text)] == []


@needs_zones
@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_users_17_a_change_of_summer_time_is_an_hour_like_any_other(mocks: KomboMocks, zone: str) -> None:
    # Clocks in New York go from 02:00 to 03:00 at 07:00 UTC.
    with mocks.environment(now="2025-03-09T06:30:00Z") as mock:
        job = mock.records("careerplug", "jobs")[0]["id"]
        stamps = []
        for number in range(4):
            mock.upstream("careerplug", "job_changes", job_id=job, name=f"Name {number}")
            stamps.append(mock.client("careerplug").get("/ats/jobs", params={"ids": job}).json()["data"]["results"][0])
            mock.clock.advance(minutes=20)
    assert [stamp["changed_at"] for stamp in stamps] == [
        "2025-03-09T06:30:00.000Z",
        "2025-03-09T06:50:00.000Z",
        "2025-03-09T07:10:00.000Z",
        "2025-03-09T07:30:00.000Z",
    ]


@needs_zones
@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_users_17_the_whole_list_passes_in_another_time_zone(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", str(HERE)],
        cwd=HERE.parents[1],
        env={**os.environ, "TZ": name},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture
def changed(mock: KomboMock) -> str:
    """The id of a job that changed at 2025-06-02T10:00:00Z, after all others."""
    mock.clock.advance_to("2025-06-02T10:00:00Z")
    job: str = mock.records("careerplug", "jobs")[0]["id"]
    mock.upstream("careerplug", "job_changes", job_id=job, name="Changed")
    mock.clock.advance(hours=1)
    return job


def since(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"/ats/jobs?updated_after={query}")
    assert answer.status_code == 200, answer.text
    return [job["id"] for job in answer.json()["data"]["results"]]


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-02T10:00:00Z",
        "2025-06-02T10:00:00.000Z",
        "2025-06-02T10:00:00.000000Z",
        "2025-06-02T10:00:00",
        "2025-06-02T12:00:00%2B02:00",
        "2025-06-02T12:00:00+02:00",  # which is a blank to those who follow the rules
        "2025-06-02T05:00:00-05:00",
    ],
)
def test_users_18_one_instant_in_many_forms(mock: KomboMock, changed: str, text: str) -> None:
    assert since(mock.client("careerplug"), text) == [changed]


def test_users_18_a_date_begins_at_midnight_in_utc(mock: KomboMock, changed: str) -> None:
    client = mock.client("careerplug")
    assert since(client, "2025-06-02") == since(client, "2025-06-02T00:00:00Z")
    assert changed in since(client, "2025-06-02")
    assert since(client, "2025-06-03") == []


def test_users_18_far_away_is_empty_and_long_ago_is_all(mock: KomboMock, changed: str) -> None:
    client = mock.client("careerplug")
    assert since(client, "9999-12-31T23:59:59Z") == []
    everything = client.get("/ats/jobs").json()["data"]["results"]
    assert since(client, "0001-01-01") == [job["id"] for job in everything]


@pytest.mark.parametrize(
    "text", ["yesterday", "2025-02-30", "2025-06-02T25:00:00Z", "1748858400", "2025-06-02T10", "٢٠٢٥-06-02"]
)
def test_users_18_garbage_is_refused_and_told_what_fits(mock: KomboMock, text: str) -> None:
    refused = mock.client("careerplug").get("/ats/jobs", params={"updated_after": text})
    assert refused.status_code == 400
    assert "updated_after" in refused.json()["error"]["message"]


def test_users_19_stamps_grow_with_every_write_although_the_clock_stands_still(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    stamps = []
    for number in range(5):
        happened = mock.upstream("careerplug", "candidate_applies", email=f"number-{number}@example.org")
        stamps.append(happened["records"]["ats_candidates"][0]["changed_at"])
    assert stamps == sorted(set(stamps))
    # The boundary belongs to what changed since.
    for position, stamp in enumerate(stamps):
        found = client.get("/ats/candidates", params={"updated_after": stamp}).json()["data"]["results"]
        assert [candidate["changed_at"] for candidate in found] == stamps[position:]


def _dates(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key.endswith(("_at", "_date")) and re.match(r"\d{4}-\d{2}-\d{2}", inner):
                yield inner[:10]
            else:
                yield from _dates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _dates(inner)


@pytest.mark.parametrize("now", ["2025-06-02T09:00:00Z", "2028-06-02T09:00:00Z"])
def test_users_20_data_never_look_old(mocks: KomboMocks, now: str) -> None:
    """Three years later they are three years younger: the newest is of these days, nothing is from long ago."""
    today = datetime.fromisoformat(now).replace(tzinfo=UTC)
    with mocks.environment(now=now) as mock:
        jobs = mock.records("careerplug", "jobs")
        applications = mock.records("careerplug", "applications")
        absences = mock.records("hrworks", "absences", "HRIS")

    def age(text: str) -> int:
        return (today - datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)).days

    assert 0 <= min(age(each["remote_created_at"]) for each in applications) < 14
    assert max(age(text) for text in _dates([jobs, applications])) < 6 * 365
    assert min(age(each["remote_created_at"]) for each in [*jobs, *applications]) >= 0
    assert max(age(each["start_date"]) for each in absences) < 4 * 365
    assert min(age(each["start_date"]) for each in absences) < 0 < max(age(each["start_date"]) for each in absences)
    assert all(age(each["changed_at"]) >= 0 for each in [*jobs, *applications, *absences])
