"""Connecting: links, first syncs, credentials that die, relinks, wrong keys, two kinds of environments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from kombo import Kombo

from mockserver.server import MockServer
from tests.scenarios_of_users.customer import Customer, refusal
from tests.webhooks.receiver import Receiver, is_genuine

USER = {"end_user_email": "hr@example.com", "end_user_organization_name": "Example Works"}


def finish(link: str) -> httpx.Response:
    """Walk through a connection link to its end, as the page does."""
    address, _, token = link.partition("/link?token=")
    return httpx.post(f"{address}/finish", headers={"Authorization": f"Bearer {token}"}, json={}, trust_env=False)


def test_01_link_token_integration_and_webhook(ats: Customer, receiver: Receiver) -> None:
    secret = ats.listen(receiver)
    made = ats.kombo.connect.create_connection_link(**USER, integration_category="ATS", integration_tool="lever")
    token = finish(made.data.link).json()["activation_token"]
    found = ats.kombo.connect.get_integration_by_token(token=token).data
    [webhook] = receiver.wait_for(1)
    assert is_genuine(secret, webhook)
    assert (webhook.event["type"], webhook.event["data"]["id"]) == ("integration-created", found.id)
    assert found.tool == "lever"


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ({"setup_status": "FINAL_SYNC_PENDING"}, "INTEGRATION.SETUP_SYNC_PENDING"),
        ({"setup_status": "INCOMPLETE"}, "INTEGRATION.SETUP_INCOMPLETE"),
        ({"qa_status": "FAILED"}, "INTEGRATION.QA_FAILED"),
    ],
)
def test_02_an_integration_that_is_not_ready(ats: Customer, states: dict[str, str], code: str) -> None:
    ats.change(**states)
    assert refusal(ats.kombo.ats.get_jobs) == code
    ats.sync()
    if code == "INTEGRATION.SETUP_SYNC_PENDING":
        assert ats.kombo.ats.get_jobs().result.data.results
    else:
        assert refusal(ats.kombo.ats.get_jobs) == code


def test_03_credentials_die_and_old_data_are_served(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver, types=["integration-state-changed"])
    ats.change(credentials="broken", syncs={"mode": "scheduled"})
    ats.advance("P3D")
    assert ats.kombo.general.get_integration_details(integration_id=ats.integration_id).data.status == "ACTIVE"
    ats.advance("PT10H")
    [webhook] = receiver.wait_for(1)
    assert webhook.event["data"]["state"] == "INVALID"
    assert ats.kombo.general.get_integration_details(integration_id=ats.integration_id).data.status == "INVALID"
    assert ats.kombo.ats.get_jobs().result.data.results


def test_04_a_relink_keeps_the_id_and_links_expire(ats: Customer) -> None:
    ats.change(credentials="broken", status="INVALID")
    late = ats.kombo.general.create_reconnection_link(integration_id=ats.integration_id).data.link
    ats.advance("PT1H1S")
    assert finish(late).status_code >= 400
    link = ats.kombo.general.create_reconnection_link(integration_id=ats.integration_id).data.link
    token = finish(link).json()["activation_token"]
    assert ats.kombo.connect.get_integration_by_token(token=token).data.id == ats.integration_id
    assert ats.kombo.general.get_integration_details(integration_id=ats.integration_id).data.status == "ACTIVE"


def test_05_wrong_keys_and_integrations_that_are_not_there(
    ats: Customer, mock_server: MockServer, receiver: Receiver
) -> None:
    with Kombo(api_key="k" * 600, server_url=f"{mock_server.url}/v1") as nobody:
        assert refusal(nobody.general.check_api_key) == "PLATFORM.AUTHENTICATION_INVALID"
    with Kombo(api_key=ats.key, server_url=f"{mock_server.url}/v1") as nameless:
        assert refusal(nameless.ats.get_jobs) == "PLATFORM.INPUT_INVALID"
    with Kombo(api_key=ats.key, server_url=f"{mock_server.url}/v1", integration_id="sandbox:nowhere") as foreign:
        assert refusal(foreign.ats.get_jobs) == "PLATFORM.INTEGRATION_NOT_FOUND"
    ats.listen(receiver)
    ats.kombo.general.delete_integration(integration_id=ats.integration_id, body={})
    assert receiver.wait_for(1)[0].event["type"] == "integration-deleted"
    assert refusal(ats.kombo.ats.get_jobs) == "PLATFORM.INTEGRATION_NOT_FOUND"


def test_06_the_address_and_the_key_choose_the_environment(
    mock_server: MockServer, api_key: str, connect: Callable[..., Customer]
) -> None:
    """One address stands for both regions; a key is an environment, so there is one for production too."""
    environments: list[Any] = []
    for key in (f"{api_key}-development", f"{api_key}-production"):
        with Customer(mock_server, key, "sandbox", "ATS") as customer:
            environments.append(customer.kombo.general.check_api_key().data.environment_id)
            customer.happens("job_opens", name=f"Seen with {key}")
            names = [job.name for job in customer.kombo.ats.get_jobs(name_contains="Seen with").result.data.results]
            assert names == [f"Seen with {key}"]
    assert len(set(environments)) == 2
