"""Templates: how a record looks in a tool's own API, as plain values with places to look up in it.

`=job.remote_id` gives what stands at a place, with filters behind it: `=remote_id|int`. A text with places in braces
is filled in: `{first_name} {last_name}`. `{each: place, as: template}` makes a list. All else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from mockserver.instants import parse_instant

_IN_TEXT = re.compile(r"\{([a-z_][\w.]*)\}")
# Longer numbers are none for most readers of JSON.
_LONGEST_NUMBER = 15


class Scope(Protocol):
    """What places are looked up in, beside plain mappings and lists."""

    def look(self, name: str) -> Any:
        """Give what has this name, or None."""


def _whole(value: Any) -> Any:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else value


FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "int": _whole,
    "date": lambda value: str(value)[:10],
    "ms": lambda value: parse_instant(str(value)),
    "lower": lambda value: str(value).lower(),
}


def fill(template: Any, scope: Any) -> Any:
    """Give the template with everything looked up in the scope; what is not there is null, in a text nothing."""
    if isinstance(template, str):
        return _filled(template, scope)
    if isinstance(template, list):
        return [fill(item, scope) for item in template]
    if not isinstance(template, dict):
        return template
    if "each" in template:
        return [fill(template["as"], item) for item in look_up(scope, template["each"]) or ()]
    return {key: fill(value, scope) for key, value in template.items()}


def look_up(scope: Any, place: str) -> Any:
    """Give what stands at a dotted place; a number is an index in a list."""
    for step in place.split("."):
        scope = _step(scope, step)
    return scope


class Place(NamedTuple):
    """A place that a template looks up, from the record on, with its filters; `keys` lead to it in the template."""

    keys: tuple[str, ...]
    name: str
    filters: tuple[str, ...] = ()


def places(template: Any, within: str = "", keys: tuple[str, ...] = ()) -> Iterator[Place]:
    """Give every place that a template looks up."""
    if isinstance(template, str):
        if template.startswith("="):
            name, *filters = template[1:].split("|")
            yield Place(keys, within + name, tuple(filters))
        else:
            yield from (Place(keys, within + name) for name in _IN_TEXT.findall(template))
    elif isinstance(template, list):
        for index, item in enumerate(template):
            yield from places(item, within, (*keys, str(index)))
    elif isinstance(template, dict) and "each" in template:
        yield Place((*keys, "each"), within + template["each"])
        yield from places(template["as"], f"{within}{template['each']}.", (*keys, "as"))
    elif isinstance(template, dict):
        for key, item in template.items():
            yield from places(item, within, (*keys, key))


def step_names(place: str) -> list[str]:
    """Give the names in a place, indices left out."""
    return [step for step in place.split(".") if not step.isdecimal()]


def _filled(template: str, scope: Any) -> Any:
    if not template.startswith("="):
        return _IN_TEXT.sub(lambda found: _text(look_up(scope, found[1])), template)
    place, *filters = template[1:].split("|")
    value = look_up(scope, place)
    for name in filters:
        value = None if value is None else FILTERS[name](value)
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _step(scope: Any, name: str) -> Any:
    if isinstance(scope, dict):
        return scope.get(name)
    if isinstance(scope, list):
        return scope[int(name)] if name.isdecimal() and int(name) < len(scope) else None
    return None if scope is None or isinstance(scope, (str, int, float)) else scope.look(name)
