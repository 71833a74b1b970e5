"""Path templates: `/candidates/{id}`, and `/files/*` for everything below."""

from __future__ import annotations

import re
from functools import lru_cache

REST = "*"
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def check(template: str) -> str | None:
    """Give what is wrong with a template, or None."""
    *segments, last = template.strip("/").split("/")
    if REST in "".join(segments) or (REST in last and last != REST):
        return "* stands for the rest of a path, so it must be the last segment of its own"
    names = _PLACEHOLDER.findall(template)
    if set("{}") & set(_PLACEHOLDER.sub("", template)):
        return "a placeholder is a word in braces, such as {id}"
    if any(len(_PLACEHOLDER.findall(segment)) > 1 for segment in template.split("/")):
        return "a segment has one placeholder at most"
    if len(names) != len(set(names)):
        return "each placeholder needs a name of its own"
    return None


def match(template: str, path: str) -> dict[str, str] | None:
    """Give what stands for the placeholders in a path that fits the template, or None; outer slashes do not count."""
    found = _pattern(template.strip("/")).fullmatch(path.strip("/"))
    return None if found is None else found.groupdict()


@lru_cache(maxsize=2048)
def _pattern(template: str) -> re.Pattern[str]:
    # A placeholder never spans segments and is alone in its own, so matching takes no longer than the path is long.
    head, rest = (template.removesuffix(REST), ".*") if template.endswith(REST) else (template, "")
    parts = _PLACEHOLDER.split(head)
    text = "".join(f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text + rest, re.DOTALL)
