"""The clock of an environment, as a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mockserver.pytest_plugin.control import ControlError
from mockserver.pytest_plugin.mock import KomboMock

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)


def test_it_stands_still_where_every_test_begins(mock: KomboMock) -> None:
    assert [mock.clock.now, mock.clock.now] == [NOW, NOW]


def test_it_is_moved_by_text_by_parts_and_by_a_timedelta(mock: KomboMock) -> None:
    assert mock.clock.advance("P3D") == NOW + timedelta(days=3)
    assert mock.clock.advance(hours=2, minutes=30) == NOW + timedelta(days=3, hours=2, minutes=30)
    assert mock.clock.advance(timedelta(milliseconds=5)) == NOW + timedelta(days=3, hours=2, minutes=30, milliseconds=5)


def test_it_is_moved_to_an_instant_of_any_zone(mock: KomboMock) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert mock.clock.advance_to(datetime(2025, 6, 3, 5, 45, tzinfo=kathmandu)) == datetime(2025, 6, 3, tzinfo=UTC)
    assert mock.clock.advance_to("2025-06-04") == datetime(2025, 6, 4, tzinfo=UTC)


def test_it_is_set_backwards_and_let_run(mock: KomboMock) -> None:
    assert mock.clock.freeze("1999-12-31T23:59:59.999Z").year == 1999
    assert mock.clock.run(NOW) >= NOW
    assert "running" in repr(mock.clock)


@pytest.mark.parametrize(("by", "parts"), [(None, {}), ("P1D", {"days": 1})])
def test_one_duration_is_given(mock: KomboMock, by: str | None, parts: dict[str, float]) -> None:
    with pytest.raises(TypeError, match="one duration"):
        mock.clock.advance(by, **parts)


def test_what_makes_no_sense_is_refused(mock: KomboMock) -> None:
    with pytest.raises(ValueError, match="only moves forward"):
        mock.clock.advance(days=-1)
    with pytest.raises(ValueError, match="no time zone"):
        mock.clock.freeze(datetime(2025, 1, 1))  # noqa: DTZ001 - that is what is refused
    with pytest.raises(ControlError, match="only moves forward"):
        mock.clock.advance_to("2020-01-01")
