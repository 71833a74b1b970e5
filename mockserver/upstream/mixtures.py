"""The mixture of events that a day brings, drawn from seed and day alone.

How often each event occurs stands in fixtures/upstream/mixtures.yaml.
"""

from __future__ import annotations

from itertools import accumulate
from math import sqrt
from random import Random
from typing import Any, NamedTuple

from mockserver.instants import DAY, format_date
from mockserver.upstream import due
from mockserver.upstream.datasets import data
from mockserver.world.moments import any_time, working_time
from mockserver.world.plan import Plan

# The epoch was a Thursday; Monday is 0.
_EPOCH_WEEKDAY = 3
_FRIDAY = 4


class Planned(NamedTuple):
    """An event that a day brings, and when."""

    at: int
    event: str
    values: dict[str, Any]


def events_of_day(plan: Plan, day: int) -> list[Planned]:
    """Give what happens on a day, counted from 1970, in order; the same whatever happened before."""
    mixture = data("mixtures")[plan.category]
    # Days count from the anchor, so a world that was made a week later lives through the same.
    rng = plan.rng(f"days/{day - plan.anchor // DAY}")
    works = (day + _EPOCH_WEEKDAY) % 7 <= _FRIDAY
    events = {name: entry for name, entry in mixture["events"].items() if works or entry.get("days_off")}
    names, weights = list(events), list(accumulate(entry["weight"] for entry in events.values()))
    found = []
    for _ in range(_number(mixture, plan.size, rng, works=works)):
        name = rng.choices(names, cum_weights=weights)[0]
        time = any_time if events[name].get("days_off") else working_time
        found.append(Planned(time(day * DAY, rng.random), name, _values(events[name], day, rng)))
    if plan.category == "HRIS":
        # Before what was planned for the day, so that the history tells it.
        found.append(Planned(day * DAY + due.EARLY // 2, due.EVENT, {}))
    return sorted(found, key=lambda planned: planned.at)


def effort(plan: Plan) -> float:
    """Tell how long an event takes in a world, where 1 is an empty one."""
    twice_at: int = data("mixtures")[plan.category]["twice_at"]
    return 1 + plan.size / twice_at


def _number(mixture: dict[str, Any], size: int, rng: Random, *, works: bool) -> int:
    usual: float = mixture["working_day" if works else "day_off"]
    most: int = mixture["most"]
    return min(int(usual * sqrt(size / mixture["usual_size"]) * (0.5 + rng.random()) + rng.random()), most)


def _values(entry: dict[str, Any], day: int, rng: Random) -> dict[str, Any]:
    values = {}
    for name, (first, last) in entry.get("ahead", {}).items():
        values[name] = format_date((day + first + int(rng.random() * (last - first))) * DAY)
    return values
