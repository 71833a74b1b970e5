"""Orders of assessments, beside what tests/control/test_upstream.py holds of them."""

from __future__ import annotations

from tests.upstream.customer import Customer


def test_an_order_comes_and_is_taken_back(assessment: Customer) -> None:
    order = assessment.happens("assessment_order")["order"]
    assert order["id"] in {one["id"] for one in assessment.get("orders/open")}

    assessment.happens("assessment_order_cancelled", order_id=order["id"])

    assert order["id"] not in {one["id"] for one in assessment.get("orders/open")}
    message = assessment.refuses("assessment_order_cancelled", order_id=order["id"])
    assert message == f"$.order_id: {order['id']} is no open order."


def test_orders_wait_for_no_sync(assessment: Customer) -> None:
    path = f"/integrations/{assessment.id}"
    assert assessment.control("PATCH", path, {"syncs": {"mode": "manual"}}).status == 200
    order = assessment.happens("assessment_order")["order"]
    assert order["id"] in {one["id"] for one in assessment.get("orders/open")}
