"""The customer's own system as it shows through: its numbers, its addresses, its raw records.

Tools differ in where their numbers start, how their endpoints are called and how they spell keys. Which way a tool
has is drawn from its name, so a new tool needs nothing here.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from itertools import count
from typing import Any, NamedTuple

from mockserver.ids import record_id
from mockserver.world.plan import Plan


class Style(NamedTuple):
    """How one family of tools addresses its records."""

    endpoint: str
    first_number: int
    camel_case: bool


_STYLES = (
    Style("/v1/{kind}", 1_001, True),
    Style("/api/{kind}", 1, False),
    Style("/{kind}", 40_001, True),
    Style("/rest/{kind}", 101, False),
    Style("/v2/{kind}", 700_001, False),
)


# Where the numbers of a kind start, counted from the style's first: so a client that takes the id of one record for
# that of another notices in a small world. In a large one the ranges meet.
_OFFSETS = {
    "stages": 200,
    "postings": 600,
    "questions": 800,
    "candidates": 9_000,
    "applications": 52_000,
    "interviews": 31_000,
    "offers": 4_000,
    "attachments": 75_000,
}


class RemoteSystem:
    """Numbers and addresses of one plan's customer system."""

    def __init__(self, plan: Plan) -> None:
        digest = blake2b(plan.tool.encode(), digest_size=4).digest()
        self.style = _STYLES[int.from_bytes(digest, "big") % len(_STYLES)]
        self._host = "https://" + plan.tool.replace(".", "-") + ".example.com"
        self._keys: dict[str, str] = {}

    def numbers(self, kind: str = "", *, small: bool = False) -> count[int]:
        """Give the counter of a kind of records; `small` lists, such as users and tags, start at 1 in every tool.

        So numbers, and with them ids, coincide across models, as they do in real tools.
        """
        return count(1 if small else self.style.first_number + _OFFSETS.get(kind, 0))

    def endpoint(self, kind: str) -> str:
        """Give the path under which the tool lists records of a kind, such as `/v1/candidates`."""
        return self.style.endpoint.format(kind=kind)

    def page(self, kind: str) -> str:
        """Give the address of the tool's own pages for a kind; a record's page is this with its number appended."""
        return f"{self._host}/{kind}/"

    def key(self, name: str) -> str:
        """Spell a raw key, given in snake case, as the tool does."""
        spelled = self._keys.get(name)
        if spelled is None:
            first, *rest = name.split("_")
            spelled = first + "".join(word.title() for word in rest) if self.style.camel_case else name
            self._keys[name] = spelled
        return spelled

    def raw(self, kind: str, **values: Any) -> dict[str, Any]:
        """Give `remote_data`: the tool's own record under the path that it came from."""
        key = self.key
        return {self.endpoint(kind): {key(name): value for name, value in values.items()}}


def integration_field(plan: Plan, key: str, label: str, value: Any, *, custom: bool = True) -> dict[str, Any]:
    """Give one entry of `integration_fields`."""
    kind = "CUSTOM" if custom else "DEFAULT"
    return {"id": _field_id(plan.integration_id, key), "key": key, "type": kind, "value": value, "label": label}


@lru_cache(maxsize=256)
def _field_id(integration_id: str, key: str) -> str:
    return record_id(integration_id, f"field/{key}")
