"""Plans and worlds for tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from mockserver.instants import parse_instant
from mockserver.world import Plan, Seeded, generate

if TYPE_CHECKING:
    from typing import Protocol

    class MakePlan(Protocol):
        """Makes a plan for one tool and category."""

        def __call__(
            self,
            size: int = 150,
            *,
            seed: int = 42,
            tool: str = "erecruiter",
            category: str = "ATS",
            locales: tuple[str, ...] = ("de_AT", "de_DE"),
            anchor: str = "2025-06-02",
            company: str | None = None,
        ) -> Plan: ...


ANCHOR = "2025-06-02"


def _plan(
    size: int = 150,
    *,
    seed: int = 42,
    tool: str = "erecruiter",
    category: str = "ATS",
    locales: tuple[str, ...] = ("de_AT", "de_DE"),
    anchor: str = ANCHOR,
    company: str | None = None,
) -> Plan:
    return Plan(f"{tool}:integration", seed, tool, category, locales, size, parse_instant(anchor), company)


@lru_cache(maxsize=16)
def _world(plan: Plan) -> list[Seeded]:
    return list(generate(plan))


@pytest.fixture
def make_plan() -> MakePlan:
    """Make a plan; everything has a default."""
    return _plan


@pytest.fixture
def world_of() -> Callable[[Plan], list[Seeded]]:
    """Generate a plan's world, once for all tests that ask for the same. Nobody may change it."""
    return _world
