"""Faults: rules of an environment that make requests fail, and the decision when a rule strikes.

A rule is plain data in the environment's settings, so resets, snapshots and restarts include it:
`{"id", "preset", "match", "effect", "times", "matched", "hits"}`. Whether it strikes follows from its counters and the
environment's seed alone: the same requests meet the same faults in every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from mockserver.errors import InputInvalid
from mockserver.state.environments import Environment
from mockserver.state.matching import holds, path_matches
from mockserver.state.store import Store

Rule = dict[str, Any]

SETTING = "faults"
# Every request is held against every rule, and all of them are saved together.
MOST_RULES = 100
# An effect has at most one of these: what the client gets instead of a good answer, or how that answer is damaged.
OUTCOMES = ("error", "html", "reset", "hang", "act_then", "truncate", "malformed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What rules look at; `body` is the JSON document of the request, None if there is none."""

    operation: str
    method: str
    path: str
    tool: str | None
    category: str | None
    integration_id: str | None
    body: Any


@dataclass(slots=True)
class Strike:
    """What happens to one request: the effects of all rules that strike it, and which ones they are.

    Of two rules with an outcome the one that was armed first decides. `draws` has a number from 0 to 1 for a rule's
    effect that depends on one.
    """

    effect: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    draw: float = 0.0

    def add(self, name: str, effect: Mapping[str, Any], draw: float = 0.0) -> None:
        """Add what one rule does; what was there before stays."""
        if "latency_ms" in effect and "latency_ms" not in self.effect:
            self.draw = draw
        self.effect = {**effect, **self.effect}
        self.names.append(name)


def rules(environment: Environment) -> list[Rule]:
    """Give the rules of an environment in the order in which they were armed, spent ones too."""
    found: list[Rule] = environment.settings.get(SETTING, [])
    return found


def arm(environment: Environment, rule: Mapping[str, Any]) -> Rule:
    """Add a rule and give it with its id; the caller saves the environment within `store.change`.

    Spent rules make room for it; InputInvalid where all the others may still strike.
    """
    kept = rules(environment)
    if len(kept) >= MOST_RULES:
        kept = [old for old in kept if not is_spent(old)]
    if len(kept) >= MOST_RULES:
        raise InputInvalid(f"$: {MOST_RULES} rules are armed already; remove some with DELETE /_mock/faults.")
    armed = {"id": f"fault-{environment.count(SETTING)}", **rule, "matched": 0, "hits": 0}
    _replace(environment, [*kept, armed])
    return armed


def disarm(environment: Environment, id: str | None = None) -> int:
    """Remove one rule or all of them and tell how many; the caller saves the environment within `store.change`."""
    before = rules(environment)
    kept = [rule for rule in before if id is not None and rule["id"] != id]
    _replace(environment, kept)
    return len(before) - len(kept)


def is_spent(rule: Rule) -> bool:
    """Tell whether a rule was armed for a number of requests and has struck them all."""
    return bool("next" in rule["times"] and rule["hits"] >= rule["times"]["next"])


def strike(store: Store, environment: Environment, asked: Asked, before: Strike | None = None) -> Strike | None:
    """Give what the armed rules do to a request that something strikes already, or nothing; remember what they count.

    A rule that has an outcome does not count a request whose outcome is decided.
    """
    if not any(_matches(rule, asked) for rule in rules(environment)):
        return before
    # In memory the environment itself is what is remembered.
    with store.keep(environment) if store.database.persistent else nullcontext():
        found = before or Strike()
        _replace(environment, [_met(environment, rule, asked, found) for rule in rules(environment)])
    return found if found.names else None


def _met(environment: Environment, rule: Rule, asked: Asked, found: Strike) -> Rule:
    """Give a rule after it met a request, and add what it does to it."""
    decided = any(name in found.effect for name in OUTCOMES) and any(name in rule["effect"] for name in OUTCOMES)
    if decided or not _matches(rule, asked):
        return rule
    matched = rule["matched"] + 1
    hit = _strikes(environment, rule, matched)
    if hit:
        found.add(rule["id"], rule["effect"], chance(environment, rule["id"], matched, "draw"))
    return {**rule, "matched": matched, "hits": rule["hits"] + hit}


def chance(environment: Environment, *words: str | int) -> float:
    """Give a number from 0 to 1 that the environment's seed and some words decide."""
    text = "/".join(map(str, (environment.seed, *words)))
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") / (1 << 48)


def _strikes(environment: Environment, rule: Rule, matched: int) -> bool:
    times = rule["times"]
    if "every" in times:
        return bool(matched % times["every"] == 0)
    if "share" in times:
        return bool(chance(environment, rule["id"], matched, "share") < times["share"])
    return True


def _matches(rule: Rule, asked: Asked) -> bool:
    if is_spent(rule):
        return False
    for name, wanted in rule["match"].items():
        if name == "path":
            agrees = path_matches(wanted, asked.path)
        elif name == "body":
            agrees = asked.body is not None and holds(asked.body, wanted)
        else:
            agrees = getattr(asked, name) == wanted
        if not agrees:
            return False
    return True


def _replace(environment: Environment, kept: Iterable[Rule]) -> None:
    settings = {name: value for name, value in environment.settings.items() if name != SETTING}
    found = list(kept)
    environment.settings = {**settings, SETTING: found} if found else settings
