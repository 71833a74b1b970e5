"""The sample application: connects an ATS, lists its jobs, and an application with a CV arrives in the console."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from mockserver.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs_browser

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "job-board"


@pytest.fixture(scope="session")
def connect_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("job-board")
    shutil.copy(EXAMPLE / "package.json", folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip(f"the packages of the job board cannot be installed: {done.stderr.strip()[-200:]}")
    return folder / "node_modules" / "@kombo-api" / "connect" / "dist" / "index.js"


@pytest.fixture
def job_board(mock_server: MockServer, api_key: str, connect_script: Path) -> Iterator[str]:
    """The address of the running job board."""
    spec = importlib.util.spec_from_file_location("job_board", EXAMPLE / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app = module.create_app(f"{mock_server.url}/v1", api_key, connect_script)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def test_an_application_arrives(
    page: Page, job_board: str, mock_server: MockServer, client: httpx.Client, api_key: str
) -> None:
    page.goto(job_board)
    page.get_by_role("button", name="Connect your ATS").click()
    flow = page.frame_locator("iframe")
    flow.get_by_role("searchbox").fill("workabl")
    flow.get_by_label("Workable").check()
    flow.get_by_label("Account or subdomain").fill("anything")
    flow.get_by_label("API key or password").fill("at all")
    flow.get_by_role("button", name="Connect").click()

    form = page.locator("form[data-job]").first
    job = form.get_attribute("data-job")
    form.get_by_label("First name").fill("Frida")
    form.get_by_label("Last name").fill("Okafor")
    form.get_by_label("E-mail").fill("frida.okafor@example.org")
    form.get_by_label("CV").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a short life"}
    )
    form.get_by_role("button", name="Apply for").click()
    page.get_by_text("your application has arrived").wait_for()

    found = client.get(f"{mock_server.url}/_mock/integrations?tool=workable").json()["integrations"]
    [id] = [each["id"] for each in found if each["id"] != mock_server.integration_id("workable", "ATS")]
    client.headers["X-Integration-Id"] = id
    [candidate] = client.get("/ats/candidates?last_name=Okafor").json()["data"]["results"]
    assert candidate["first_name"] == "Frida"
    named = ",".join(application["id"] for application in candidate["applications"])
    [application] = client.get(f"/ats/applications?ids={named}").json()["data"]["results"]
    assert application["job_id"] == job
    # In the console the new integration stands first, and the person is in its table.
    value = urlsafe_b64encode(api_key.encode()).decode()
    page.context.add_cookies([{"name": "mock_console_key", "value": value, "domain": "127.0.0.1", "path": "/_console"}])
    page.goto(f"{mock_server.url}/_console")
    page.get_by_role("link", name="Workable ATS", exact=True).first.click()
    assert id in page.url
    page.get_by_role("textbox", name="Last name").fill("Okafor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("cell", name="Okafor", exact=True).wait_for()
