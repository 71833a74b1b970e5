"""A real browser in tests: sizes, colour schemes, and what a page must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mockserver.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESKTOP, PHONE, PROJECTOR = (1280, 800), (390, 844), (1920, 1080)
LOOKS = [(DESKTOP, "light"), (PHONE, "dark"), (PHONE, "light"), (PROJECTOR, "dark")]


class Open(Protocol):
    """Opens a page of a size and scheme, on the usual server with a key, or on another one without."""

    def __call__(self, size: tuple[int, int], scheme: str, server: MockServer | None = None) -> Page:
        """Give the page."""


def fits(page: Page) -> bool:
    """Tell whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def serious_faults(page: Page, axe: str) -> list[tuple[str, Any]]:
    """Give what the accessibility checker calls serious or worse."""
    # Our own policy keeps a script element from running it; the debugger may.
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (each["id"], [node["target"] for node in each["nodes"]][:3])
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
    ]
