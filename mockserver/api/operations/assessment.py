"""Assessments: packages that recruiters can order, and results of what they ordered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from mockserver.api.call import Call, handles
from mockserver.api.days import read_instant
from mockserver.api.references import passed_on
from mockserver.api.required_inputs import check_required_inputs
from mockserver.api.uploads import receive_all, stored_file
from mockserver.errors import InputInvalid, RemoteInputInvalid
from mockserver.instants import format_instant
from mockserver.state.records import Record

PACKAGES, ORDERS, FILES = "assessment_packages", "assessment_orders", "assessment_result_attachments"
OPEN = "OPEN"
_DESCRIBING = ("type", "name", "description")


@handles("GetAssessmentPackages")
def packages(call: Call) -> Any:
    """Give the packages that were set last, in the order in which they came."""
    records = call.records
    # Packages of a seeded world came in list order.
    found = sorted(records.all(PACKAGES), key=lambda package: package.get("place", 0))
    shape = call.shapes.of(call.view, PACKAGES, call.operation.answer_schema["properties"]["packages"]["items"])
    answers = shape.answers(records, found)
    # Packages are known by the ids of those who offer them.
    return {
        "packages": [{**answer, "id": package["package_id"]} for package, answer in zip(found, answers, strict=True)]
    }


@handles("PutAssessmentPackages")
def set_packages(call: Call) -> Any:
    """Replace all packages; those that are left out count as deleted, those that come again are back."""
    check_required_inputs(call)
    wanted: dict[str, dict[str, Any]] = {}
    for place, package in enumerate(call.body["packages"]):
        if package["id"] in wanted:
            raise InputInvalid(f"$.packages[{place}].id: {package['id'][:100]!r} is there twice.")
        wanted[package["id"]] = {"place": place, **{name: package.get(name) for name in _DESCRIBING}}
    with call.write() as records:
        known = {package["package_id"]: package for package in records.all(PACKAGES, include_deleted=True)}
        stamp = format_instant(records.now)
        for id, fields in wanted.items():
            before = known.get(id)
            if before is None:
                records.insert(PACKAGES, {"package_id": id, **fields, "updated_at": stamp}, remote_id=id)
                continue
            gone = before["remote_deleted_at"] is not None
            if gone:
                records.restore(PACKAGES, before["id"])
            if gone or any(before[name] != fields[name] for name in _DESCRIBING):
                fields["updated_at"] = stamp
            records.update(PACKAGES, before["id"], fields)
        for id, before in known.items():
            if id not in wanted:
                records.delete(PACKAGES, before["id"])
    return {}


@handles("PutAssessmentOrdersAssessmentOrderIdResult")
def update_order_result(call: Call) -> Any:
    """Store what is reported of an order; only an open order changes its status."""
    check_required_inputs(call)
    body = call.body
    status: str = body["status"]
    completed_at = (
        format_instant(read_instant(body["completed_at"], "$.completed_at")) if "completed_at" in body else None
    )
    if status != OPEN and completed_at is None:
        raise InputInvalid(f"$.completed_at is required when status is {status}.")
    _check_rules(call)
    uploads = receive_all(call, body.get("attachments", ()), "$.attachments")
    with call.write() as records:
        order = call.find(records, ORDERS, "assessment_order_id")
        _check_status(order, status)
        files = [
            records.insert(FILES, {"order_id": order["id"], **stored_file(call, upload)})["id"] for upload in uploads
        ]
        result = {
            "status": status,
            "result_url": body["result_url"],
            "completed_at": completed_at,
            "score": body.get("score"),
            "max_score": body.get("max_score"),
            "attributes": body.get("attributes", []),
            "attachments": files,
            "remote_fields": passed_on(call),
            "reported_at": format_instant(records.now),
        }
        records.update(ORDERS, order["id"], {"status": status, "result": result})
    return {}


def _check_status(order: Record, status: str) -> None:
    """Refuse to change the status of a closed order (vendor's reference); the same status may come again."""
    if order["status"] not in (OPEN, status):
        raise InputInvalid(
            f"$.status: the order is {order['status']} and only open orders change their status.",
            explanation=f"the order {order['id']} is {order['status']}; it cannot become {status}",
        )


def _check_rules(call: Call) -> None:
    rules, body = call.view.coverage.rules, call.body
    if body["status"] in rules.refused_result_statuses:
        raise RemoteInputInvalid(f"$.status: the tool takes no results with the status {body['status']}.")
    if rules.public_result_url and not _is_public(body["result_url"]):
        raise RemoteInputInvalid(
            "$.result_url must be an http or https address that is reachable from everywhere.",
            explanation=f"the connector's rule public_result_url refuses {body['result_url'][:200]!r}",
        )


def _is_public(url: str) -> bool:
    """Tell whether an address can lead out of this machine and its network, without looking up its name."""
    from ipaddress import ip_address

    try:
        address = urlsplit(url)
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return False
    if address.scheme not in ("http", "https") or not host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:  # a name
        return "." in host and host.rpartition(".")[2] not in ("localhost", "local", "internal", "lan", "home")
