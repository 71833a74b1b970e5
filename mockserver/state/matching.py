"""Matching: does a path follow a pattern, does a document hold wanted values, and what differs if not.

Shared by faults, which wait for requests, and by the journal, which is asked for them afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

# `$.candidate.social_links[0].url`; the leading `$.` may be left out.
_STEP = re.compile(r"\.?(?P<name>[^.\[\]]+)|\[(?P<index>\d+)\]")
BASE_PATH = "/v1"
# No operation's path has as many.
_MOST_SEGMENTS = 30


class Difference(NamedTuple):
    """One wanted value that is not there: its place, what was wanted, what was found."""

    place: str
    expected: Any
    found: Any


def path_matches(pattern: str, path: str) -> bool:
    """Tell whether a request's path follows a pattern: `*` or `{name}` is one segment, `**` any number of them.

    No regular expression: one with many stars may take longer than anybody lives.
    """
    wanted, found = _segments(pattern), path.removeprefix("/").split("/", _MOST_SEGMENTS)
    if len(found) > _MOST_SEGMENTS:
        return False
    at = place = 0
    # The last `**` that was met, and the first segment that it does not stand for yet: an earlier one need not grow.
    star, reached = -1, 0
    while at < len(found):
        if place < len(wanted) and wanted[place] == "**":
            star, reached = place, at
            place += 1
        elif place < len(wanted) and _is_word(wanted[place], found[at]):
            at, place = at + 1, place + 1
        elif star >= 0:
            reached += 1
            at, place = reached, star + 1
        else:
            return False
    return all(word == "**" for word in wanted[place:])


def _is_word(word: str, segment: str) -> bool:
    if word.startswith("{") and word.endswith("}"):
        return bool(segment)
    first, *others = word.split("*")
    if not others:
        return word == segment
    *middle, last = others
    at, end = len(first), len(segment) - len(last)
    if end < at or not segment.startswith(first) or not segment.endswith(last):
        return False
    for part in middle:
        found = segment.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def can_match(pattern: str, template: str) -> bool:
    """Tell whether a path of an operation's template can follow a pattern at all."""
    wanted, segments = _segments(pattern), _segments(template)
    if "**" in wanted:
        # Whatever comes after it can stand anywhere.
        start = wanted.index("**")
        wanted, segments = wanted[:start], segments[:start]
    return len(wanted) == len(segments) and all(
        segment.startswith("{") or path_matches(word, segment) for word, segment in zip(wanted, segments, strict=True)
    )


@lru_cache(maxsize=256)
def _segments(path: str) -> list[str]:
    return path.removeprefix(BASE_PATH).removeprefix("/").split("/")


def steps(place: str) -> tuple[str | int, ...] | None:
    """Give the names and indices of a place such as `candidate.links[0].url`; None if it is not written like one."""
    rest = place.removeprefix("$")
    found: list[str | int] = []
    at = 0
    while at < len(rest):
        step = _STEP.match(rest, at)
        if step is None:
            return None
        found.append(step["name"] if step["index"] is None else int(step["index"]))
        at = step.end()
    return tuple(found) or None


def values_at(document: Any, place: str) -> list[Any]:
    """Give the values at a place of a document; a name walks through lists."""
    found = [document]
    for step in steps(place) or ():
        found = [inner for value in found for inner in _below(value, step)]
    return found


def _below(value: Any, step: str | int) -> Iterator[Any]:
    if isinstance(value, list):
        if isinstance(step, int):
            yield from value[step : step + 1]
        else:
            for item in value:
                yield from _below(item, step)
    elif isinstance(value, dict) and step in value:
        yield value[step]


def holds(document: Any, wanted: Mapping[str, Any]) -> bool:
    """Tell whether a document has a wanted value at every place."""
    return all(_agrees(value, values_at(document, place)) for place, value in wanted.items())


def differences(document: Any, wanted: Mapping[str, Any], root: str) -> list[Difference]:
    """Give what a document has instead of the wanted values; `root` is put before their places."""
    missing = []
    for place, value in wanted.items():
        found = values_at(document, place)
        if not _agrees(value, found):
            path = place.removeprefix("$").removeprefix(".")
            shown = found[0] if len(found) == 1 else found or None
            missing.append(Difference(f"{root}.{path}", value, shown))
    return missing


def _agrees(wanted: Any, found: list[Any]) -> bool:
    return any(_includes(value, wanted) for value in found) or (wanted is None and not found)


def _includes(value: Any, wanted: Any) -> bool:
    """Tell whether a value is what is wanted; of an object only the wanted members have to agree, of a list one."""
    if isinstance(value, list):
        if isinstance(wanted, list):
            return len(wanted) == len(value) and all(map(_includes, value, wanted))
        return any(_includes(item, wanted) for item in value)
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            name in value and _includes(value[name], inner) for name, inner in wanted.items()
        )
    # True is 1 in Python and not in JSON.
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)
