"""`export` and `import` carry an environment from a server or a database to another, with exit codes for scripts."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import httpx
import pytest

from mockserver.cli import main
from mockserver.ids import integration_id
from mockserver.server import MockServer
from mockserver.settings import OPTIONS

NOW = "2025-06-02T09:00:00Z"
HRIS = integration_id(42, "personio", "HRIS")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)


def employees(server: MockServer, key: str) -> bytes:
    headers = {"Authorization": f"Bearer {key}", "X-Integration-Id": HRIS}
    return httpx.get(f"{server.url}/v1/hris/employees", headers=headers, trust_env=False).content


def hire(server: MockServer, key: str) -> None:
    url = f"{server.url}/_mock/integrations/{HRIS}/upstream"
    answer = httpx.post(
        url, json={"event": "employee_hired"}, headers={"Authorization": f"Bearer {key}"}, trust_env=False
    )
    assert answer.status_code == 200


def test_from_one_server_to_another(
    mock_server: MockServer, api_key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hire(mock_server, api_key)
    file = str(tmp_path / "state.jsonl")
    assert main(["export", "--url", mock_server.url, "--key", api_key, "--output", file]) == 0
    assert capsys.readouterr() == ("", "")
    with MockServer(now="2031-01-01", seed=7) as other:
        assert main(["import", file, "--url", f"{other.url}/v1", "--key", "demo"]) == 0
        told, noise = capsys.readouterr()
        assert re.fullmatch(r"1 integration, \d{3} records, 0 files\n", told)
        assert noise == ""
        assert employees(other, "demo") == employees(mock_server, api_key)


def test_through_a_database_and_back(
    mock_server: MockServer, api_key: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    hire(mock_server, api_key)
    file, database = tmp_path / "state.jsonl", f"sqlite:///{tmp_path}/kept.db"
    assert main(["export", "--url", mock_server.url, "--key", api_key, "-o", str(file)]) == 0
    assert main(["import", str(file), "--database", database, "--key", "kept"]) == 0
    capsysbinary.readouterr()
    assert main(["export", "--database", database, "--key", "kept"]) == 0
    written, noise = capsysbinary.readouterr()
    assert (written, noise) == (file.read_bytes(), b"")
    with MockServer(now=NOW, database=database) as other:
        assert employees(other, "kept") == employees(mock_server, api_key)


def test_standard_input_and_the_configured_address(
    mock_server: MockServer, api_key: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("MOCKSERVER_PORT", mock_server.url.rpartition(":")[2])
    assert main(["export", "--key", api_key]) == 0
    lines, _ = capsysbinary.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["import", "-", "--key", f"{api_key}-2"]) == 0
    assert capsysbinary.readouterr()[0] == b"0 integrations, 0 records, 0 files\n"


def test_the_control_token_is_sent(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with MockServer(now=NOW, control_token="sesame") as server:
        assert main(["export", "--url", server.url]) == 2
        assert b"X-Mock-Control-Token" in capfdbinary.readouterr()[1]
        assert main(["export", "--url", server.url, "--control-token", "sesame"]) == 0
        monkeypatch.setenv("MOCKSERVER_CONTROL_TOKEN", "sesame")
        assert main(["export", "--url", server.url]) == 0


@pytest.mark.parametrize("where", ["server", "database"])
def test_a_damaged_file_is_named_with_its_line_and_nothing_changes(
    mock_server: MockServer, api_key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    file, database = tmp_path / "state.jsonl", f"sqlite:///{tmp_path}/kept.db"
    file.write_text('{"mockserver":"environment","format":9}\n', encoding="utf-8")
    place = ["--url", mock_server.url] if where == "server" else ["--database", database]
    assert main(["import", str(file), "--key", api_key, *place]) == 2
    told = capsys.readouterr().err
    assert told == f"mockserver: {file}:1: the export has the format 9, this program knows 1\n"


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (["export", "--url", "http://127.0.0.1:1"], "no answer from http://127.0.0.1:1: ", 1),
        (["import", "nowhere.jsonl"], "cannot read nowhere.jsonl: No such file or directory", 2),
        (["export", "--database", "sqlite:///nowhere.db"], "there is no database file nowhere.db", 2),
        (["export", "--database", "nonsense"], "must be sqlite:///FILE", 2),
        (["import"], "Missing argument 'FILE'", 2),
        (["export", "--outptu", "x"], "--output", 2),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str, code: int
) -> None:
    assert main(words) == code
    output, told = capsys.readouterr()
    assert message in told
    assert output == ""
    assert "Traceback" not in told


def test_a_key_that_the_database_does_not_know_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = f"sqlite:///{tmp_path}/kept.db"
    with MockServer(now=NOW, database=database) as server:
        employees(server, "known")
    assert main(["export", "--database", database, "--key", "known", "-o", str(tmp_path / "known")]) == 0
    assert main(["export", "--database", database, "--key", "unknown"]) == 2
    assert "the database has no environment of the key 'unknown'" in capsys.readouterr().err


def test_an_export_that_cannot_be_written_leaves_nothing(
    mock_server: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--url", mock_server.url, "-o", str(tmp_path / "nowhere" / "x")]) == 2
    assert "cannot write" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
