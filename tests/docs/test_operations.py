"""What docs/operations.md, SECURITY.md and docs/testcontainers.md say is so."""

from __future__ import annotations

import re
import sys
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import httpx
import pytest
import yaml

from mockserver.app import create_app
from mockserver.cli.flags import parse
from mockserver.server import MockServer
from mockserver.settings import OPTIONS, Settings

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "testcontainers" / "test_with_container.py"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"(?m)^```{language}\n([^`]*)^```", text)


@pytest.mark.parametrize("text", [OPERATIONS, SECURITY], ids=["operations", "security"])
def test_every_option_and_variable_exists(text: str) -> None:
    known = {option.flag for option in OPTIONS.values()} | {option.variable for option in OPTIONS.values()}
    foreign = {"--rm", "--read-only", "--network", "--cap-drop", "--user", "--entrypoint", "--add-host", "--url"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+|MOCKSERVER_[A-Z_]+", text))
    assert named - foreign - known == set()


def test_flags_after_the_image_are_flags_of_serve() -> None:
    commands = "\n".join(blocks(OPERATIONS, "sh"))
    found = [line.partition(" mockserver ")[2].split() for line in commands.splitlines() if "docker run" in line]
    flags = [words for words in found if words and words[0].startswith("--")]
    assert flags
    for words in flags:
        assert Settings.load(parse(words), {}).origins


async def test_the_metrics_are_those_that_are_told() -> None:
    app = create_app(Settings())
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")
    text = (await http.get("/_mock/metrics", headers={"authorization": "Bearer demo"})).text
    assert re.findall(r"# TYPE (\S+)", text) == re.findall(r"(?m)^\| `(mockserver_\w+)`", OPERATIONS)


async def test_the_paths_of_probes_and_of_prometheus_exist() -> None:
    kubernetes, prometheus = (yaml.safe_load(block) for block in blocks(OPERATIONS, "yaml"))
    [container], [job] = kubernetes["containers"], prometheus["scrape_configs"]
    paths = [container[f"{name}Probe"]["httpGet"]["path"] for name in ("liveness", "readiness")]
    app = create_app(Settings(host="0.0.0.0"))
    # Probes name the address of the pod.
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.1.2.3:8080")
    headers = {"authorization": f"Bearer {job['authorization']['credentials']}"}
    for path in (*paths, job["metrics_path"]):
        assert (await http.get(path, headers=headers)).status_code == 200


def test_links_lead_somewhere() -> None:
    for name in ("docs/operations.md", "docs/testcontainers.md", "SECURITY.md"):
        page = ROOT / name
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            target, _, anchor = link.partition("#")
            linked = (page.parent / target).resolve()
            assert linked.is_file(), f"{name}: {link}"
            headings = re.findall(r"(?m)^#+ (.*)$", linked.read_text(encoding="utf-8"))
            assert not anchor or anchor in [heading.lower().replace(" ", "-") for heading in headings]


class DockerContainer:
    """Stands in for the container engine: the server in a thread."""

    def __init__(self, image: str) -> None:
        assert image == "mockserver"
        self._options: dict[str, Any] = {}

    def with_exposed_ports(self, port: int) -> DockerContainer:
        assert port == 8080
        return self

    def with_env(self, variable: str, text: str) -> DockerContainer:
        [name] = [option.name for option in OPTIONS.values() if option.variable == variable]
        self._options[name] = text
        return self

    def __enter__(self) -> Self:
        self._server = MockServer(**self._options).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def get_container_host_ip(self) -> str:
        return "localhost"

    def get_exposed_port(self, _: int) -> str:
        return self._server.url.rpartition(":")[2]


def test_the_recipe_for_testcontainers_works(monkeypatch: pytest.MonkeyPatch) -> None:
    contents: dict[str, dict[str, Any]] = {
        "testcontainers": {},
        "testcontainers.core": {},
        "testcontainers.core.container": {"DockerContainer": DockerContainer},
        "testcontainers.core.waiting_utils": {"wait_for_logs": lambda *_: None},
    }
    for name, content in contents.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    spec = util.spec_from_file_location("recipe", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    recipe = util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    started = recipe.mock_url.__wrapped__()
    url = next(started)
    recipe.test_jobs(url)
    assert next(started, None) is None


def test_the_page_shows_the_recipe_that_works() -> None:
    page = (ROOT / "docs" / "testcontainers.md").read_text(encoding="utf-8")
    assert blocks(page, "python") == [EXAMPLE.read_text(encoding="utf-8")]
