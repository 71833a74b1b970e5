"""Control of faults: arm rules, look at what they have counted, remove them."""

from __future__ import annotations

from typing import Any

from mockserver.api.faults import PRESETS
from mockserver.control.call import ControlCall, controls
from mockserver.control.fault_rules import checked_rule
from mockserver.errors import NotFound
from mockserver.state import faults
from mockserver.suggest import did_you_mean


@controls("ListFaults")
def list_faults(call: ControlCall) -> Any:
    """Give the rules in the order in which they were armed."""
    return {"faults": [_shown(rule) for rule in faults.rules(call.environment)]}


@controls("ArmFault")
def arm_fault(call: ControlCall) -> Any:
    """Arm a rule and give it."""
    rule = checked_rule(call)
    with call.store.change(call.environment):
        armed = faults.arm(call.environment, rule)
    return _shown(armed)


@controls("DisarmAllFaults")
def disarm_all_faults(call: ControlCall) -> Any:
    """Remove all rules and tell how many there were."""
    with call.store.change(call.environment):
        return {"removed": faults.disarm(call.environment)}


@controls("DisarmFault")
def disarm_fault(call: ControlCall) -> Any:
    """Remove one rule."""
    id = call.path["fault_id"]
    ids = [rule["id"] for rule in faults.rules(call.environment)]
    if id not in ids:
        raise NotFound(f"fault_id: no rule {id[:100]!r} is armed{did_you_mean(id, ids)}")
    with call.store.change(call.environment):
        faults.disarm(call.environment, id)
    return {}


@controls("ListFaultPresets")
def list_fault_presets(call: ControlCall) -> Any:
    """Give the faults that have a name, each with the value that triggers it from inside a body."""
    domain = PRESETS.magic_domain.decode()
    return {"presets": [{**entry, "magic_value": entry["name"] + domain} for entry in PRESETS.entries()]}


def _shown(rule: faults.Rule) -> dict[str, Any]:
    return {**rule, "spent": faults.is_spent(rule)}
