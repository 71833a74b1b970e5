"""What was exported and imported answers as before, byte for byte, wherever it came to."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest

from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.state.store import Store
from mockserver.transfer.exporting import export
from mockserver.transfer.importing import import_lines
from tests import integrity
from tests.transfer.conftest import ATS, HRIS, NOW, Ask, Asking, live

UNUSED = integration_id(42, "ashby", "ATS")
READS = [
    (ATS, "/ats/jobs?page_size=20"),
    (ATS, "/ats/candidates?page_size=200"),
    (ATS, "/ats/candidates?include_deleted=true&page_size=7"),
    (ATS, "/ats/applications?updated_after=2025-05-20T00:00:00Z"),
    (ATS, "/ats/tags"),
    (HRIS, "/hris/employees?page_size=100"),
    (HRIS, "/hris/absences?date_from=2025-05-01"),
    (HRIS, "/hris/no-such-path"),
    (UNUSED, "/ats/jobs"),
    (UNUSED, "/ats/candidates?page_size=3"),
    (ATS, f"/integrations/{ATS}"),
]


@pytest.fixture(scope="module")
def exported(source: MockServer) -> Iterator[bytes]:
    import httpx

    with httpx.Client(base_url=source.url, headers={"Authorization": "Bearer demo"}, trust_env=False) as client:
        asking = Asking(client)
        live(asking)
        yield asking.export()


def test_another_server_gives_the_same_bytes(exported: bytes, source: MockServer, target: MockServer, ask: Ask) -> None:
    here, there = ask(source), ask(target)
    assert there.bring(exported).status_code == 200
    for integration, path in READS:
        assert there.get(path, integration).content == here.get(path, integration).content, path
    for path in ("/clock", "/faults", "/webhooks", "/limits", f"/integrations/{HRIS}/records/employees"):
        assert there.control("GET", path) == here.control("GET", path), path
    listed = {each["id"]: each for each in here.control("GET", "/integrations")["integrations"]}
    assert {each["id"]: each for each in there.control("GET", "/integrations")["integrations"]} == listed


def test_what_happens_next_is_the_same_too(exported: bytes, source: MockServer, target: MockServer, ask: Ask) -> None:
    here, there = ask(source, "next"), ask(target, "next")
    found = []
    for asking in (here, there):
        assert asking.bring(exported).status_code == 200
        # When a receiver that is not there is tried again depends on the network.
        asking.control("PUT", "/webhooks", {"endpoints": []})
        sync = asking.control("POST", f"/integrations/{HRIS}/sync")
        day = asking.control("POST", f"/integrations/{ATS}/upstream", {"event": "days", "count": 2})
        tag = asking.control("POST", "/clock/advance", {"by": "P1D"})
        found.append((sync, day, tag, asking.get("/ats/applications?page_size=250").content))
    assert found[0] == found[1]


def test_an_export_of_what_was_imported_is_the_same_file(exported: bytes, source: MockServer, ask: Ask) -> None:
    there = ask(source, "again")
    there.bring(exported)
    assert there.export() == exported


def test_uploaded_files_come_along(exported: bytes, source: MockServer, target: MockServer, ask: Ask) -> None:
    there = ask(target, "files")
    there.bring(exported)
    [application] = [
        each
        for each in there.get("/ats/applications?page_size=250").json()["data"]["results"]
        if each["candidate"]["first_name"] == "Zoë"
    ]
    path = f"/ats/candidates/{application['candidate_id']}/attachments"
    [attachment] = there.get(path).json()["data"]["results"]
    assert there.client.get(attachment["data_url"]).content.decode() == "こんにちは"


def test_what_was_there_before_is_gone_and_snapshots_stay(exported: bytes, source: MockServer, ask: Ask) -> None:
    there = ask(source, "before")
    job = there.get("/ats/jobs").json()["data"]["results"][-1]["id"]
    person = {"candidate": {"first_name": "Old", "last_name": "One", "email_address": "old@example.com"}}
    there.post("/ats/candidates", {**person, "application": {"job_id": job}})
    old = "/ats/candidates?email=old@example.com"
    assert there.get(old).json()["data"]["results"]
    snapshot = there.control("POST", "/snapshots")["id"]
    there.bring(exported)
    assert there.get(old).json()["data"]["results"] == []
    # Records that came can be changed, kept and changed again like any others.
    later = there.control("POST", "/snapshots")["id"]
    first = there.get("/ats/jobs").json()["data"]["results"][0]["id"]
    there.control("POST", f"/integrations/{ATS}/upstream", {"event": "record_deleted", "model": "jobs", "id": first})
    there.control("POST", f"/snapshots/{later}/restore")
    there.control("DELETE", f"/snapshots/{later}")
    there.control("POST", f"/integrations/{ATS}/upstream", {"event": "record_deleted", "model": "jobs", "id": first})
    assert there.get(f"/ats/jobs?ids={first}").json()["data"]["results"] == []
    there.control("POST", f"/snapshots/{snapshot}/restore")
    assert there.get(old).json()["data"]["results"]


def test_an_environment_with_a_scenario_stays_what_it_is(source: MockServer, target: MockServer, ask: Ask) -> None:
    here, there = ask(source, "story"), ask(target, "story")
    here.control("PUT", "/scenario", {"name": "scale-up", "company": "Ridgeway"})
    there.bring(here.export())
    for asking in (here, there):
        asking.control("POST", "/reset")
    assert there.control("GET", "/scenario")["company"] == "Ridgeway"
    # A reset begins anew, and so with the days and the seed of the server.
    assert there.control("GET", "/clock")["now"].startswith("2031")


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def test_every_id_resolves_after_export_and_import(
    exported: bytes, engine: str, tmp_path: object, request: pytest.FixtureRequest
) -> None:
    """Relations broke after a reload from disk in another tool: mswjs/data issue 277."""
    url = f"sqlite:///{tmp_path}/there.db"
    if engine == "postgres":
        url = request.getfixturevalue("postgres").database()
    store: Store = create_app(Settings.load({"now": NOW, "database": url})).state.store
    environment = store.environment("demo")
    tally = import_lines(store, environment, exported.splitlines)
    assert tally.records > 1_000
    store.close()
    store = create_app(Settings.load({"now": NOW, "database": url})).state.store
    environment = store.environment("demo")
    for id in (ATS, HRIS):
        found = store.integration(environment, id)
        assert found is not None
        records = store.records(environment, found)
        assert integrity.problems(records, store.catalog, id, environment.anchor) == []
    assert b"".join(export(store, environment)) == exported
    store.close()


def test_lines_can_be_read_and_every_one_says_what_it_is(exported: bytes) -> None:
    lines = [orjson.loads(line) for line in exported.splitlines()]
    assert lines[0]["environment"]["anchor"] == "2025-06-02T00:00:00.000Z"
    assert lines[-1] == {"end": {"lines": len(lines)}}
    assert {key for line in lines[1:-1] for key in line} == {
        "integration",
        "model",
        "touched_at",
        "record",
        "remote",
        "file",
        "base64",
    }
    used = [line["integration"]["tool"] for line in lines if "integration" in line]
    assert used == ["lever", "personio", "sandbox"]
    assert b"secret/" not in exported


def test_an_environment_in_which_nothing_happened_is_two_lines(source: MockServer, ask: Ask) -> None:
    nobody = ask(source, "nobody")
    lines = nobody.export().splitlines()
    assert len(lines) == 2
    assert nobody.bring(b"\n".join(lines)).json()["integrations"] == 0
