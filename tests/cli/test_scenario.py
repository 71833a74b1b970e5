"""`scenario` lists, shows, checks and plays, with exit codes for scripts."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from mockserver.cli import main
from mockserver.ids import integration_id
from mockserver.server import MockServer
from mockserver.settings import OPTIONS

MINE = """\
title: Mine
integrations:
  people: {tool: personio, category: HRIS, records: {employees: [{remote_id: E-1, first_name: Ada}]}}
moments:
  - title: Ada
    record: {integration: people, model: employees, remote_id: E-1}
    call: GET /hris/employees?ids={people/E-1}
    answer: {data: {results: [{first_name: NAME}]}}
"""


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_text(MINE.replace("NAME", "Ada"), encoding="utf-8")
    return file


def test_list_names_the_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == ["broken-connection", "messy-migration", "multi-country", "scale-up", "staffing-agency"]


def test_show_gives_ids_that_can_be_written_into_a_test(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in (42, 7):
        assert main(["scenario", "show", str(mine), "--seed", str(seed)]) == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert ["people", integration_id(seed, "personio", "HRIS"), "HRIS", "ACTIVE", "1"] in rows
        assert rows[-1][:3] == ["Ada", "people", "GET"]


def test_check_says_that_all_is_well(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "check", str(mine)]) == 0
    assert capsys.readouterr() == (f"{mine} is fine: 1 integration, 1 own record, 1 moment\n", "")


def test_check_names_the_lines_that_are_wrong(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text("title: x\nheadcount: many\nfaults: [{preset: tol-down}]\n", encoding="utf-8")
    assert main(["scenario", "check", str(mine)]) == 2
    assert capsys.readouterr().err == (f"mockserver: {mine}:2: headcount: must be a whole number, not a text\n")
    mine.write_text("title: x\nfaults: [{preset: tol-down}]\n", encoding="utf-8")
    assert main(["scenario", "check", str(mine)]) == 2
    assert f"{mine}:2: faults.0.preset: no preset 'tol-down'" in capsys.readouterr().err


def test_play_replays_the_moments_of_a_file_or_a_pack(
    mock_server: MockServer, api_key: str, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenario", "play", str(mine), "--url", mock_server.url, "--key", api_key]) == 0
    assert capsys.readouterr() == ("as told  Ada\n", "")
    assert main(["scenario", "play", "broken-connection", "--url", mock_server.url, "--key", api_key]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    headers = {"Authorization": f"Bearer {api_key}"}
    began = httpx.get(f"{mock_server.url}/_mock/scenario", headers=headers, trust_env=False).json()
    assert began["name"] == "broken-connection"


def test_play_tells_what_is_different(
    mock_server: MockServer, api_key: str, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.write_text(MINE.replace("NAME", "Grace"), encoding="utf-8")
    assert main(["scenario", "play", str(mine), "--url", mock_server.url, "--key", api_key]) == 1
    assert capsys.readouterr().out == ("differs  Ada\n         $.data.results[0].first_name is 'Ada', not 'Grace'\n")


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (["show", "scaleup"], "no scenario 'scaleup', did you mean 'scale-up'?", 2),
        (["check", "nowhere.yaml"], "there is no scenario file nowhere.yaml", 2),
        (["play", "scale-up", "--url", "http://127.0.0.1:1"], "no answer from http://127.0.0.1:1", 1),
        (["list", "--all"], "No such option", 2),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str, code: int
) -> None:
    assert main(["scenario", *words]) == code
    output, told = capsys.readouterr()
    assert message in told
    assert output == ""
