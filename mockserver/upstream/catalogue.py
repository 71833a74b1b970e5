"""All events: importing this module registers them, with the words of the world that they need."""

from __future__ import annotations

from importlib import import_module

from mockserver.upstream.events import EVENTS, find_event

__all__ = ["EVENTS", "find_event"]

for _module in (
    "ats_applying",
    "ats_progress",
    "ats_meetings",
    "ats_jobs",
    "ats_tags",
    "hris_hiring",
    "hris_moves",
    "hris_leaving",
    "hris_absences",
    "any_records",
    "orders",
    "days",
):
    import_module(f"mockserver.upstream.{_module}")
