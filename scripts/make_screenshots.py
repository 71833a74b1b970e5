"""Make the screenshots of the README: home, board, record, connector matrix and requests.

python -m scripts.make_screenshots [FOLDER]; docs/screenshots without it.

Needs playwright and a chromium of the system. The clock stands still, so the same version makes the same pictures.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from mockserver.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-06-02T09:00:00Z"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("chromium is not installed")
        return 1
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with MockServer(now=NOW) as server, sync_playwright() as started:
        ask(server)
        browser = started.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="UTC", color_scheme="light"
        )
        page = context.new_page()
        for name, path in pages(server).items():
            show(page, f"{server.url}{path}")
            page.screenshot(path=folder / f"{name}.png")
            print(folder / f"{name}.png")
        browser.close()
    return 0


def ask(server: MockServer) -> None:
    """Ask what the log of requests is to show: answers and refusals."""
    with httpx.Client(base_url=f"{server.url}/v1", headers={"Authorization": "Bearer demo"}, trust_env=False) as client:
        for tool, path in (
            ("sandbox", "/ats/jobs?statuses=OPEN"),
            ("sandbox", "/ats/candidates?page_size=5"),
            ("hrworks", "/ats/interviews"),
            ("ukgpro", "/ats/users?emails=nobody@example.com"),
            ("sandbox", "/ats/jobs?page_size=9999"),
        ):
            client.get(path, headers={"X-Integration-Id": server.integration_id(tool, "ATS")})


def pages(server: MockServer) -> dict[str, str]:
    """Give the path of each picture's page."""
    id = server.integration_id("hrworks", "ATS")
    headers = {"Authorization": "Bearer demo", "X-Integration-Id": id}
    jobs = httpx.get(f"{server.url}/v1/ats/jobs?page_size=1", headers=headers, trust_env=False).json()["data"][
        "results"
    ]
    return {
        "home": "/_console",
        "board": f"/_console/board/{server.integration_id('sandbox', 'ATS')}",
        "record": f"/_console/data/{id}/ats_jobs/{jobs[0]['id']}",
        "matrix": "/_console/connectors/hrworks/ATS?with=ukgpro",
        "requests": "/_console/requests",
    }


def show(page: Page, address: str) -> None:
    """Open a page and wait until it is whole; a page with a live log is never idle."""
    page.goto(address)
    page.wait_for_load_state("load")


if __name__ == "__main__":
    sys.exit(main())
