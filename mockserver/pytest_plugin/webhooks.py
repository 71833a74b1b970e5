"""Webhooks of an environment: where they go, what became of them, and receivers for tests that have none."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from mockserver.pytest_plugin.control import Control, segment
from mockserver.pytest_plugin.inbox import Inbox

Delivery = dict[str, Any]
# The longest that the control API waits in one call.
_LONGEST_WAIT = 60


class Webhooks:
    """The webhooks of an environment. None are sent before somebody listens: `send_to` or `receive`."""

    def __init__(self, control: Control, *, close_at_end: Callable[[Inbox], None]) -> None:
        self._control = control
        self._close_at_end = close_at_end
        self._given: set[int] = set()

    @property
    def secret(self) -> str:
        """What events are signed with; there is one from the first receiver on."""
        return str(self._control.get("/webhooks")["secret"])

    @secret.setter
    def secret(self, secret: str) -> None:
        self._control.put("/webhooks", {"secret": secret})

    def send_to(self, url: str, *types: str, **values: Any) -> str:
        """Send events of these types, all if none is named, to an address of your own, and give the receiver's id.

        Further values are those of the control API, such as `retries=[]` and `timeout_ms=500`.
        """
        known = self._control.get("/webhooks")["endpoints"]
        endpoint = {"url": url, "types": list(types), **values}
        found = self._control.put("/webhooks", {"endpoints": [*known, endpoint]})
        return str(found["endpoints"][-1]["id"])

    def receive(self, *types: str, status: int = 200, **values: Any) -> Inbox:
        """Open a receiver in this process that answers every event with a status; it is closed with the environment."""
        inbox = Inbox(status)
        self._close_at_end(inbox)
        inbox.id = self.send_to(inbox.url, *types, **values)
        return inbox

    def fail(self, rules: Iterable[dict[str, Any]]) -> None:
        """Let deliveries go wrong: rules of the control API such as `{"effect": {"drop": True}}`; none ends it."""
        self._control.put("/webhooks", {"faults": list(rules)})

    def fire(self, type: str, integration_id: str | None = None, **data: Any) -> dict[str, Any]:  # noqa: A002 - its name
        """Send an event that nothing has caused, with an example's data but for those given, and give it."""
        body: dict[str, Any] = {"type": type, "data": data}
        if integration_id is not None:
            body["integration_id"] = integration_id
        fired: dict[str, Any] = self._control.post("/webhooks/test", body)
        return fired

    def deliveries(self, type: str | None = None, **filters: Any) -> list[Delivery]:  # noqa: A002 - its name
        """Give what became of events, the first one first; filters: `status`, `integration_id`, `endpoint`."""
        found: list[Delivery] = self._control.get("/webhooks/deliveries", type=type, limit=500, **filters)["deliveries"]
        return found[::-1]

    def replay(self, delivery: Delivery) -> None:
        """Send a delivery once more, the same bytes."""
        self._control.post(f"/webhooks/deliveries/{segment(delivery['id'])}/replay")

    def wait_for(self, type: str, *, timeout: float = 5, **filters: Any) -> Delivery:  # noqa: A002 - its name
        """Give the next delivery of a type that no call gave before, as soon as it was attempted.

        `delivery["event"]["data"]` is what it says, `delivery["status"]` what became of it. `timeout` are seconds of
        real time; AssertionError, telling what was sent instead, when they are over.
        """
        __tracebackhide__ = True
        earlier = sum(1 for delivery in self.deliveries(type, **filters) if delivery["number"] in self._given)
        wait = min(math.ceil(timeout), _LONGEST_WAIT)
        self._control.get("/webhooks/deliveries", wait=wait, count=earlier + 1, type=type, **filters)
        for delivery in self.deliveries(type, **filters):
            if delivery["number"] not in self._given and delivery["status"] != "waiting":
                self._given.add(delivery["number"])
                return delivery
        raise AssertionError(self._nothing(type, timeout))

    async def wait_for_async(self, type: str, *, timeout: float = 5, **filters: Any) -> Delivery:  # noqa: A002, ASYNC109
        """Do what `wait_for` does without holding up the event loop, in which the receiver may be running."""
        from anyio import to_thread

        return await to_thread.run_sync(partial(self.wait_for, type, timeout=timeout, **filters))

    def _nothing(self, wanted: str, timeout: float) -> str:
        endpoints = self._control.get("/webhooks")["endpoints"]
        if not endpoints:
            return (
                f"No webhook {wanted!r} came: nobody listens. Use kombo_mock.webhooks.send_to(url) or .receive() first."
            )
        listeners = ", ".join(f"{each['url']} ({', '.join(each['types']) or 'all types'})" for each in endpoints)
        lines = [f"No further webhook {wanted!r} within {timeout:g} seconds. Listening: {listeners}. Sent so far:"]
        sent = [_line(delivery) for delivery in self.deliveries()]
        return "\n".join([*lines, *(sent or ["  none"])])


def _line(delivery: Delivery) -> str:
    attempts = delivery["attempts"]
    last = attempts[-1] if attempts else {"problem": None, "status": None}
    return f"  #{delivery['number']} {delivery['type']} → {delivery['status']} ({last['problem'] or last['status']})"
