from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.errors import ConfigurationError
from mockserver.ids import record_id
from mockserver.world import parse_size

if TYPE_CHECKING:
    from tests.world.conftest import MakePlan


@pytest.mark.parametrize(
    ("text", "category", "size"),
    [
        ("small", "ATS", 150),
        ("medium", "ATS", 1_500),
        ("large", "ATS", 15_000),
        ("small", "HRIS", 60),
        ("LARGE ", "HRIS", 6_000),
        ("0", "ATS", 0),
        (37, "HRIS", 37),
        ("100000", "ats", 100_000),
    ],
)
def test_a_size_is_a_word_or_a_number(text: int | str, category: str, size: int) -> None:
    assert parse_size(text, category) == size


@pytest.mark.parametrize("text", ["", "huge", "-1", "1.5", "²", "1000001"])
def test_another_size_is_refused_with_what_is_allowed(text: int | str) -> None:
    with pytest.raises(ConfigurationError, match="small, medium, large nor a number"):
        parse_size(text, "ATS")


def test_each_concern_has_chance_of_its_own(make_plan: MakePlan) -> None:
    plan = make_plan()
    jobs = plan.rng("jobs").random()
    assert jobs == plan.rng("jobs").random()
    assert jobs != plan.rng("users").random()
    assert jobs != make_plan(seed=43).rng("jobs").random()


def test_chance_does_not_depend_on_size_or_day(make_plan: MakePlan) -> None:
    assert make_plan(10).rng("jobs").random() == make_plan(2_000, anchor="2031-01-01").rng("jobs").random()


def test_ids_come_from_integration_and_remote_id(make_plan: MakePlan) -> None:
    assert make_plan().record_id("7") == record_id("erecruiter:integration", "7")
