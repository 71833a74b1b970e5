"""The published package @kombo-api/connect, in a real browser, against our page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mockserver.server import MockServer

if TYPE_CHECKING:
    from kombo import Kombo
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.needs_browser

PACKAGE = "@kombo-api/connect@1.3.0"
PRODUCT = Path(__file__).parent / "browser"

Link = Callable[..., str]


class Product:
    """A page of somebody else's product, with the flow in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda problem: self.problems.append(str(problem)))
        page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        page.goto(address)

    def connect(self, link: str) -> FrameLocator:
        """Open the flow and give the frame that it is in."""
        self.page.evaluate("connect", link)
        return self.page.frame_locator("iframe")

    def outcome(self) -> dict[str, Any]:
        """Wait for what the package says and give it; the frame is gone by then."""
        outcome: dict[str, Any] = self.page.wait_for_function("outcome").json_value()
        assert self.page.locator("iframe").count() == 0
        return outcome


@pytest.fixture(scope="session")
def product_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product: its page and the published package, on an origin of its own."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("product")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be installed: {done.stderr.strip()[-200:]}")
    for file in PRODUCT.iterdir():
        shutil.copy(file, folder)
    shutil.copy(folder / "node_modules" / "@kombo-api" / "connect" / "dist" / "index.js", folder / "connect.js")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def product(page: Page, product_address: str) -> Iterator[Product]:
    opened = Product(page, product_address)
    yield opened
    assert opened.problems == []


def test_a_finished_flow_is_redeemed_with_the_sdk(
    product: Product, link: Link, sdk: Callable[[str, str], Kombo], connected: Callable[[], list[dict[str, Any]]]
) -> None:
    frame = product.connect(link(end_user_origin_id="42"))
    frame.get_by_label("Which system do you use?").fill("leve")
    assert frame.get_by_role("radio").filter(visible=True).count() == 1
    frame.get_by_label("Lever").check()
    frame.get_by_label("Account or subdomain").fill("anything")
    frame.get_by_label("API key or password").fill("at all")
    frame.get_by_role("button", name="Connect").click()
    token = product.outcome()["token"]
    integration = sdk("lever", "ATS").connect.get_integration_by_token(token=token).data
    assert (integration.tool, integration.end_user_origin_id) == ("lever", "42")
    assert [entry["id"] for entry in connected()] == [integration.id]
    assert integration.id not in token


def test_the_keyboard_is_enough(product: Product, link: Link, connected: Callable[[], list[dict[str, Any]]]) -> None:
    frame = product.connect(link())
    frame.get_by_role("searchbox").wait_for()
    product.page.keyboard.type("workabl")
    product.page.keyboard.press("Enter")
    assert "token" in product.outcome()
    assert [entry["tool"] for entry in connected()] == ["workable"]


def test_the_arrows_go_through_what_the_search_left(
    product: Product, link: Link, connected: Callable[[], list[dict[str, Any]]]
) -> None:
    frame = product.connect(link())
    frame.get_by_role("searchbox").fill("greenhouse")
    for key in ("Tab", "ArrowDown", "Enter"):
        product.page.keyboard.press(key)
    assert "token" in product.outcome()
    assert [entry["tool"].startswith("greenhouse") for entry in connected()] == [True]


def test_a_system_has_to_be_chosen(product: Product, link: Link) -> None:
    frame = product.connect(link(language="de"))
    frame.get_by_role("button", name="Verbinden").click()
    frame.get_by_text("Wählen Sie zuerst ein System.").wait_for()
    frame.get_by_role("searchbox").fill("no such thing")
    frame.get_by_text("Kein System mit diesem Namen.").wait_for()
    frame.get_by_role("button", name="Abbrechen").click()
    assert product.outcome() == {"problem": "KomboConnectCancelledError"}


@pytest.mark.parametrize("way", ["button", "key"])
def test_cancelling_rejects(
    product: Product, link: Link, connected: Callable[[], list[dict[str, Any]]], way: str
) -> None:
    frame = product.connect(link(integration_tool="lever"))
    if way == "button":
        frame.get_by_role("button", name="Cancel").click()
    else:
        frame.get_by_label("Account or subdomain").press("Escape")
    assert product.outcome() == {"problem": "KomboConnectCancelledError"}
    assert connected() == []


def test_a_failed_attempt_can_be_repeated(
    product: Product, link: Link, connected: Callable[[], list[dict[str, Any]]]
) -> None:
    frame = product.connect(link(integration_tool="lever"))
    frame.get_by_role("button", name="Let it fail").click()
    frame.get_by_text("The system refused the credentials.").wait_for()
    assert connected() == []
    frame.get_by_role("button", name="Connect").click()
    assert "token" in product.outcome()
    assert len(connected()) == 1


def test_a_relink_keeps_the_integration(
    product: Product, mock_server: MockServer, client: httpx.Client, sdk: Callable[[str, str], Kombo]
) -> None:
    kombo, id = sdk("greenhouse", "ATS"), mock_server.integration_id("greenhouse", "ATS")
    client.patch(f"{mock_server.url}/_mock/integrations/{id}", json={"status": "INVALID"}).raise_for_status()
    link = kombo.general.create_reconnection_link(integration_id=id, language="fr").data.link
    frame = product.connect(link)
    frame.get_by_role("button", name="Connecter").click()
    token = product.outcome()["token"]
    assert kombo.connect.get_integration_by_token(token=token).data.id == id
    assert kombo.general.get_integration_details(integration_id=id).data.status == "ACTIVE"


def test_a_link_that_ends_while_the_page_is_open_says_so(
    page: Page, product_address: str, link: Link, advance: Callable[[str], None]
) -> None:
    product = Product(page, product_address)
    frame = product.connect(link(integration_tool="lever"))
    frame.get_by_role("button", name="Connect").wait_for()
    advance("PT1H")
    frame.get_by_role("button", name="Connect").click()
    frame.get_by_text("That did not work: The link does not work any more.").wait_for()
    assert ["401" in problem for problem in product.problems] == [True]


def test_a_link_that_has_ended_can_be_closed(
    page: Page, product_address: str, link: Link, advance: Callable[[str], None]
) -> None:
    product = Product(page, product_address)
    one = link(language="es")
    advance("PT1H")
    frame = product.connect(one)
    frame.get_by_text("Este enlace ha caducado").wait_for()
    frame.get_by_role("button", name="Cerrar").click()
    assert product.outcome() == {"problem": "KomboConnectCancelledError"}


def test_without_a_product_around_it_the_page_says_what_happened(page: Page, link: Link) -> None:
    page.goto(link(integration_tool="lever"))
    page.get_by_role("button", name="Connect").click()
    page.get_by_text("Done. You can close this page.").wait_for()
    page.goto(link(integration_tool="lever"))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled. You can close this page.").wait_for()


def test_names_stay_text(product: Product, link: Link) -> None:
    name = "<img src=x onerror=alert(1)> & Söhne"
    frame = product.connect(link(end_user_organization_name=name, integration_tool="lever"))
    assert name in frame.get_by_role("main").inner_text()
    frame.get_by_role("button", name="Cancel").click()
    product.outcome()
