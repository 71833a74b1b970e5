"""Links into the connection flow, and the tokens that come out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from kombo import Kombo
from kombo.errors import KomboGeneralError

from mockserver.description import load
from mockserver.server import MockServer

CUSTOMER = {"end_user_email": "hr@example.com", "end_user_organization_name": "Example Works"}


def create(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/connect/create-link", json={**CUSTOMER, **body})


def activation(client: httpx.Client, **body: Any) -> str:
    """Give the token that a finished flow gave to the page."""
    link = create(client, integration_category="ATS", integration_tool="lever", **body).json()["data"]["link"]
    address, _, token = link.partition("/link?token=")
    answer = httpx.post(f"{address}/finish", headers={"Authorization": f"Bearer {token}"}, json={}, trust_env=False)
    return str(answer.json()["activation_token"])


def test_the_link_leads_to_this_server(mock_server: MockServer, client: httpx.Client) -> None:
    answer = create(client)
    assert answer.json()["data"]["link"].startswith(f"{mock_server.url}/_connect/link?token=ey")
    assert answer.json()["data"]["static_ips"] is None
    elsewhere = client.post("/connect/create-link", json=CUSTOMER, headers={"Host": "mock.example.org:81"})
    assert elsewhere.json()["data"]["link"].startswith("http://mock.example.org:81/_connect/")


def test_a_public_address_beats_the_one_of_the_request() -> None:
    with MockServer(public_url="https://mock.example.org/behind/") as server:
        headers = {"Authorization": "Bearer demo"}
        answer = httpx.post(f"{server.url}/v1/connect/create-link", json=CUSTOMER, headers=headers, trust_env=False)
    assert answer.json()["data"]["link"].startswith("https://mock.example.org/behind/_connect/link?token=")


def test_static_addresses_on_request(client: httpx.Client) -> None:
    answer = create(client, enable_static_ips=True).json()
    assert len(answer["data"]["static_ips"]) == 2
    load().operations["PostConnectCreateLink"].answer_validator().validate(answer)


def test_everything_that_is_documented_is_taken(client: httpx.Client) -> None:
    body = {
        "end_user_origin_id": "42",
        "remote_environment": "de",
        "integration_category": "HRIS",
        "integration_tool": "personio",
        "language": "it",
        "scope_config_id": "9Pv6aCFwNDEzPNmwjSsY9SQx",
        "enable_filtering": True,
        "enable_field_mapping": True,
        "link_type": "MAGIC_LINK",
    }
    assert create(client, **body).status_code == 200
    assert (
        create(client, **{**body, **dict.fromkeys(("end_user_origin_id", "language", "scope_config_id"))}).status_code
        == 200
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"integration_tool": "personnio"},
            "$.integration_tool: 'personnio' is not a known tool, did you mean 'personio'?",
        ),
        ({"integration_tool": "lever"}, "$.integration_tool: 'lever' is no tool of the category HRIS, only of ATS"),
        ({"integration_tool": "minimal"}, "$.integration_tool: 'minimal' is not a known tool"),
        ({"remote_environment": "de"}, "$.remote_environment only goes together with $.integration_tool."),
        ({"integration_category": "hris"}, "$.integration_category"),
        ({"language": "xx"}, "$.language"),
        ({"link_type": "LETTER"}, "$.link_type"),
        ({"end_user_email": "nobody"}, "$.end_user_email"),
        ({"end_user_organization_name": ""}, "$.end_user_organization_name"),
        ({"end_user_origin_id": ""}, "$.end_user_origin_id"),
    ],
)
def test_what_does_not_fit_is_refused(client: httpx.Client, body: dict[str, Any], message: str) -> None:
    answer = create(client, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "PLATFORM.INPUT_INVALID")
    assert answer.json()["error"]["message"].startswith(message)


def test_both_twins_redeem_a_token(client: httpx.Client) -> None:
    token = activation(client, end_user_origin_id="42")
    new = client.get(f"/connect/integration-by-token/{token}")
    old = client.post("/connect/activate-integration", json={"token": token})
    assert (new.status_code, old.status_code) == (200, 200)
    assert new.json() == old.json()
    load().operations["GetConnectIntegrationByTokenToken"].answer_validator().validate(new.json())
    data = new.json()["data"]
    assert data == {
        "tool": "lever",
        "id": data["id"],
        "end_user_origin_id": "42",
        "end_user_organization_name": "Example Works",
        "end_user_email": "hr@example.com",
        "setup_status": "COMPLETED",
    }
    assert client.get(f"/integrations/{data['id']}").status_code == 200


def refused(client: httpx.Client, token: str) -> str:
    """Check that both twins refuse a token and give the mock's reason."""
    new = client.get(f"/connect/integration-by-token/{token}")
    old = client.post("/connect/activate-integration", json={"token": token})
    assert (new.status_code, old.status_code) == (404, 400)
    assert {new.json()["error"]["code"], old.json()["error"]["code"]} == {"PLATFORM.INPUT_INVALID"}
    assert new.headers["x-mock-explanation"] == old.headers["x-mock-explanation"]
    return str(new.headers["x-mock-explanation"])


