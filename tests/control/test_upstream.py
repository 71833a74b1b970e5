"""Upstream events: checked whole, played whole, told what changed."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver import resources
from mockserver.control.upstream import component
from mockserver.description import load
from mockserver.upstream.catalogue import EVENTS
from tests.api.operations.ats_client import Application, Ats, application, error
from tests.api.operations.hris_client import connected, first


@pytest.fixture(scope="module")
def server() -> Any:
    with application() as opened:
        yield opened


@pytest.fixture
def sandbox(server: Application) -> Ats:
    return connected(server, "sandbox", "ASSESSMENT")


def play(tool: Ats, event: Any, **values: Any) -> Any:
    return tool.request("POST", f"/_mock/integrations/{tool.id}/upstream", {"event": event, **values})


def happened(tool: Ats, event: str, **values: Any) -> dict[str, Any]:
    answer = play(tool, event, **values)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_every_event_has_a_schema_and_every_schema_an_event() -> None:
    schemas = load(resources.openapi_directory() / "control").document()["components"]["schemas"]
    described = {name for name in schemas if name.startswith(component(""))}
    assert described == {component(name) for name in EVENTS}
    for name in EVENTS:
        assert schemas[component(name)]["properties"]["event"] == {"const": name}
        assert schemas[component(name)]["additionalProperties"] is False


def test_an_order_is_made_and_answered(sandbox: Ats) -> None:
    answer = happened(sandbox, "assessment_order")
    order = answer["order"]
    assert answer["event"] == "assessment_order"
    assert answer["changed"] == [{"model": "assessment_orders", "id": order["id"], "what": "created"}]
    [*_, shown] = sandbox.get("/assessment/orders/open")["results"]
    assert shown == {key: order[key] for key in ("id", "package_id", "candidate", "application", "job")}
    assert order["package_id"] == first(sandbox, "packages")["package_id"]
    assert first(sandbox, "orders").keys() - order.keys() == set()


def test_what_is_given_is_taken(sandbox: Ats) -> None:
    candidate = {"email": "frida.okafor@example.com", "first_name": "Frida", "phone": None}
    order = happened(
        sandbox,
        "assessment_order",
        package_id="1003",
        candidate=candidate,
        application={"remote_id": "590"},
        job={"name": "Welder"},
    )["order"]
    assert (order["package_id"], order["application"], order["job"]["name"]) == ("1003", {"remote_id": "590"}, "Welder")
    assert {key: order["candidate"][key] for key in candidate} == candidate
    assert order["candidate"]["last_name"]


def test_equal_histories_make_equal_orders(server: Application) -> None:
    one, other = (connected(server, "greenhouse", "ASSESSMENT") for _ in range(2))
    assert [happened(one, "assessment_order") for _ in range(2)] == [
        happened(other, "assessment_order") for _ in range(2)
    ]
    assert one.stored("orders")[-1]["candidate"] != one.stored("orders")[-2]["candidate"]


def test_new_orders_are_found_by_their_instant(sandbox: Ats) -> None:
    id = happened(sandbox, "assessment_order")["order"]["id"]
    found = sandbox.get("/assessment/orders", created_after="2025-06-02T09:00:00Z")["results"]
    assert [one["id"] for one in found] == [id]


def test_an_order_needs_a_package(sandbox: Ats) -> None:
    sandbox.request("PUT", "/v1/assessment/packages", {"packages": []})
    assert error(play(sandbox, "assessment_order"))[2].startswith("$.package_id: the integration has no packages")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"event": "assesment_order"}, "$.event: 'assesment_order' is not known, did you mean 'assessment_order'?"),
        ({"event": 7}, "$.event"),
        ({}, "$"),
        ({"event": "assessment_order", "package_id": "1004"}, "$.package_id: there is no package '1004', did you mean"),
        ({"event": "assessment_order", "package": "1001"}, "$"),
        ({"event": "assessment_order", "candidate": {"email": "frida"}}, "$.candidate.email"),
        ({"event": "assessment_order", "candidate": {"name": "Frida"}}, "$.candidate"),
    ],
)
def test_bad_events_are_named_and_nothing_happens(sandbox: Ats, body: dict[str, Any], message: str) -> None:
    before = len(sandbox.stored("orders"))
    answer = sandbox.request("POST", f"/_mock/integrations/{sandbox.id}/upstream", body)
    assert error(answer)[:2] == (400, "PLATFORM.INPUT_INVALID")
    assert error(answer)[2].startswith(message), error(answer)[2]
    assert len(sandbox.stored("orders")) == before


def test_an_event_of_another_category_is_refused(server: Application) -> None:
    answer = play(connected(server, "sandbox", "HRIS"), "assessment_order")
    assert error(answer)[2] == "$.event: 'assessment_order' happens in ASSESSMENT integrations; this one is of HRIS."


def test_an_unknown_integration_is_not_found(sandbox: Ats) -> None:
    answer = sandbox.request("POST", "/_mock/integrations/nobody/upstream", {"event": "assessment_order"})
    assert error(answer)[0] == 404
