"""Integrations deleted, and links to connect them anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from kombo import Kombo
from kombo.errors import KomboGeneralError

from mockserver.server import MockServer


@pytest.fixture
def greenhouse(mock_server: MockServer) -> str:
    return mock_server.integration_id("greenhouse", "ATS")


def test_a_deleted_integration_is_found_by_nothing(
    mock_server: MockServer, client: httpx.Client, greenhouse: str
) -> None:
    answer = client.request("DELETE", f"/integrations/{greenhouse}", json={})
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "data": {}})
    headers = {"X-Integration-Id": greenhouse}
    body: dict[str, Any] = {"method": "GET", "path": "/jobs"}
    for gone in (
        client.get("/ats/jobs", headers=headers),
        client.post("/force-sync", headers=headers),
        client.post("/passthrough/greenhouse/harvest", headers=headers, json=body),
        client.get(f"/integrations/{greenhouse}"),
        client.post(f"/integrations/{greenhouse}/relink"),
        client.delete(f"/integrations/{greenhouse}"),
    ):
        assert gone.status_code == 404
        assert gone.json()["error"]["code"] == "PLATFORM.INTEGRATION_NOT_FOUND"
    listed = client.get(f"{mock_server.url}/_mock/integrations").json()["integrations"]
    assert greenhouse not in {entry["id"] for entry in listed}


def test_only_a_reset_brings_it_back(mock_server: MockServer, client: httpx.Client, greenhouse: str) -> None:
    client.delete(f"/integrations/{greenhouse}")
    restored = client.patch(f"{mock_server.url}/_mock/integrations/{greenhouse}", json={"status": "ACTIVE"})
    assert restored.status_code == 404
    client.post(f"{mock_server.url}/_mock/reset").raise_for_status()
    assert client.get(f"/integrations/{greenhouse}").status_code == 200


def test_other_environments_keep_theirs(client: httpx.Client, greenhouse: str) -> None:
    client.delete(f"/integrations/{greenhouse}")
    other = client.get(f"/integrations/{greenhouse}", headers={"Authorization": "Bearer another key"})
    assert other.status_code == 200


def test_inactive_integrations_can_be_deleted_and_relinked(
    mock_server: MockServer, client: httpx.Client, greenhouse: str
) -> None:
    client.patch(f"{mock_server.url}/_mock/integrations/{greenhouse}", json={"status": "INACTIVE"}).raise_for_status()
    assert client.post(f"/integrations/{greenhouse}/relink").status_code == 200
    assert client.delete(f"/integrations/{greenhouse}").status_code == 200


def test_relink_gives_a_link_to_this_server(mock_server: MockServer, client: httpx.Client, greenhouse: str) -> None:
    body = {"language": "fr", "scope_config_id": "9Pv6aCFwNDEzPNmwjSsY9SQx", "link_type": "EMBEDDED"}
    link = client.post(f"/integrations/{greenhouse}/relink", json=body).json()["data"]["link"]
    assert link.startswith(f"{mock_server.url}/_connect/link?token=ey")
    page = client.get(link)
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text


@pytest.mark.parametrize(("kind", "lives", "ends"), [("EMBEDDED", "PT59M", "PT1M"), ("MAGIC_LINK", "P364D", "P1D")])
def test_a_link_ends_by_the_clock_of_the_environment(
    mock_server: MockServer, client: httpx.Client, greenhouse: str, kind: str, lives: str, ends: str
) -> None:
    link = client.post(f"/integrations/{greenhouse}/relink", json={"link_type": kind}).json()["data"]["link"]
    for by, status in ((lives, 200), (ends, 410)):
        client.post(f"{mock_server.url}/_mock/clock/advance", json={"by": by}).raise_for_status()
        assert client.get(link).status_code == status


def test_the_sdk_deletes_and_relinks(sdk: Callable[[str, str], Kombo], greenhouse: str) -> None:
    kombo = sdk("greenhouse", "ATS")
    link = kombo.general.create_reconnection_link(integration_id=greenhouse, language="de").data.link
    assert "/_connect/link?token=" in link
    assert kombo.general.get_integration_details(integration_id=greenhouse).data.id == greenhouse
    assert kombo.general.delete_integration(integration_id=greenhouse, body={}).STATUS == "success"
    with pytest.raises(KomboGeneralError) as refused:
        kombo.general.get_integration_details(integration_id=greenhouse)
    assert refused.value.data.error.code == "PLATFORM.INTEGRATION_NOT_FOUND"
