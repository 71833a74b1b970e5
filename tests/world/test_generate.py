"""Worlds are the same everywhere and every time, come one record at a time, and come fast."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from mockserver.world import Plan, Seeded, generate
from mockserver.world.ats import jobs_for

if TYPE_CHECKING:
    from tests.world.conftest import MakePlan

PROGRAM = """
import sys, orjson
from hashlib import sha256
from mockserver.world import Plan, generate
plan = Plan("join:x", 42, "join", "ATS", ("de_DE", "fr_FR"), 60, 1748822400000)
print(sha256(orjson.dumps([list(record) for record in generate(plan)])).hexdigest())
"""


def digest(plan: Plan) -> str:
    return sha256(orjson.dumps([list(record) for record in generate(plan)])).hexdigest()


@pytest.mark.parametrize(
    "environment",
    [{"TZ": "America/New_York", "PYTHONHASHSEED": "1"}, {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "2", "LC_ALL": "C"}],
)
def test_another_process_and_time_zone_makes_the_same_bytes(environment: dict[str, str], make_plan: MakePlan) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    plan = make_plan(60, tool="join", locales=("de_DE", "fr_FR"))
    assert ran.stdout.strip() == digest(type(plan)("join:x", *list_of(plan)[1:]))


def list_of(plan: Plan) -> list[Any]:
    return [getattr(plan, name) for name in plan.__slots__]


def test_what_was_generated_before_does_not_matter(make_plan: MakePlan) -> None:
    first = digest(make_plan(40))
    digest(make_plan(200, seed=9, locales=("en_US",)))
    assert digest(make_plan(40)) == first


def test_another_seed_tool_or_company_makes_another_world(make_plan: MakePlan) -> None:
    worlds = {
        digest(plan)
        for plan in (
            make_plan(40),
            make_plan(40, seed=43),
            make_plan(40, tool="join"),
            make_plan(40, company="Larkspur"),
        )
    }
    assert len(worlds) == 4


def test_another_day_moves_the_dates_and_keeps_the_people(make_plan: MakePlan) -> None:
    def names(plan: Plan) -> list[str]:
        return [record.fields["last_name"] for record in generate(plan) if record.model == "ats_candidates"]

    assert names(make_plan(40)) == names(make_plan(40, anchor="2028-11-05"))


def test_records_come_one_by_one_in_bounded_memory(make_plan: MakePlan) -> None:
    records = generate(make_plan(20_000, locales=("en_US",)))
    assert isinstance(records, Iterator)
    for record in records:  # users, tags, jobs
        if record.model == "ats_candidates":
            break
    tracemalloc.start()
    for _ in islice(records, 5_000):
        pass
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert current < 1_000_000


def test_the_list_order_is_the_order_of_the_remote_ids(
    make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]
) -> None:
    last: dict[str, int] = {}
    for record in world_of(make_plan()):
        assert record.remote_id is not None
        number = int(record.remote_id)
        assert number > last.get(record.model, 0)
        last[record.model] = number


def test_jobs_grow_more_slowly_than_candidates() -> None:
    assert [jobs_for(size) for size in (0, 1, 150, 1_500, 15_000)] == [3, 3, 25, 100, 396]
    assert jobs_for(100_000) < 1_500
