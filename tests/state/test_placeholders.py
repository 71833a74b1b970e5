"""Days are counted from the anchor, names and ids are those of the integration; all else stays as it was written."""

from __future__ import annotations

import pytest

from mockserver.ids import record_id
from mockserver.instants import parse_instant
from mockserver.state.placeholders import filled, misspelt, resolved

MONDAY = parse_instant("2025-06-02")
SATURDAY, SUNDAY = parse_instant("2025-06-07"), parse_instant("2025-06-08")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{today}", "2025-06-02"),
        ("{today-3}", "2025-05-30"),
        ("{today+30}", "2025-07-02"),
        ("{today 09:30}", "2025-06-02T09:30:00.000Z"),
        ("{today-1 00:00}", "2025-06-01T00:00:00.000Z"),
        ("{today+1 23:59:59}", "2025-06-03T23:59:59.000Z"),
        ("{weekday-1}", "2025-05-30"),
        ("{weekday+4}", "2025-06-06"),
        ("{weekday+5 08:00}", "2025-06-09T08:00:00.000Z"),
        ("from {today-1} to {today+1}", "from 2025-06-01 to 2025-06-03"),
        ("{TODAY}", "{TODAY}"),
        ("{today-3 25:00}", "{today-3 25:00}"),
        ("{other}", "{other}"),
        ("plain", "plain"),
    ],
)
def test_a_day_is_counted_from_the_anchor(text: str, meant: str) -> None:
    assert filled(text, MONDAY) == meant


@pytest.mark.parametrize("weekend", [SATURDAY, SUNDAY])
def test_working_days_leave_weekends_out_wherever_the_count_begins(weekend: int) -> None:
    assert filled("{weekday-1}", weekend) == "2025-06-06"
    assert filled("{weekday-2}", weekend) == "2025-06-05"
    assert filled("{weekday}", weekend) == "2025-06-09"
    assert filled("{weekday+1}", weekend) == "2025-06-09"
    assert filled("{weekday+2}", weekend) == "2025-06-10"


def test_texts_are_found_however_deep_they_stand_and_other_values_stay() -> None:
    written = {"a": ["{today}", 1, None, {"b": "{company} GmbH"}], "c": True, "d": 1.5}
    meant = {"a": ["2025-06-02", 1, None, {"b": "Halden GmbH"}], "c": True, "d": 1.5}
    assert filled(written, MONDAY, "Halden") == meant


def test_without_a_customer_its_name_stays_as_it_is() -> None:
    assert filled("{company}", MONDAY) == "{company}"


def test_ids_are_made_where_ids_stand_and_nowhere_else() -> None:
    written = {
        "job_id": "remote:7",
        "tag_ids": ["remote:1", "5"],
        "stages": [{"stage_id": "remote:2", "index": 0}],
        "format": {"options": [{"id": "remote:3", "name": "remote: first"}]},
        "description": "remote:7",
        "manager_id": None,
    }
    found = resolved(written, "tool:x")
    assert found == {
        "job_id": record_id("tool:x", "7"),
        "tag_ids": [record_id("tool:x", "1"), "5"],
        "stages": [{"stage_id": record_id("tool:x", "2"), "index": 0}],
        "format": {"options": [{"id": record_id("tool:x", "3"), "name": "remote: first"}]},
        "description": "remote:7",
        "manager_id": None,
    }


@pytest.mark.parametrize("text", ["{today - 3}", "{today-3 9:30}", "x {Weekday} y", "{today-3d}"])
def test_what_only_looks_like_a_day_is_found(text: str) -> None:
    assert misspelt(text) is not None


@pytest.mark.parametrize("text", ["{today-3}", "{weekday+1 09:30}", "today", "{yesterday}", "{todayish}"])
def test_days_and_other_words_are_not_misspelt(text: str) -> None:
    assert misspelt(text) is None
