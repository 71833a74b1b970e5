"""Each story pack tells what it says it does: five moments, replayed through public calls, whoever the customer is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from kombo import Kombo

from mockserver.app import create_app
from mockserver.instants import midnight
from mockserver.scenarios import library
from mockserver.scenarios.doors import Doors
from mockserver.scenarios.replay import play
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.state.store import Store
from tests import integrity

PACKS = sorted(library.packs())
NOW = "2025-06-02T09:00:00Z"
# A Saturday at the end of a February, and whatever day it is.
DAYS = ["2020-02-29T23:30:00Z", None]


@contextmanager
def asking(server: MockServer, key: str = "demo") -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=server.url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30
    ) as client:
        yield client


def told(client: httpx.Client) -> list[dict[str, Any]]:
    """Replay the moments of an environment and give those that went otherwise."""

    def send(method: str, path: str, integration_id: str | None, body: Any) -> tuple[int, Any]:
        headers = {} if integration_id is None else {"X-Integration-Id": integration_id}
        answer = client.request(method, path, headers=headers, json=body)
        return answer.status_code, answer.json()

    moments = client.get("/_mock/scenario").json()["moments"]
    assert len(moments) == 5
    return [{"moment": moment["title"], "found": found} for moment in moments if (found := play(moment, send))]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A server that was started without a scenario."""
    with MockServer(now=NOW) as running:
        yield running


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("now", DAYS)
def test_a_server_that_was_started_with_a_pack_tells_its_story(pack: str, now: str | None) -> None:
    with MockServer(scenario=pack, now=now) as started, asking(started) as client:
        assert told(client) == []
        # And once more, after one call.
        client.post("/_mock/reset")
        assert told(client) == []


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(
    "choices",
    [
        {"company": "Ridgeway & Sons", "locale": "fr_FR", "headcount": 25},
        {"locale": ["sv_SE", "en_GB"]},
        {"headcount": 6},
    ],
    ids=["all", "markets", "tiny"],
)
def test_a_pack_tells_its_story_for_any_customer(server: MockServer, pack: str, choices: dict[str, Any]) -> None:
    with asking(server, f"{pack}-{len(str(choices))}") as client:
        began = client.put("/_mock/scenario", json={"name": pack, **choices})
        assert began.status_code == 200, began.text
        assert told(client) == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_tells_its_story_with_any_seed(pack: str) -> None:
    with MockServer(scenario=pack, seed=7, now=NOW) as started, asking(started) as client:
        assert told(client) == []


@pytest.mark.parametrize("pack", PACKS)
def test_the_official_sdk_reads_all_people_and_jobs_of_a_pack(server: MockServer, pack: str) -> None:
    with asking(server, f"sdk-{pack}") as client:
        ids = client.put("/_mock/scenario", json={"name": pack}).json()["integrations"]
        listed = {each["id"]: each for each in client.get("/_mock/integrations").json()["integrations"]}
    for id in ids.values():
        with Kombo(api_key=f"sdk-{pack}", server_url=f"{server.url}/v1", integration_id=id) as kombo:
            if listed[id]["category"] == "ATS":
                assert kombo.ats.get_jobs(page_size=250).result.data.results
                assert kombo.ats.get_applications(page_size=250).result.data.results
            elif listed[id]["category"] == "HRIS":
                assert kombo.hris.get_employees(page_size=250).result.data.results


@pytest.mark.parametrize("pack", PACKS)
def test_every_id_in_a_pack_resolves(pack: str) -> None:
    settings = Settings.load({"scenario": pack, "now": NOW})
    store: Store = create_app(settings).state.store
    environment = store.environment("demo")
    found = [
        text
        for integration in environment.integrations.values()
        if integration.category != "ASSESSMENT"
        for text in integrity.problems(
            store.records(environment, integration),
            store.catalog,
            integration.id,
            midnight(store.now(environment)),
        )
    ]
    assert found == []
    store.close()


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_names_its_customer_and_says_something_about_each_moment(doors: Doors, pack: str) -> None:
    scenario = library.load(doors, library.packs()[pack])
    assert scenario.document["company"]
    assert scenario.document["story"]
    assert len({moment["title"] for moment in scenario.moments}) == 5
    for moment in scenario.moments:
        assert moment["record"] or moment["integration"]
        assert moment["says"]
        assert moment["answer"]
