from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mockserver.instants import DAY, parse_instant
from mockserver.world.moments import any_time, full_slot, last_leap_day, synced, working_time

INSTANTS = st.integers(parse_instant("2001-01-01"), parse_instant("2090-01-01"))
SEEDS = st.integers(0, 1_000)


@given(INSTANTS, SEEDS)
def test_work_is_done_in_office_hours_on_weekdays(moment: int, seed: int) -> None:
    worked = working_time(moment, Random(seed).random)
    when = datetime.fromtimestamp(worked / 1000, UTC)
    assert when.weekday() < 5
    assert 7 <= when.hour < 17
    assert -DAY < worked - moment < 3 * DAY


@given(INSTANTS, SEEDS)
def test_meetings_start_on_the_half_hour(moment: int, seed: int) -> None:
    assert full_slot(moment, Random(seed).random) % (30 * 60_000) == 0


@given(INSTANTS, SEEDS)
def test_private_people_write_on_any_day_but_not_at_night(moment: int, seed: int) -> None:
    written = any_time(moment, Random(seed).random)
    assert written // DAY == moment // DAY
    assert 6 <= datetime.fromtimestamp(written / 1000, UTC).hour < 23


@given(INSTANTS, SEEDS)
def test_a_sync_notices_soon_and_never_in_the_future(moment: int, seed: int) -> None:
    anchor = moment + 3_600_000
    noticed = synced(moment, anchor, Random(seed).random)
    assert moment < noticed <= anchor


def test_the_last_leap_day_is_over() -> None:
    assert last_leap_day(parse_instant("2025-06-02")) == parse_instant("2024-02-29")
    assert last_leap_day(parse_instant("2024-02-29")) == parse_instant("2020-02-29")
    assert last_leap_day(parse_instant("2024-03-01")) == parse_instant("2024-02-29")
    assert last_leap_day(parse_instant("2101-01-01")) == parse_instant("2096-02-29")
