"""The life of a job: when it was created, opened, closed and removed, and what state that leaves it in."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from mockserver.instants import DAY, HOUR
from mockserver.world.moments import working_time

# How far the company's history goes back: a year of charts and a little more.
HISTORY = 420 * DAY
# Old jobs are mostly closed, new ones mostly open; "On Hold" is what a customer's tool says and no schema lists.
_OLD = ("CLOSED", "CLOSED", "OPEN", "ARCHIVED", "CLOSED")
_NEW = ("OPEN", "OPEN", "CLOSED", "OPEN", "On Hold", "OPEN", "OPEN", "DRAFT")
_OVER = ("CLOSED", "ARCHIVED")


class Life(NamedTuple):
    """The instants of a job, in order; `updated` is the last thing that happened to it while it was there."""

    status: str
    created: int
    opened: int | None
    closed: int | None
    updated: int
    deleted: int | None


def live(place: int, jobs: int, anchor: int, varied: bool, rng: Random) -> Life:
    """Decide the life of the job at a place among so many; in a `varied` world some were removed of late."""
    random = rng.random
    # Ten days and more: weekends push every step back, and nothing may come to lie after the anchor.
    age = HISTORY + 10 * DAY if place == 0 else int(HISTORY * (1 - (place + 0.5 * random()) / jobs)) + 12 * DAY
    status = _status(place, jobs)
    created = working_time(anchor - age, random)
    if status == "DRAFT":
        return Life(status, created, None, None, created + 2 * HOUR, None)
    opened = working_time(created + DAY, random)
    if status not in _OVER:
        updated = working_time(opened + int(random() * max(anchor - opened - 4 * DAY, 0)), random)
        return Life(status, created, opened, None, max(opened + HOUR, min(updated, anchor - HOUR)), None)
    closed = working_time(opened + DAY + int((0.2 + 0.5 * random()) * max(anchor - opened - 6 * DAY, 0)), random)
    # Some closed jobs were removed from the tool a few days ago; their applications went with them.
    gone = varied and closed < anchor - 30 * DAY and place % 24 == 5
    deleted = anchor - DAY - int(random() * 11 * DAY) if gone else None
    return Life(status, created, opened, closed, closed, deleted)


def _status(place: int, jobs: int) -> str:
    if place == 0:  # always taking applications, so that every week of the history has a job to apply to
        return "OPEN"
    pattern = _OLD if place < 0.45 * jobs else _NEW
    return pattern[place % len(pattern)]
