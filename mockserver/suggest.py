"""Hints for messages: the nearest valid word."""

from __future__ import annotations

from collections.abc import Iterable

_FEW = 12
# Comparing is quadratic in the length, and words may come from a client.
_LONGEST = 200


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Give the end of a message about an unknown word: `, did you mean 'x'?`, or the valid words if few, or nothing."""
    from difflib import get_close_matches

    known = sorted(set(words))
    near = get_close_matches(word[:_LONGEST], known, n=1)
    if near:
        return f", did you mean {near[0]!r}?"
    if known and len(known) <= _FEW:
        return f", expected one of {', '.join(known)}"
    return ""
