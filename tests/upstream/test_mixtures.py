"""The mixtures of fixtures/upstream/mixtures.yaml, and the days that are drawn from them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from mockserver.ids import integration_id
from mockserver.instants import DAY, parse_instant
from mockserver.upstream.catalogue import EVENTS
from mockserver.upstream.datasets import data
from mockserver.upstream.mixtures import Planned, events_of_day
from mockserver.world import Plan

ANCHOR = parse_instant("2025-06-02")
CATEGORIES = ("ATS", "HRIS", "ASSESSMENT")


def plan(category: str, size: int = 150, seed: int = 42, anchor: int = ANCHOR) -> Plan:
    return Plan(integration_id(seed, "sandbox", category), seed, "sandbox", category, ("en_US",), size, anchor)


def year(category: str, size: int = 150) -> list[Planned]:
    first = ANCHOR // DAY
    return [one for day in range(first, first + 364) for one in events_of_day(plan(category, size), day)]


@pytest.mark.parametrize("category", CATEGORIES)
def test_mixtures_name_events_of_their_category(category: str) -> None:
    mixture = data("mixtures")[category]
    assert all(category in EVENTS[name].categories for name in mixture["events"])
    for entry in mixture["events"].values():
        assert entry.keys() <= {"weight", "days_off", "ahead"}
    assert {one.event for one in year(category, 5_000)} - {"dates_arrive"} == mixture["events"].keys()


@pytest.mark.parametrize("category", CATEGORIES)
def test_days_come_in_order_and_stay_within_themselves(category: str) -> None:
    for day in range(ANCHOR // DAY, ANCHOR // DAY + 30):
        moments = [one.at for one in events_of_day(plan(category, 5_000), day)]
        assert moments == sorted(moments)
        assert all(at // DAY == day for at in moments)


def test_offices_work_on_weekdays_and_in_the_daytime() -> None:
    for one in year("ATS"):
        moment = datetime.fromtimestamp(one.at / 1000, UTC)
        if one.event not in {"candidate_applies", "candidate_withdraws"}:
            assert moment.weekday() < 5
            assert 7 <= moment.hour < 17
    weekends = Counter(datetime.fromtimestamp(one.at / 1000, UTC).weekday() > 4 for one in year("ATS"))
    assert 0.02 < weekends[True] / weekends[False] < 0.2


def test_larger_companies_have_more_to_do_and_never_too_much() -> None:
    small, large = len(year("ATS", 150)), len(year("ATS", 1_500))
    assert 2.5 < large / small < 4
    assert len(events_of_day(plan("ATS", 1_000_000), ANCHOR // DAY)) == data("mixtures")["ATS"]["most"]


def test_days_depend_on_seed_and_day_alone() -> None:
    day = ANCHOR // DAY + 3
    assert events_of_day(plan("ATS"), day) == events_of_day(plan("ATS"), day)
    assert events_of_day(plan("ATS"), day) != events_of_day(plan("ATS", seed=43), day)
    assert events_of_day(plan("ATS"), day) != events_of_day(plan("ATS"), day + 7)
    # A world that was made a week later lives through the same.
    later = [(one.at - 7 * DAY, one.event) for one in events_of_day(plan("ATS", anchor=ANCHOR + 7 * DAY), day + 7)]
    assert later == [(one.at, one.event) for one in events_of_day(plan("ATS"), day)]
