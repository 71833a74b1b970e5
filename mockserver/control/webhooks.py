"""Control of webhooks: receivers and faults, the delivery log, events on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.control.fault_rules import known
from mockserver.control.waiting import wait_until
from mockserver.control.webhook_settings import checked_endpoints, checked_faults, duration_text
from mockserver.description.body import validator
from mockserver.errors import InputInvalid, NotFound
from mockserver.instants import format_instant
from mockserver.state import events, outbox, webhooks
from mockserver.state.faults import is_spent
from mockserver.webhooks.log import MOST_BYTES, MOST_ENTRIES, Entry


@controls("GetWebhooks")
def get_webhooks(call: ControlCall) -> Any:
    """Give the settings and what waits to be sent."""
    waiting = outbox.waiting(call.environment)
    return {
        "secret": webhooks.secret(call.environment),
        "endpoints": [_shown_endpoint(endpoint) for endpoint in webhooks.endpoints(call.environment)],
        "faults": [_shown_fault(rule) for rule in webhooks.mishaps(call.environment)],
        "waiting": [
            {
                "id": parcel["id"],
                "event_id": parcel["event"]["id"],
                "type": parcel["event"]["type"],
                "endpoint": parcel["endpoint"],
                "attempt": parcel["attempt"],
                "leaves_at": None if at is None else format_instant(at),
            }
            for parcel, at in waiting
        ],
    }


@controls("SetWebhooks")
def set_webhooks(call: ControlCall) -> Any:
    """Change the settings and give them."""
    body = call.body
    endpoints = None if "endpoints" not in body else checked_endpoints(call, body["endpoints"])
    known = webhooks.endpoints(call.environment) if endpoints is None else endpoints
    faults = None if "faults" not in body else checked_faults(call, body["faults"], [each.id for each in known])
    with call.store.change(call.environment):
        webhooks.configure(call.environment, endpoints=endpoints, faults=faults, secret=body.get("secret"))
    return get_webhooks(call)


@controls("ListDeliveries")
async def list_deliveries(call: ControlCall) -> Any:
    """Give the deliveries that fit the filters, newest first."""
    values, environment = call.arguments.values, call.environment
    if call.arguments.unknown:
        known("query parameter", call.arguments.unknown[0], [each.name for each in call.operation.parameters])
    if not call.courier.is_running:
        await call.courier.flush(environment)

    def fitting() -> list[Entry]:
        return [entry for entry in call.courier.logs.of(environment) if _fits(entry, values)]

    def enough() -> bool:
        settled = (entry for entry in fitting() if "status" in values or entry.state != "waiting")
        wanted: int = values["count"]
        return sum(1 for _ in islice(settled, wanted)) >= wanted

    await wait_until(enough, values["wait"], call.courier.logs.listeners)
    found, log = fitting(), call.courier.logs.of(environment)
    return {
        "deliveries": [delivery_document(entry) for entry in found[: values["limit"]]],
        "count": len(found),
        "recorded": log.recorded,
        "dropped": log.dropped,
        "bounds": {"entries": MOST_ENTRIES, "bytes": MOST_BYTES},
    }


@controls("ReplayDelivery")
def replay_delivery(call: ControlCall) -> Any:
    """Send a delivery once more and give it."""
    id = call.path["delivery_id"]
    entry = call.courier.logs.of(call.environment).find(id)
    if entry is None:
        raise NotFound(f"delivery_id: the log has no delivery {id[:100]!r}; see GET /_mock/webhooks/deliveries.")
    if webhooks.endpoint(call.environment, entry.parcel["endpoint"]) is None:
        raise InputInvalid(f"delivery_id: the endpoint {entry.parcel['endpoint']!r} was removed in the meantime.")
    entry.state, entry.retry_at = "waiting", None
    outbox.replay(call.store, call.environment, entry.parcel)
    return delivery_document(entry)


@controls("FireWebhook")
def fire_webhook(call: ControlCall) -> Any:
    """Send an event that nothing has caused, and give it."""
    name = call.body["type"]
    data = call.body.get("data", {}) if call.body.get("unchecked") else _checked_data(call, name)
    if not any(endpoint.takes(name) for endpoint in webhooks.endpoints(call.environment)):
        raise InputInvalid(f"$.type: no endpoint takes {name[:100]}; set one with PUT /_mock/webhooks.")
    with call.store.change(call.environment):
        outbox.tell(call.store, call.environment, name, data)
    return {"type": name, "data": data}


def delivery_document(entry: Entry) -> dict[str, Any]:
    """Give a delivery as the control API shows it; `body` is the text that was signed."""
    event = entry.parcel["event"]
    return {
        "id": entry.parcel["id"],
        "number": entry.number,
        "event_id": event["id"],
        "type": event["type"],
        "integration_id": _integration_of(entry),
        "endpoint": entry.parcel["endpoint"],
        "url": entry.url,
        "status": entry.state,
        "created_at": format_instant(entry.created_at),
        "retry_at": None if entry.retry_at is None else format_instant(entry.retry_at),
        "event": event,
        "body": outbox.body(entry.parcel).decode(),
        "attempts": [
            {
                "at": format_instant(attempt.at),
                "milliseconds": attempt.milliseconds,
                "signature": attempt.signature,
                "status": attempt.status,
                "answer": attempt.answer,
                "problem": attempt.problem,
            }
            for attempt in entry.attempts
        ],
    }


_TESTS: Mapping[str, Callable[[Entry, Any], bool]] = {
    "type": lambda entry, name: entry.parcel["event"]["type"] == name,
    "integration_id": lambda entry, id: _integration_of(entry) == id,
    "status": lambda entry, state: entry.state == state,
    "endpoint": lambda entry, id: entry.parcel["endpoint"] == id,
    "event_id": lambda entry, id: entry.parcel["event"]["id"] == id,
    "after": lambda entry, number: entry.number > number,
}


def _fits(entry: Entry, values: Mapping[str, Any]) -> bool:
    return all(test(entry, values[name]) for name, test in _TESTS.items() if name in values)


def _integration_of(entry: Entry) -> str | None:
    return outbox.integration_of(entry.parcel["event"])


def _shown_endpoint(endpoint: webhooks.Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": list(endpoint.types),
        "retries": [duration_text(wait) for wait in endpoint.retries],
        "timeout_ms": endpoint.timeout_ms,
        "verify_certificate": endpoint.verify_certificate,
    }


def _shown_fault(rule: dict[str, Any]) -> dict[str, Any]:
    effect = dict(rule["effect"])
    if "delay" in effect:
        effect["delay"] = duration_text(effect["delay"])
    return {**rule, "effect": effect, "spent": is_spent(rule)}


def _checked_data(call: ControlCall, name: str) -> dict[str, Any]:
    known("$.type", name, webhooks.TYPES)
    schema = _event_schema(call, name)
    data = {**schema["examples"][0]["data"], **_own_names(call, schema), **call.body.get("data", {})}
    for problem in validator(schema["properties"]["data"]).iter_errors(data):
        from mockserver.description.problems import problems

        raise InputInvalid(problems(problem)[0].replace("$", "$.data", 1))
    return data


def _event_schema(call: ControlCall, name: str) -> dict[str, Any]:
    described = call.store.description.document()["webhooks"][name]["post"]["requestBody"]
    reference: str = described["content"]["application/json"]["schema"]["$ref"]
    return call.store.description.schema(reference.rpartition("/")[2])


def _own_names(call: ControlCall, schema: dict[str, Any]) -> dict[str, Any]:
    """Give what the data of a type say about the integration that the body names."""
    id = call.body.get("integration_id")
    if id is None:
        return {}
    integration = call.store.integration(call.environment, id)
    if integration is None:
        raise InputInvalid(f"$.integration_id: no integration {id[:100]!r}; see GET /_mock/integrations.")
    names = {**events.about(integration), "end_user": events.end_user(integration.end_user)}
    members = schema["properties"]["data"]["properties"]
    if "tool" in members:
        names = {**names, **events.integration_created(integration)}
    return {name: value for name, value in names.items() if name in members}
