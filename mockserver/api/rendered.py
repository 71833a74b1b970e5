"""Rendered answers that are kept: pages as they were sent, and single records as they stand in pages.

Both are named by world and revision, so a write makes the old ones unreachable, and environments that share a world
share them. Each cache is bounded in bytes and forgets what was used longest ago.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from mockserver.api.request import compact

PAGES_BYTES = 24_000_000
RECORDS_BYTES = 48_000_000
# What keeping something costs besides its bytes, roughly: else empty pages and groups would pile up without end.
ENTRY_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is sent: the body and the headers that tell about coverage."""

    body: bytes
    headers: list[tuple[bytes, bytes]]


class Pages:
    """Pages by world, revision, view and what is on them."""

    def __init__(self, limit: int = PAGES_BYTES) -> None:
        self._limit = limit
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()

    def get(self, name: Hashable) -> Page | None:
        """Give a page that was kept."""
        page = self._pages.get(name)
        if page is not None:
            self._pages.move_to_end(name)
        return page

    def keep(self, name: Hashable, page: Page) -> None:
        """Keep a page; nothing happens if there is one of that name."""
        if name in self._pages:
            return
        self._pages[name] = page
        self._bytes += ENTRY_BYTES + len(page.body)
        while self._bytes > self._limit:
            _, forgotten = self._pages.popitem(last=False)
            self._bytes -= ENTRY_BYTES + len(forgotten.body)


class Fragments:
    """Single records as JSON, in groups of one world, revision, view and model."""

    def __init__(self, limit: int = RECORDS_BYTES) -> None:
        self._limit = limit
        self._bytes = 0
        self._groups: OrderedDict[Hashable, dict[int, bytes]] = OrderedDict()

    def group(self, name: Hashable) -> dict[int, bytes]:
        """Give the fragments of a group, by sequence number; add new ones with `keep`."""
        found = self._groups.get(name)
        if found is None:
            found = self._groups[name] = {}
            self._bytes += ENTRY_BYTES
            self._make_room()
        else:
            self._groups.move_to_end(name)
        return found

    def keep(self, name: Hashable, fragments: dict[int, bytes]) -> None:
        """Add fragments to a group; the groups used longest ago make room, at last the group itself."""
        self.group(name).update((sequence, compact(fragment)) for sequence, fragment in fragments.items())
        self._bytes += sum(map(len, fragments.values()))
        self._make_room()

    def _make_room(self) -> None:
        while self._bytes > self._limit:
            _, forgotten = self._groups.popitem(last=False)
            self._bytes -= ENTRY_BYTES + sum(map(len, forgotten.values()))
