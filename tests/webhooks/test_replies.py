from __future__ import annotations

from typing import Any

import orjson
import pytest

from mockserver.state import events
from mockserver.state.environments import Environment, Integration
from mockserver.state.store import Store
from mockserver.webhooks.client import Reply
from mockserver.webhooks.replies import INLINE_ORDER, ORDER, ORDERS, act, is_delivered
from tests.state.stores import connected

URL = "https://assess.example.com/start/17"


@pytest.fixture
def integration(store: Store, environment: Environment) -> Integration:
    return connected(store, environment, "sandbox", "ASSESSMENT")


@pytest.fixture
def order(store: Store, environment: Environment, integration: Integration) -> dict[str, Any]:
    found = store.records(environment, integration).all(ORDERS)
    return next(order for order in found if order["status"] == "OPEN")


def answered(
    store: Store,
    environment: Environment,
    integration: Integration,
    order: dict[str, Any],
    status: int,
    body: Any,
    *,
    kind: str = ORDER,
) -> tuple[str | None, dict[str, Any]]:
    """Give what was missing in an answer, and the order afterwards."""
    event = {"id": "x", "type": kind, "data": events.order_received(integration, order)}
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    problem = act(store, environment, event, Reply(status, content))
    after = store.records(environment, integration).get(ORDERS, order["id"])
    assert after is not None
    return problem, after


@pytest.mark.parametrize("kind", [ORDER, INLINE_ORDER])
@pytest.mark.parametrize("body", [{"message": "No licence left"}, {"error": {"message": "No licence left"}}])
def test_422_rejects_the_order_with_its_message(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any], kind: str, body: Any
) -> None:
    problem, after = answered(store, environment, integration, order, 422, body, kind=kind)
    assert problem is None
    assert (after["status"], after["rejection_message"]) == ("REJECTED", "No licence left")
    assert after["changed_at"] > order["changed_at"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", {}, {"message": ""}, {"message": 7}, {"error": "no"}, b"\xff"])
def test_422_without_a_message_rejects_it_all_the_same(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any], body: Any
) -> None:
    problem, after = answered(store, environment, integration, order, 422, body)
    assert problem == "the order is rejected, but the answer has no message"
    assert (after["status"], after["rejection_message"]) == ("REJECTED", None)


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 404, 409, 500, 503])
def test_any_other_answer_accepts_the_order(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any], status: int
) -> None:
    problem, after = answered(store, environment, integration, order, status, {"message": "No", "assessment_url": URL})
    assert problem is None
    assert after == order


def test_an_inline_order_gets_its_address(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any]
) -> None:
    problem, after = answered(store, environment, integration, order, 200, {"assessment_url": URL}, kind=INLINE_ORDER)
    assert problem is None
    assert (after["status"], after["assessment_url"]) == ("OPEN", URL)


@pytest.mark.parametrize(
    "body",
    [b"", {}, {"assessment_url": None}, {"assessment_url": "javascript:alert(1)"}, {"assessment_url": "http://[::1"}],
)
def test_an_inline_order_without_an_address_is_told_of(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any], body: Any
) -> None:
    problem, after = answered(store, environment, integration, order, 200, body, kind=INLINE_ORDER)
    assert problem == "the answer has no assessment_url that is a web address"
    assert after == order


def test_only_an_open_order_is_rejected(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any]
) -> None:
    with store.write(environment, integration) as records:
        cancelled = records.update(ORDERS, order["id"], {"status": "CANCELLED"})
    _, after = answered(store, environment, integration, order, 422, {"message": "No"})
    assert after == cancelled


def test_orders_that_are_none_change_nothing(
    store: Store, environment: Environment, integration: Integration, order: dict[str, Any]
) -> None:
    for changes in ({"id": "unknown"}, {"integration_id": "unknown"}):
        data = {**events.order_received(integration, order), **changes}
        assert act(store, environment, {"type": ORDER, "data": data}, Reply(422, b'{"message": "No"}')) is None
    assert act(store, environment, {"type": ORDER, "data": {}}, Reply(422, b'{"message": "No"}')) is None


@pytest.mark.parametrize(
    ("type", "status", "delivered"),
    [
        ("data-changed", 200, True),
        ("data-changed", 204, True),
        ("data-changed", 301, False),
        ("data-changed", 404, False),
        ("data-changed", 422, False),
        ("data-changed", 500, False),
        (ORDER, 422, True),
        (INLINE_ORDER, 422, True),
        (ORDER, 500, False),
    ],
)
def test_what_counts_as_delivered(type: str, status: int, delivered: bool) -> None:  # noqa: A002 - its name
    assert is_delivered(type, Reply(status, b"")) is delivered
