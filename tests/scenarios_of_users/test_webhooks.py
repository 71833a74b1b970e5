"""Webhooks: signatures, duplicates, order, losses, receivers that fail, names of models, old and new types."""

from __future__ import annotations

from typing import Any

from tests.scenarios_of_users.customer import Customer
from tests.webhooks.receiver import Receiver, is_genuine


def faults(customer: Customer, *effects: dict[str, Any]) -> None:
    """Let each effect meet one webhook."""
    rules = [{"effect": effect, "times": {"next": 1}} for effect in effects]
    customer.ask("PUT", "/webhooks", {"faults": rules})


def attempted(customer: Customer, count: int) -> None:
    """Wait until the log knows of so many attempts at the one webhook."""
    for _ in range(1000):
        [delivery] = customer.ask("GET", "/webhooks/deliveries", wait=5)["deliveries"]
        if len(delivery["attempts"]) == count:
            return
    raise AssertionError("the attempts did not come")


def test_41_signatures(ats: Customer, receiver: Receiver) -> None:
    old = ats.listen(receiver)
    ats.happens("job_opens", name="Zoë’s job")
    faults(ats, {"mis_sign": True})
    ats.happens("job_closes")
    faults(ats, {"unsigned": True})
    ats.happens("job_opens")
    good, wrong, none = receiver.wait_for(3)
    assert is_genuine(old, good)
    assert not is_genuine(old, wrong)
    assert "X-Kombo-Signature" not in none.headers
    ats.ask("PUT", "/webhooks", {"secret": "rotated"})
    ats.happens("job_opens")
    rotated = receiver.wait_for(4)[3]
    assert is_genuine("rotated", rotated)
    assert not is_genuine(old, rotated)


def test_42_twice_late_out_of_order_in_a_burst_and_lost(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver)
    faults(ats, {"duplicate": 2})
    ats.happens("job_opens")
    first, second = receiver.wait_for(2)
    assert first.body == second.body
    faults(ats, {"reorder": True})
    ats.ask("POST", "/webhooks/test", {"type": "sync-finished", "integration_id": ats.integration_id})
    ats.happens("job_opens")
    assert [one.event["type"] for one in receiver.wait_for(4)[2:]] == ["data-changed", "sync-finished"]
    faults(ats, {"delay": "PT1H"})
    ats.happens("job_opens")
    ats.advance("PT59M")
    assert len(receiver.received) == 4
    ats.advance("PT2M")
    receiver.wait_for(5)
    faults(ats, {"drop": True})
    ats.happens("job_opens")
    for _ in range(20):
        ats.happens("tag_added")
    assert len({one.event["id"] for one in receiver.wait_for(25)[5:]}) == 20


def test_43_a_receiver_that_fails_gets_it_later(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver, retries=["PT10S", "PT1M"])
    receiver.answer(500, 503)
    ats.happens("job_opens")
    receiver.wait_for(1)
    attempted(ats, 1)
    ats.advance("PT10S")
    receiver.wait_for(2)
    attempted(ats, 2)
    ats.advance("PT1M")
    assert len({one.body for one in receiver.wait_for(3)}) == 1
    delivered = ats.ask("GET", "/webhooks/deliveries", wait=5, status="delivered")["deliveries"]
    assert len(delivered) == 1


def test_44_names_of_models_and_then_the_delta(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver)
    ats.advance("PT1M")
    since = ats.ask("GET", "/clock")["now"]
    ats.happens("job_opens", name="Beekeeper")
    data = receiver.wait_for(1)[0].event["data"]
    names = [entry["name"] for entry in data["changed_models"]]
    assert "ats_jobs" in names
    assert [one["name"] for one in ats.read("jobs", updated_after=since)] == ["Beekeeper"]
    ats.ask("POST", "/webhooks/test", {"type": "moon-risen", "data": {"phase": "full"}, "unchecked": True})
    assert receiver.wait_for(2)[1].event["type"] == "moon-risen"
    odd = {"changed_models": [{"name": "ats_moons"}]}
    ats.ask("POST", "/webhooks/test", {"type": "data-changed", "data": odd, "unchecked": True})
    assert receiver.wait_for(3)[2].event["data"] == odd


def test_45_old_and_new_types_side_by_side(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver)
    ats.change(syncs={"mode": "manual"})
    ats.happens("job_opens")
    ats.sync()
    ats.sync()
    assert [one.event["type"] for one in receiver.wait_for(3)] == ["data-changed", "sync-finished", "sync-finished"]


def test_46_events_of_integrations_that_are_not_stored_yet_or_gone(ats: Customer, receiver: Receiver) -> None:
    ats.listen(receiver)
    faults(ats, {"reorder": True})
    made = ats.ask("POST", "/integrations", {"tool": "lever", "category": "ATS", "size": 5})
    ats.ask("POST", f"/integrations/{made['id']}/sync", {})
    later = [one.event["type"] for one in receiver.wait_for(2)]
    assert later == ["sync-finished", "integration-created"]
    ats.ask("DELETE", f"/integrations/{made['id']}")
    unchecked = {"type": "data-changed", "integration_id": made["id"], "unchecked": True}
    gone = {**unchecked, "data": {"integration_id": made["id"], "changed_models": [{"name": "ats_jobs"}]}}
    del gone["integration_id"]
    ats.ask("POST", "/webhooks/test", gone)
    assert [one.event["type"] for one in receiver.wait_for(4)[2:]] == ["integration-deleted", "data-changed"]