def test_a_token_that_nobody_gave_is_refused(client: httpx.Client) -> None:
    token = activation(client)
    assert refused(client, "abc") == "it is not a token of this server"
    assert (
        refused(client, token[:-2] + ("aa" if not token.endswith("aa") else "bb"))
        == "the signature of the token is wrong"
    )


def test_the_token_of_a_link_is_refused(client: httpx.Client) -> None:
    token = create(client).json()["data"]["link"].partition("token=")[2]
    assert "'connect', expected activation" in refused(client, token)


def test_a_token_ends(mock_server: MockServer, client: httpx.Client) -> None:
    token = activation(client)
    client.post(f"{mock_server.url}/_mock/clock/advance", json={"by": "PT1H"}).raise_for_status()
    assert refused(client, token) == "the token has expired"


def test_a_token_is_worth_nothing_with_another_key(client: httpx.Client) -> None:
    token = activation(client)
    client.headers["Authorization"] = "Bearer of somebody else"
    assert "another API key" in refused(client, token)


def test_the_token_of_a_deleted_integration_is_refused(client: httpx.Client) -> None:
    token = activation(client)
    id = client.get(f"/connect/integration-by-token/{token}").json()["data"]["id"]
    client.delete(f"/integrations/{id}")
    assert "gone" in refused(client, token)


def test_a_token_from_before_a_reset_is_refused(mock_server: MockServer, client: httpx.Client) -> None:
    token = activation(client)
    client.post(f"{mock_server.url}/_mock/reset").raise_for_status()
    assert "gone" in refused(client, token)


def test_a_setup_link_for_provisioning(mock_server: MockServer, client: httpx.Client) -> None:
    headers = {"X-Integration-Id": mock_server.integration_id("hibob", "HRIS")}
    path = "/hris/provisioning-groups/{}/setup-links"
    answer = client.post(path.format("default"), headers=headers, json={"language": "de"}).json()
    assert answer["data"]["expires_at"] == "2025-06-02T10:00:00.000Z"
    page = client.get(answer["data"]["url"])
    assert (page.status_code, "Wer soll ein Konto haben?" in page.text) == (200, True)
    load().operations["PostHrisProvisioningGroupsGroupIdSetupLinks"].answer_validator().validate(answer)
    address, _, token = answer["data"]["url"].partition("/setup?token=")
    done = httpx.post(f"{address}/finish", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    redeemed = client.get(f"/connect/integration-by-token/{done.json()['activation_token']}").json()["data"]
    assert redeemed["id"] == headers["X-Integration-Id"]
    other = client.post(path.format("sales"), headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (404, "PLATFORM.INPUT_INVALID")


def test_the_sdk_creates_links_and_redeems_tokens(sdk: Callable[[str, str], Kombo], client: httpx.Client) -> None:
    kombo = sdk("lever", "ATS")
    answer = kombo.connect.create_connection_link(
        end_user_email="hr@example.com",
        end_user_organization_name="Example Works",
        integration_category="ATS",
        integration_tool="lever",
    )
    assert "/_connect/link?token=" in answer.data.link
    integration = kombo.connect.get_integration_by_token(token=activation(client))
    assert (integration.data.tool, integration.data.end_user_email) == ("lever", "hr@example.com")
    with pytest.raises(KomboGeneralError) as failure:
        kombo.connect.get_integration_by_token(token="abc")
    assert failure.value.data.error.code == "PLATFORM.INPUT_INVALID"
    assert kombo.general.get_tools(category="ats").data.tools
