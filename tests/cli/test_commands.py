"""The commands that show something show it, with exit codes that a script can use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from mockserver.cli import main
from mockserver.server import MockServer
from mockserver.settings import OPTIONS


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_help_names_every_command(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(words) == 0
    shown = capsys.readouterr().out
    for command in ("serve", "health", "config", "connectors", "routes", "openapi", "version"):
        assert f"\n  {command} " in shown


def test_without_a_command_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "config"])
def test_help_of_serve_and_config_explains_every_option(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    for option in OPTIONS.values():
        assert f"{option.flag} {option.metavar}" in shown
        assert option.variable in shown


def test_an_unknown_command_or_option_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["srve"]) == 2
    assert main(["config", "--prot", "1"]) == 2
    assert "--port" in capsys.readouterr().err


def test_config_shows_values_and_where_they_come_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCKSERVER_API_KEYS", "first")
    assert main(["config", "--port", "9", "--cors", "http://a", "--cors", "http://b"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["port", "9", "--port"] in rows
    assert ["cors", "http://a,http://b", "--cors"] in rows
    assert ["api_keys", "********", "MOCKSERVER_API_KEYS"] in rows
    assert ["seed", "42", "default"] in rows


def test_config_refuses_what_serve_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--port", "many"]) == 2
    assert capsys.readouterr().err == "mockserver: --port must be a whole number from 0 to 65535, not 'many'\n"


def test_health_asks_the_configured_address(
    mock_server: MockServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["health", "--url", mock_server.url]) == 0
    monkeypatch.setenv("MOCKSERVER_HOST", "0.0.0.0")
    monkeypatch.setenv("MOCKSERVER_PORT", mock_server.url.rpartition(":")[2])
    # A proxy for the web is none for a neighbour.
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    assert main(["health"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://", "nonsense", "http://127.0.0.1:port"])
def test_health_of_nobody_is_exit_code_1(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert main(["health", "--url", url, "--timeout", "1"]) == 1
    assert capsys.readouterr().err.startswith(f"mockserver: no answer from {url}: ")


def test_health_of_another_server_is_exit_code_1(mock_server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--url", f"{mock_server.url}/elsewhere"]) == 1
    assert "/elsewhere/_mock/health answers 404" in capsys.readouterr().err


def test_routes_lists_the_operations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["GET", "/v1/check-api-key"] in [row[:2] for row in rows]


def test_openapi_is_one_document_in_two_notations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    as_json = json.loads(capsys.readouterr().out)
    assert main(["openapi", "--format", "yaml"]) == 0
    assert yaml.safe_load(capsys.readouterr().out) == as_json
    assert as_json["openapi"].startswith("3.1")
    assert main(["openapi", "--format", "toml"]) == 2


def test_connectors_lists_all_or_explains_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connectors"]) == 0
    every = capsys.readouterr().out.splitlines()
    assert main(["connectors", "--category", "hris"]) == 0
    some = capsys.readouterr().out.splitlines()
    assert 1 < len(some) < len(every)
    assert main(["connectors", "hrworks", "--category", "ATS"]) == 0
    shown = capsys.readouterr().out
    assert "ats_jobs" in shown
    assert "hris_employees" not in shown


def test_an_unknown_connector_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["connectors", "hrwork"]) == 2
    assert "unknown connector hrwork, did you mean 'hrworks'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--category", "hirs"], "--category: there is no hirs, did you mean 'HRIS'?"),
        (["hrworks", "--category", "assessment"], "--category: there is no assessment, expected one of ATS, HRIS"),
    ],
)
def test_a_category_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["connectors", *words]) == 2
    assert capsys.readouterr() == ("", f"mockserver: {message}\n")


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    shown = capsys.readouterr().out.strip()
    project = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert shown == "not installed, run from a checkout" or f'\nversion = "{shown}"\n' in project
