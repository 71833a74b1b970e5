"""What the answer to a webhook means: only orders of assessments have answers that do something.

Who answers an order with 422 rejects it, and the recruiter reads the message. Who answers an inline order gives the
address at which the candidate begins. Any other answer, an error too, accepts the order (vendor's description).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson

from mockserver.state.environments import Environment
from mockserver.state.outbox import integration_of
from mockserver.state.store import Store
from mockserver.webhooks.client import Reply

ORDER, INLINE_ORDER = "assessment:order-received", "inline-assessment:order-received"
ORDERS = "assessment_orders"
REJECTED = "REJECTED"
_LONGEST = 2_000


def is_delivered(type: str, reply: Reply) -> bool:  # noqa: A002 - its name
    """Tell whether a webhook of a type has arrived and needs no further attempt."""
    return 200 <= reply.status < 300 or (type in {ORDER, INLINE_ORDER} and reply.status == 422)


def act(store: Store, environment: Environment, event: dict[str, Any], reply: Reply) -> str | None:
    """Do what an answer asks for; give what was missing in it, if something was."""
    changes: dict[str, Any] = {}
    problem = None
    if event["type"] in {ORDER, INLINE_ORDER} and reply.status == 422:
        message = _message(reply.body)
        changes = {"status": REJECTED, "rejection_message": message}
        problem = None if message else "the order is rejected, but the answer has no message"
    elif event["type"] == INLINE_ORDER and is_delivered(INLINE_ORDER, reply):
        changes["assessment_url"] = _address(reply.body)
        problem = None if changes["assessment_url"] else "the answer has no assessment_url that is a web address"
    if any(changes.values()):
        _change_order(store, environment, event, changes)
    return problem


def _change_order(store: Store, environment: Environment, event: dict[str, Any], changes: dict[str, Any]) -> None:
    id, integration_id = event["data"].get("id"), integration_of(event)
    integration = None if integration_id is None else store.integration(environment, integration_id)
    if integration is None or not isinstance(id, str):
        return  # an event on request, about nothing that there is
    with store.write(environment, integration) as records:
        order = records.get(ORDERS, id)
        # Only open orders change their status.
        if order is not None and order["status"] == "OPEN":
            records.update(ORDERS, order["id"], changes)


def _message(body: bytes) -> str | None:
    """Give the reason in an answer: the shape around it is not documented, so both usual ones are read."""
    document = _object(body)
    error = document.get("error")
    for place in (document, error if isinstance(error, dict) else {}):
        if isinstance(message := place.get("message"), str) and message:
            return message[:_LONGEST]
    return None


def _address(body: bytes) -> str | None:
    url = _object(body).get("assessment_url")
    try:
        fits = isinstance(url, str) and len(url) <= _LONGEST and urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        fits = False
    return url if fits else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
