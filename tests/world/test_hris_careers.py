"""Careers: every course is possible, and its days are in order whatever the day is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.world.hris_careers import COURSES, SHOWN, Careers, leap_day, month_start, year_start

TODAY = 20_241
TODAYS = st.integers(min_value=15_000, max_value=40_000)


@pytest.mark.parametrize("course", [course for course in COURSES if course != "returned"])
@given(today=TODAYS, seed=st.integers(min_value=0, max_value=999))
def test_days_are_in_order(course: str, today: int, seed: int) -> None:
    career = Careers(today, Random(seed), "Garden leave").career(course)

    assert list(career.steps) == sorted(set(career.steps))
    assert career.start in career.steps
    assert career.last_event(today) <= today
    if course == "starting":
        assert career.hired > today
    else:
        assert career.steps[-1] <= today
    if career.termination is not None:
        assert career.steps[-1] < career.termination
        assert (career.termination < today) == (course == "left")
    if career.leave is not None:
        assert career.start < career.leave[0] < today < career.leave[1]


@given(today=TODAYS, ago=st.integers(min_value=45, max_value=800), seed=st.integers(min_value=0, max_value=999))
def test_who_returns_does_so_after_leaving(today: int, ago: int, seed: int) -> None:
    career = Careers(today, Random(seed), "").returned(today - ago)

    assert today - ago < career.start < today


def test_what_is_shown_exists_and_somebody_leaves_before_one_returns() -> None:
    assert set(SHOWN) <= set(COURSES)
    assert SHOWN.index("left") + 1 == SHOWN.index("returned")


@pytest.mark.parametrize(
    ("day", "month", "year", "leap"),
    [(0, 0, 0, -672), (59, 59, 0, -672), (789, 761, 730, 789), (TODAY, 20_240, 20_089, 19_782), (-1, -31, -365, -672)],
)
def test_calendar(day: int, month: int, year: int, leap: int) -> None:
    assert (month_start(day), year_start(day), leap_day(day)) == (month, year, leap)
