from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from mockserver.connectors import load_catalog
from mockserver.ids import base58
from mockserver.state import events, mirror, outbox
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint, configure
from tests.state.stores import NOW, connected

SYNC_ID = base58("a sync")


def schema_of(store: Store, name: str) -> dict[str, Any]:
    described = store.description.document()["webhooks"][name]["post"]["requestBody"]
    reference: str = described["content"]["application/json"]["schema"]["$ref"]
    schema: dict[str, Any] = store.description.schema(reference.rpartition("/")[2])["properties"]["data"]
    return schema


def check(store: Store, name: str, data: dict[str, Any]) -> None:
    """Hold data against its schema, to the key."""
    schema = schema_of(store, name)
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data.keys() == schema["properties"].keys()


def test_data_follow_the_schema_of_their_type(store: Store, environment: Environment, integration: Integration) -> None:
    made = {
        "data-changed": events.data_changed(integration, ["ats_jobs"]),
        "sync-finished": events.sync_finished(integration, SYNC_ID, "SUCCEEDED", NOW, NOW + 90_500),
        "integration-created": events.integration_created(integration),
        "integration-state-changed": events.integration_state_changed(integration, NOW),
        "connection-flow-failed": events.connection_flow_failed(environment, "hrworks", "ATS", integration.end_user),
    }
    integration.deleted_at = NOW
    made["integration-deleted"] = events.integration_deleted(integration)
    for name, data in made.items():
        check(store, name, data)
    assert made["sync-finished"]["sync_duration_seconds"] == 90


def test_a_customer_always_has_all_three_names() -> None:
    assert events.end_user({}) == {"organization_name": "", "creator_email": None, "origin_id": None}


def test_each_failed_flow_has_a_log_of_its_own(environment: Environment) -> None:
    urls = {events.connection_flow_failed(environment, "hrworks", "ATS", {})["log_url"] for _ in range(3)}
    assert len(urls) == 3


def test_orders_are_received_as_they_are_shown(store: Store, environment: Environment) -> None:
    integration = connected(store, environment, "sandbox", "ASSESSMENT")
    order = next(iter(store.records(environment, integration).all("assessment_orders")))
    data = events.order_received(integration, order)
    check(store, "assessment:order-received", data)
    check(store, "inline-assessment:order-received", data)
    assert (data["id"], data["integration_id"]) == (order["id"], integration.id)


@pytest.mark.parametrize("category", ["ATS", "HRIS", "ASSESSMENT"])
def test_named_models_are_the_vendors(store: Store, environment: Environment, category: str) -> None:
    integration = connected(store, environment, "sandbox", category)
    words = schema_of(store, "data-changed")["properties"]["changed_models"]["items"]["properties"]["name"]["enum"]
    named = events.changed_names(store.catalog, integration, store.catalog.models)
    assert set(named) <= set(words)
    assert bool(named) == (category != "ASSESSMENT")
    assert not {"ats_notes", "ats_attachments", "hris_employee_documents"} & set(named)


def test_what_a_connector_does_not_read_is_not_named(store: Store, environment: Environment) -> None:
    careerplug = connected(store, environment, "careerplug")
    coverage = load_catalog().connector("careerplug").categories["ATS"]
    named = events.changed_names(store.catalog, careerplug, store.catalog.models)
    assert named
    assert set(named) <= coverage.models.keys()
    assert "ats_interviews" not in named


def test_a_changed_membership_names_its_join(store: Store, environment: Environment, integration: Integration) -> None:
    with store.change(environment):
        configure(environment, endpoints=[Endpoint("all", "http://127.0.0.1:1/")])
    with mirror.upstream(store, environment, integration) as records:
        candidate = next(iter(records.all("ats_candidates")))
        tag = records.insert("ats_tags", {"name": "New"})
        records.update("ats_candidates", candidate["id"], {"tag_ids": [tag["id"]]})
    with mirror.upstream(store, environment, integration) as records:
        records.update("ats_candidates", candidate["id"], {"first_name": "Else"})
    with mirror.upstream(store, environment, integration):
        pass
    told = [parcel["event"]["data"]["changed_models"] for parcel in outbox.take(store, environment)]
    assert [[entry["name"] for entry in models] for models in told] == [
        ["ats_candidates", "ats_tags", "ats_join_candidates_tags"],
        ["ats_candidates"],
    ]
