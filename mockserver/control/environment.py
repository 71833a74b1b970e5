"""Control of the environment: reset, snapshots and the clock."""

from __future__ import annotations

from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.errors import InputInvalid, NotFound
from mockserver.instants import checked_clock, format_instant, parse_clock, parse_duration
from mockserver.state import foresight, schedule, snapshots


@controls("Reset")
def reset(call: ControlCall) -> Any:
    """Put the environment back to its seed, at an instant if one is given."""
    text = (call.body or {}).get("now")
    snapshots.reset(call.store, call.environment, None if text is None else _instant("$.now", text))
    call.pipeline.recorder.clear(call.environment)
    return {"status": "reset", "environment_id": call.environment.id}


@controls("ListSnapshots")
def list_snapshots(call: ControlCall) -> Any:
    """List the snapshots, oldest first."""
    return {"snapshots": snapshots.entries(call.store, call.environment)}


@controls("TakeSnapshot")
def take_snapshot(call: ControlCall) -> Any:
    """Save the environment and give the snapshot's entry."""
    return snapshots.take(call.store, call.environment, (call.body or {}).get("name"))


@controls("RestoreSnapshot")
def restore_snapshot(call: ControlCall) -> Any:
    """Put the environment back to a snapshot."""
    if not snapshots.restore(call.store, call.environment, call.path["snapshot_id"]):
        raise _no_snapshot(call)
    call.pipeline.recorder.clear(call.environment)
    return {"status": "restored", "id": call.path["snapshot_id"]}


@controls("RemoveSnapshot")
def remove_snapshot(call: ControlCall) -> Any:
    """Forget a snapshot."""
    if not snapshots.remove(call.store, call.environment, call.path["snapshot_id"]):
        raise _no_snapshot(call)
    return {}


@controls("GetClock")
def get_clock(call: ControlCall) -> Any:
    """Tell the time of the environment."""
    return clock_document(call)


@controls("SetClock")
def set_clock(call: ControlCall) -> Any:
    """Let the clock run or stand still."""
    body, environment = call.body, call.environment
    with call.store.change(environment):
        instant = call.store.now(environment)
        if "now" in body:
            instant = _instant("$.now", body["now"])
            foresight.check(call.store, environment, instant)
        clock = environment.clock
        environment.clock = clock.freeze(instant) if body["mode"] == "frozen" else clock.run(instant, call.store.time)
    return clock_document(call)


@controls("AdvanceClock")
def advance_clock(call: ControlCall) -> Any:
    """Move the clock forward."""
    body, environment = call.body, call.environment
    now = call.store.now(environment)
    if "by" in body:
        try:
            target = checked_clock(now + parse_duration(body["by"]))
        except ValueError as problem:
            raise InputInvalid(f"$.by: {problem}.") from None
    else:
        target = _instant("$.to", body["to"])
    if target < now:
        raise InputInvalid(f"$: the clock only moves forward; it is {format_instant(now)} in this environment.")
    foresight.check(call.store, environment, target)
    played = schedule.play(call.store, environment, target)
    with call.store.change(environment):
        environment.clock = environment.clock.advance(target, call.store.time)
    return {**clock_document(call), "played": played}


def clock_document(call: ControlCall) -> dict[str, Any]:
    """Give the clock as the control API shows it."""
    return {"mode": call.environment.clock.mode, "now": format_instant(call.store.now(call.environment))}


def _instant(place: str, text: str) -> int:
    try:
        return parse_clock(text)
    except (ValueError, OverflowError) as problem:
        raise InputInvalid(f"{place}: {problem}.") from None


def _no_snapshot(call: ControlCall) -> NotFound:
    return NotFound(f"snapshot_id: no snapshot {call.path['snapshot_id']!r}; see GET /_mock/snapshots.")
