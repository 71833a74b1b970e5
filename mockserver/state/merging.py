"""Merging: what somebody changed in a copy, applied to what has become of the original in the meantime."""

from __future__ import annotations

from typing import Any


def merged(before: Any, after: Any, known: Any) -> Any:
    """Give `known` with the change from `before` to `after`: objects key by key, anything else as it is in `after`."""
    if before == after:
        return known
    if isinstance(after, dict) and isinstance(known, dict):
        old = before if isinstance(before, dict) else {}
        return known | {key: merged(old.get(key), value, known.get(key)) for key, value in after.items()}
    return after


def merged_list(before: list[Any], after: list[Any], known: list[Any]) -> list[Any]:
    """Give `known` with the entries that were added, and without those that were taken away."""
    kept = [entry for entry in known if entry in after or entry not in before]
    return kept + [entry for entry in after if entry not in before and entry not in kept]
