"""Values and sets of values as they stand in messages: short, and safe whatever a client sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_LONGEST = 60
_MOST = 20
# Python refuses to write whole numbers of several thousand digits.
_LARGEST = 10**30


def show(value: Any) -> str:
    """Give a value for a message: text in quotes and cut, structures by their kind only."""
    if isinstance(value, str):
        # Half of a surrogate pair cannot be written into an answer.
        text = value[:_LONGEST].encode("utf-8", "replace").decode()
        return f"'{text}…'" if len(value) > _LONGEST else f"'{text}'"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else "a very large number"
    if isinstance(value, float):
        return str(value)
    return "an object" if isinstance(value, dict) else "a list"


def one_of(values: Iterable[Any]) -> str:
    """Give `'A', 'B' or null`, cut when there are many."""
    shown = [show(value) for value in values]
    if len(shown) > _MOST:
        return f"{', '.join(shown[:_MOST])} or {len(shown) - _MOST} others"
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else "nothing"
