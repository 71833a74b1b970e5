"""Mishaps: what goes wrong with webhooks on demand, decided when an event happens.

A rule is `{"match", "effect", "times", "matched", "hits"}` in the webhook settings. What it does follows from its
counters and the environment's seed, never from when a receiver answers: equal histories lose equal webhooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.state.environments import Environment
from mockserver.state.faults import chance, is_spent
from mockserver.state.webhooks import configure, mishaps

Rule = Mapping[str, Any]
# drop: never sent. delay: sent so much later. reorder: sent after the next one. duplicate: sent so often.
# mis_sign: another signature than the right one. unsigned: no signature.
EFFECTS = ("drop", "delay", "reorder", "duplicate", "mis_sign", "unsigned")


def strike(environment: Environment, facts: Mapping[str, str | None]) -> dict[str, Any]:
    """Give what the rules do to a delivery, older rules first, and count it; within `store.change`."""
    rules = mishaps(environment)
    if not rules:
        return {}
    effect: dict[str, Any] = {}
    counted = []
    for number, rule in enumerate(rules):
        after = rule
        if not is_spent(dict(rule)) and all(facts.get(name) == wanted for name, wanted in rule["match"].items()):
            matched = rule["matched"] + 1
            hit = _hits(environment, number, rule["times"], matched)
            after = {**rule, "matched": matched, "hits": rule["hits"] + hit}
            effect = {**rule["effect"], **effect} if hit else effect
        counted.append(after)
    configure(environment, faults=counted)
    return effect


def _hits(environment: Environment, number: int, times: Mapping[str, Any], matched: int) -> bool:
    if "every" in times:
        return bool(matched % times["every"] == 0)
    if "share" in times:
        return bool(chance(environment, "webhooks", number, matched) < times["share"])
    return True
