"""Checks of fault rules beyond their schema: every name in a rule is known, and its parts fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.api.faults import PRESETS
from mockserver.api.refusals import is_foreign
from mockserver.connectors.inputs import properties
from mockserver.control.call import ControlCall
from mockserver.description import Operation
from mockserver.errors import InputInvalid, error_classes
from mockserver.state.faults import OUTCOMES
from mockserver.state.matching import can_match, steps
from mockserver.suggest import did_you_mean

# What only describes another effect, and which.
_BESIDE = {
    "status": ("error",),
    "title": ("error",),
    "message": ("error",),
    "headers": ("error", "html"),
    "retry_after": ("error", "html"),
    "retry_after_as": ("retry_after",),
}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# They say how the answer is sent; a wrong one would break more than the fault is meant to.
_OWN_HEADERS = frozenset({"content-length", "content-type", "transfer-encoding", "connection", "date"})


def checked_rule(call: ControlCall) -> dict[str, Any]:
    """Give the rule that a body describes; InputInvalid naming what is wrong in it and the nearest valid word."""
    body = call.body
    preset = body.get("preset")
    effect = {**(PRESETS.effect(preset, "$.preset") if preset is not None else {}), **body.get("effect", {})}
    if not effect:
        raise InputInvalid("$: preset or effect is required.")
    match = body.get("match", {})
    _check_effect(effect)
    _check_match(call, match)
    if "operation" in match:
        _check_operation(call.store.description.operations[match["operation"]], effect)
    return {"preset": preset, "match": match, "effect": effect, "times": body.get("times", {"always": True})}


def known(place: str, word: str, words: Iterable[str]) -> None:
    """Let a word pass that is one of those; else InputInvalid naming the nearest one."""
    if word not in words:
        raise InputInvalid(f"{place}: {word[:100]!r} is not known{did_you_mean(word, words)}")


def check_path(call: ControlCall, place: str, pattern: str) -> None:
    """Let a pattern pass that some operation's path can follow; else InputInvalid naming the nearest path."""
    templates = {operation.path for operation in call.store.description.operations.values()}
    if not any(can_match(pattern, template) for template in templates):
        raise InputInvalid(f"{place}: no operation has such a path{did_you_mean(pattern, templates)}")


def check_places(place: str, wanted: Mapping[str, Any]) -> None:
    """Let the places of a body's values pass if they are written like one."""
    for name in wanted:
        if steps(name) is None:
            raise InputInvalid(
                f"{place}: {name[:100]!r} is no place such as candidate.email_address or $.tags[0].name."
            )


def _check_match(call: ControlCall, match: Mapping[str, Any]) -> None:
    if "operation" in match:
        known("$.match.operation", match["operation"], call.store.description.operations)
    if "tool" in match:
        known("$.match.tool", match["tool"], call.catalog.connectors)
    if "path" in match:
        check_path(call, "$.match.path", match["path"])
    if "integration_id" in match and call.store.integration(call.environment, match["integration_id"]) is None:
        ids = [integration.id for integration in call.store.overview(call.environment)]
        known("$.match.integration_id", match["integration_id"], ids)
    check_places("$.match.body", match.get("body", {}))


def _check_effect(effect: Mapping[str, Any]) -> None:
    outcomes = [name for name in OUTCOMES if name in effect]
    if len(outcomes) > 1:
        raise InputInvalid(f"$.effect: {' and '.join(outcomes)} exclude one another.")
    for name, needed in _BESIDE.items():
        if name in effect and not any(other in effect for other in needed):
            raise InputInvalid(f"$.effect.{name} is only possible beside {' or '.join(needed)}.")
    if effect.get("error") is not None:
        known("$.effect.error", effect["error"], error_classes())
    for name in effect.get("headers", {}):
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
            raise InputInvalid(f"$.effect.headers: {name[:100]!r} cannot be chosen.")
    latency = effect.get("latency_ms")
    if isinstance(latency, dict):
        times = [latency[name] for name in ("p50", "p95", "p99") if name in latency]
        if times != sorted(times):
            raise InputInvalid("$.effect.latency_ms: p50, p95 and p99 must not decrease.")


def _check_operation(operation: Operation, effect: Mapping[str, Any]) -> None:
    """Refuse what could never show in the answers of the operation."""
    code = effect.get("error")
    if code is not None and is_foreign(code, operation.error_class):
        raise InputInvalid(
            f"$.effect.error: {operation.id} never answers {code}: the official SDK reads only codes of its class "
            f"({operation.error_class}) there. Without match.operation the error comes without its code."
        )
    if "warning" in effect and not operation.has_warnings:
        raise InputInvalid(f"$.effect.warning: the answer of {operation.id} has no warnings.")
    if "unknown_enum" in effect:
        _check_field(operation, effect["unknown_enum"]["field"])


def _check_field(operation: Operation, field: str) -> None:
    inner = properties(operation.answer_schema)
    if "results" in inner:
        inner = properties(inner["results"])
    for name in field.split("."):
        known("$.effect.unknown_enum.field", name, inner)
        inner = properties(inner[name])
