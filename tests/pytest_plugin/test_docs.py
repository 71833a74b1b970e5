"""What docs/pytest.md shows is what happens."""

from __future__ import annotations

import re

import pytest

from mockserver import strategies
from mockserver.pytest_plugin import OPTIONS
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.pytest_plugin.transcript import transcript
from tests.pytest_plugin.conftest import ROOT, Downstream

PAGE = (ROOT / "docs" / "pytest.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_every_block_of_code_is_a_file_of_tests_that_pass(downstream: Downstream) -> None:
    files = blocks("python")
    for number, text in enumerate(files):
        downstream.write(f"test_block_{number}.py", text)
    outcome = downstream.run("-q", "-n", "2")
    assert outcome.status == 0, outcome.text
    assert outcome.count("passed") == sum(text.count("def test_") for text in files)


def test_the_report_is_the_one_that_is_shown(mock: KomboMock) -> None:
    client = mock.client("careerplug")
    job = client.get("/ats/jobs", params={"page_size": 1}).json()["data"]["results"][0]["id"]
    body = {"candidate": {"first_name": "Ada", "last_name": "Noor", "email_address": "ada@example.org"}}
    client.post(f"/ats/jobs/{job}/applications", json=body)

    [shown] = blocks("text")
    assert shown.splitlines()[1:] == transcript(mock).splitlines()


def test_the_ini_file_is_understood(downstream: Downstream) -> None:
    [ini] = blocks("ini")
    folder = downstream.folder / "tests" / "connectors"
    folder.mkdir(parents=True)
    downstream.write("pytest.ini", f"{ini}addopts = --strict-config\n")
    downstream.write("test_it.py", "def test_it(kombo_mock):\n    assert kombo_mock.integration('ukgpro')\n")
    outcome = downstream.run("-q")
    assert outcome.count("passed") == 1, outcome.text


@pytest.mark.parametrize("name", sorted({*OPTIONS, *strategies.__all__} - {"Call", "BadCall"}))
def test_every_option_and_every_strategy_is_there(name: str) -> None:
    assert re.search(rf"`{name}[`(,]", PAGE), f"docs/pytest.md does not say what {name} is"


def test_everything_that_it_lists_is_there() -> None:
    names = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    listed = {name for row in names for name in re.findall(r"`(\w+)", row)}
    attributes = {"url", "api_key", "clock", "requests", "webhooks", "control", "scenario"}
    known = {*dir(KomboMock), *OPTIONS, *strategies.__all__, *attributes}
    assert listed <= known
    assert (ROOT / "examples" / "pytest" / "pyproject.toml").exists()
