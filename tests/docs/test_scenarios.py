"""What docs/scenarios.md shows are files that work, and commands that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from mockserver.cli import main
from mockserver.cli.flags import parse
from mockserver.scenarios import library
from mockserver.scenarios.replay import play
from mockserver.server import MockServer
from mockserver.settings import OPTIONS, Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"<!-- (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
FILES = sorted(name for name in SHOWN if name.endswith(".yaml"))
COMMANDS = re.findall(r"(?m)^\$ mockserver (.*)$", PAGE)


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)


def test_every_file_of_the_examples_is_shown_as_it_is() -> None:
    examples = {f"examples/scenarios/{path.name}" for path in (ROOT / "examples" / "scenarios").glob("*.*")}
    assert examples == set(SHOWN)
    for name, text in SHOWN.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name} is shown differently"


@pytest.mark.parametrize("file", FILES)
def test_every_scenario_tells_what_it_says(file: str) -> None:
    with MockServer(scenario=file) as server:
        headers = {"Authorization": "Bearer demo"}
        with httpx.Client(base_url=server.url, headers=headers, trust_env=False) as client:

            def send(method: str, path: str, integration_id: str | None, body: Any) -> tuple[int, Any]:
                named = {} if integration_id is None else {"X-Integration-Id": integration_id}
                answer = client.request(method, path, headers=named, json=body)
                return answer.status_code, answer.json()

            for moment in client.get("/_mock/scenario").json()["moments"]:
                assert play(moment, send) == [], moment["title"]


def test_everything_names_every_key_there_is() -> None:
    shown = yaml.safe_load(SHOWN["examples/scenarios/everything.yaml"])
    schema = yaml.safe_load((ROOT / "fixtures" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert set(shown) == set(schema["properties"])


@pytest.mark.parametrize("words", [command for command in COMMANDS if command.startswith("serve")])
def test_a_server_could_be_started_so(words: str) -> None:
    settings = Settings.load(parse(shlex.split(words)[1:]), {})
    assert library.find(str(settings.scenario)).is_file()


def test_the_other_commands_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MockServer() as server:
        monkeypatch.setenv("MOCKSERVER_PORT", server.url.rpartition(":")[2])
        monkeypatch.chdir(tmp_path)
        for command in COMMANDS:
            if not command.startswith("serve"):
                assert main(shlex.split(command)) == 0, command
    assert "differs" not in capsys.readouterr().out


def test_the_table_names_every_pack() -> None:
    assert set(re.findall(r"(?m)^\| `([a-z-]+)` \| (?=[a-z])", PAGE)) >= set(library.packs())


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).is_file(), link
