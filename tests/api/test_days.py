"""Days and times of bodies."""

from __future__ import annotations

import pytest

from mockserver.api.days import day_instant, months_before, plain_day, plain_time, read_time
from mockserver.errors import InputInvalid
from mockserver.instants import format_date, parse_instant


@pytest.mark.parametrize("text", ["2025-06-14", "2025-06-14Z", "2025-06-14T23:59:59.999Z"])
def test_the_hour_of_a_day_does_not_count(text: str) -> None:
    assert (day_instant(text, "$"), plain_day(text, "$")) == ("2025-06-14T00:00:00.000Z", "2025-06-14")


@pytest.mark.parametrize("text", ["2025-02-29", "2025-13-01", "0000-01-01", "2025-06-14T25:00:00Z"])
def test_a_day_that_no_calendar_has_is_named(text: str) -> None:
    with pytest.raises(InputInvalid, match=r"^\$\.start_date must be a date"):
        plain_day(text, "$.start_date")


@pytest.mark.parametrize(("text", "plain"), [("8:5", "08:05:00"), ("23:59:59", "23:59:59"), ("0:0:7", "00:00:07")])
def test_times_are_written_in_full(text: str, plain: str) -> None:
    assert plain_time(read_time(text)) == plain


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2025-06-02T09:00:00Z", "2025-04-02"),
        ("2025-02-28", "2024-12-28"),
        ("2025-04-30", "2025-02-28"),
        ("2024-04-30", "2024-02-29"),
        ("2025-01-15", "2024-11-15"),
        ("2025-12-31", "2025-10-31"),
        ("2026-02-28", "2025-12-28"),
    ],
)
def test_two_months_before(day: str, before: str) -> None:
    assert format_date(months_before(parse_instant(day), 2)) == before
