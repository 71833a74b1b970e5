"""Seeded data: a company, its people and their work, from a plan alone."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from mockserver.world.plan import SIZES, Plan, Seeded, parse_size, size_of_company

__all__ = ["SIZES", "Plan", "Seeded", "generate", "parse_size", "size_of_company"]

# Imported on first use: a server that only reads one category never pays for the other.
_GENERATORS = {"ATS": "ats", "HRIS": "hris", "ASSESSMENT": "assessment"}


def generate(plan: Plan) -> Iterator[Seeded]:
    """Give the records of a plan's world in list order, one by one; equal plans give equal records."""
    records: Iterator[Seeded] = import_module(f"mockserver.world.{_GENERATORS[plan.category]}").generate(plan)
    return records
