"""The command line as a whole: every option in every form, completion, exit codes, and no noise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.cli import main
from mockserver.settings import OPTIONS, Settings
from tests.settings.test_options import TEXTS

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("flag", "flag with =", "variable", "file", "file named by a variable")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)
    monkeypatch.setenv("COLUMNS", "240")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TEXTS)
def test_config_shows_what_every_form_of_an_option_means(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, value = TEXTS[name]
    option, file = OPTIONS[name], tmp_path / "mock.yaml"
    file.write_text(f"# one option\n{name}: {text}\n", encoding="utf-8")
    words = {
        "flag": [option.flag] if option.is_switch else [option.flag, text],
        "flag with =": [f"{option.flag}={text}"],
        "file": ["--config", str(file)],
    }.get(form, [])
    if form == "variable":
        monkeypatch.setenv(option.variable, text)
    elif form == "file named by a variable":
        monkeypatch.setenv("MOCKSERVER_CONFIG", str(file))

    assert main(["config", *words]) == 0
    output, noise = capsys.readouterr()
    rows = {line.split()[0]: line for line in output.splitlines()}
    origin = option.variable if form == "variable" else option.flag if form.startswith("flag") else f"{file}:2"
    assert noise == ""
    assert option.show(value) in rows[name]
    assert rows[name].rstrip().endswith(origin)
    # Nothing else has changed.
    others = [line for other, line in rows.items() if other not in {"option", name, "config"}]
    assert all(line.rstrip().endswith("default") for line in others)


def test_secrets_are_shown_by_no_form(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MOCKSERVER_CONTROL_TOKEN", "sesame")
    assert main(["config", "--api-keys", "sesame2", "--database", "postgresql+psycopg://me:sesame3@h/d"]) == 0
    assert "sesame" not in capsys.readouterr().out


def test_config_lists_every_option_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == [name for name, _, _ in Settings.load({}, {}).rows()]


@pytest.mark.parametrize(
    "words",
    [
        ["config"],
        ["connectors", "hrworks"],
        ["routes"],
        ["openapi"],
        ["version"],
        ["scenario", "list"],
        ["--help"],
        ["serve", "--help"],
        ["scenario", "play", "--help"],
        ["export", "--help"],
        ["import", "-h"],
    ],
    ids=" ".join,
)
def test_what_goes_well_writes_to_standard_output_only(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    output, noise = capsys.readouterr()
    assert output
    assert noise == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mockserver s", {"serve", "scenario"}),
        ("mockserver scenario ", {"list", "show", "check", "play"}),
        ("mockserver scenario show sc", {"scale-up"}),
        ("mockserver config --control", {"--control-token"}),
    ],
)
def test_completion_gives_commands_options_and_packs(line: str, expected: set[str]) -> None:
    variables = {
        "_MOCKSERVER_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - (0 if line.endswith(" ") else 1)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "mockserver"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert expected <= set(done.stdout.split())
    assert done.stderr == ""


def test_a_script_for_the_shell_can_be_shown() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "--show-completion", "bash"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        # The shell is the one that is asked for, not the one that happens to run the tests.
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert "complete" in done.stdout + done.stderr
