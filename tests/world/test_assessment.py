"""Assessment worlds: packages on offer and orders in all states."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockserver import description
from mockserver.ids import record_id
from mockserver.world import Seeded, generate
from tests.world.hris_world import ANCHOR, MARKETS, plan


def orders_of(size: int, **changes: Any) -> list[Seeded]:
    return [record for record in made(size, **changes) if record.model == "assessment_orders"]


def made(size: int, **changes: Any) -> list[Seeded]:
    return list(generate(plan(size, category="ASSESSMENT", **changes)))


@pytest.mark.parametrize("size", [0, 1, 12, 120])
@pytest.mark.parametrize("locales", MARKETS[:3])
def test_there_are_three_packages_and_as_many_orders_as_asked_for(size: int, locales: tuple[str, ...]) -> None:
    records = made(size, locales=locales)

    counts = Counter(record.model for record in records)
    assert (counts["assessment_packages"], counts["assessment_orders"]) == (3, size)
    assert len({(record.model, record.id) for record in records}) == len(records)
    for record in records:
        assert record.remote_id is not None
        assert record.id == record_id("some:1", record.remote_id)
        assert record.changed_at == record.touched_at <= ANCHOR
        assert record.deleted_at is None


def test_a_package_has_the_fields_of_the_description() -> None:
    properties = description.load().schema("AssessmentPackage")["properties"]
    for package in made(0):
        # Its id in an answer is the one that the client chose.
        fields = {**package.fields, "id": package.fields["package_id"]}
        assert package.remote_id == fields.pop("package_id")
        assert set(fields) == set(properties)
        assert all(Draft202012Validator(properties[key]).is_valid(value) for key, value in fields.items())


def test_an_order_has_the_fields_of_the_description_and_keeps_its_result() -> None:
    properties = description.load().schema("AssessmentOrder")["properties"]
    for order in orders_of(60):
        # No answer shows when it was made, but a filter asks for it.
        assert set(order.fields) == (set(properties) - {"id"}) | {"result", "created_at"}
        for key, value in order.fields.items():
            if key not in {"result", "created_at"}:
                assert Draft202012Validator(properties[key]).is_valid(value), (key, value)


def test_results_are_such_as_a_client_could_have_sent() -> None:
    schema = description.load().schema("OrderResult")
    finished = [order for order in orders_of(60) if order.fields["result"] is not None]

    assert {order.fields["status"] for order in finished} == {"COMPLETED", "CANCELLED"}
    for order in finished:
        sent = {key: value for key, value in order.fields["result"].items() if value is not None}
        assert Draft202012Validator(schema).is_valid(sent)
        assert sent["status"] == order.fields["status"]


def test_most_orders_are_open_and_name_a_package_on_offer() -> None:
    records = made(12)
    packages = {record.fields["package_id"] for record in records if record.model == "assessment_packages"}
    orders = [record for record in records if record.model == "assessment_orders"]

    statuses = Counter(order.fields["status"] for order in orders)
    assert set(statuses) == {"OPEN", "COMPLETED", "CANCELLED", "REJECTED"}
    assert 5 <= statuses["OPEN"] <= 10
    assert {order.fields["package_id"] for order in orders} <= packages


def test_candidates_have_different_reserved_addresses() -> None:
    emails = [order.fields["candidate"]["email"] for order in orders_of(120)]

    assert len(set(emails)) == len(emails)
    assert all(email.endswith(("@example.org", "@example.net")) for email in emails)


def test_equal_plans_give_equal_orders() -> None:
    assert made(12) == made(12)
    assert made(12) != made(12, seed=7)
