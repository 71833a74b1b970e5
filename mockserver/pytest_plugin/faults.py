"""Failures on demand: rules that a test arms, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from mockserver.pytest_plugin.control import Control, segment

# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True
# Which requests a rule meets; everything else that is given is what happens to them.
_MATCH = ("operation", "method", "path", "tool", "category", "integration_id", "body")
_TIMES = ("every", "share")


class Fault:
    """An armed rule. It holds until it is removed or, in a `with` block, until the block ends."""

    def __init__(self, control: Control, rule: Mapping[str, Any]) -> None:
        self._control = control
        self.id: str = rule["id"]

    @property
    def rule(self) -> dict[str, Any]:
        """The rule as the control API shows it; LookupError when it was removed."""
        rules: list[dict[str, Any]] = self._control.get("/faults")["faults"]
        found = next((rule for rule in rules if rule["id"] == self.id), None)
        if found is None:
            raise LookupError(f"the rule {self.id} is not armed any more")
        return found

    @property
    def hits(self) -> int:
        """How many requests it has struck."""
        return int(self.rule["hits"])

    def remove(self) -> None:
        """Let requests succeed again; nothing happens if the rule is gone already, by a reset for example."""
        if any(rule["id"] == self.id for rule in self._control.get("/faults")["faults"]):
            self._control.delete(f"/faults/{segment(self.id)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<Fault {self.id}>"


def arm(control: Control, what: str | None, times: int | None, given: Mapping[str, Any]) -> Fault:
    """Arm a rule: `what` is the name of a preset or a code of the vendor, `given` what it meets and does."""
    effect = {name: value for name, value in given.items() if name not in _MATCH and name not in _TIMES}
    rule: dict[str, Any] = {}
    # No name of a preset holds a dot, every code does.
    if what is not None and "." in what:
        effect["error"] = what
    elif what is not None:
        rule["preset"] = what
    if effect:
        rule["effect"] = effect
    match = {name: given[name] for name in _MATCH if name in given}
    if match:
        rule["match"] = match
    limits = ({} if times is None else {"next": times}) | {name: given[name] for name in _TIMES if name in given}
    if limits:
        rule["times"] = limits
    return Fault(control, control.post("/faults", rule))
