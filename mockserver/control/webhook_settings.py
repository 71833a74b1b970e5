"""Checks of webhook settings beyond their schema: receivers that may be sent to, faults that fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.control.call import ControlCall
from mockserver.control.fault_rules import known
from mockserver.errors import InputInvalid
from mockserver.instants import DAY, SECOND, parse_duration
from mockserver.state.webhooks import RETRIES, TIMEOUT_MS, Endpoint
from mockserver.webhooks.targets import TargetRefusedError, check

LONGEST_WAIT = 365 * DAY
# A webhook meets at most one of each.
_EXCLUSIVE = (("drop", "delay", "reorder", "duplicate"), ("mis_sign", "unsigned"))
_MAY_GO_TOGETHER = ({"delay", "duplicate"}, {"reorder", "duplicate"})


def checked_endpoints(call: ControlCall, bodies: Sequence[dict[str, Any]]) -> list[Endpoint]:
    """Give the receivers that a body describes; InputInvalid naming the one that is wrong and why."""
    found: dict[str, Endpoint] = {}
    settings = call.store.settings
    for number, body in enumerate(bodies):
        place, id = f"$.endpoints[{number}]", body.get("id", f"endpoint-{number + 1}")
        if id in found:
            raise InputInvalid(f"{place}.id: {id!r} is there twice.")
        try:
            check(body["url"], settings.allow_webhook_host, demo=settings.demo)
        except TargetRefusedError as reason:
            raise InputInvalid(f"{place}.url: {reason}") from None
        waits = enumerate(body.get("retries", ()))
        retries = tuple(_duration(f"{place}.retries[{position}]", text) for position, text in waits)
        found[id] = Endpoint(
            id=id,
            url=body["url"],
            types=tuple(dict.fromkeys(body.get("types", ()))),
            retries=retries if "retries" in body else RETRIES,
            timeout_ms=body.get("timeout_ms", TIMEOUT_MS),
            verify_certificate=body.get("verify_certificate", True),
        )
    return list(found.values())


def checked_faults(
    call: ControlCall, bodies: Sequence[dict[str, Any]], endpoints: Sequence[str]
) -> list[dict[str, Any]]:
    """Give the fault rules that a body describes; InputInvalid naming what is wrong and the nearest valid word."""
    found = []
    for number, body in enumerate(bodies):
        place, match, effect = f"$.faults[{number}]", body.get("match", {}), dict(body["effect"])
        if "endpoint" in match:
            known(f"{place}.match.endpoint", match["endpoint"], endpoints)
        if "integration_id" in match:
            ids = [integration.id for integration in call.store.overview(call.environment)]
            known(f"{place}.match.integration_id", match["integration_id"], ids)
        for names in _EXCLUSIVE:
            several = {name for name in names if name in effect}
            if len(several) > 1 and several not in _MAY_GO_TOGETHER:
                raise InputInvalid(f"{place}.effect: {' and '.join(sorted(several))} exclude one another.")
        if "delay" in effect:
            effect["delay"] = _duration(f"{place}.effect.delay", effect["delay"])
        times = body.get("times", {"always": True})
        found.append({"match": match, "effect": effect, "times": times, "matched": 0, "hits": 0})
    return found


def duration_text(milliseconds: int) -> str:
    """Write a duration in ISO 8601."""
    whole, rest = divmod(milliseconds, SECOND)
    return f"PT{whole}S" if not rest else f"PT{whole}.{rest:03d}S"


def _duration(place: str, text: str) -> int:
    try:
        wait = parse_duration(text)
    except ValueError as problem:
        raise InputInvalid(f"{place}: {problem}") from None
    if not 0 <= wait <= LONGEST_WAIT:
        raise InputInvalid(f"{place}: a wait is between nothing and 365 days.")
    return wait
