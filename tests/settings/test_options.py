"""Every option has one meaning in all its forms, and one order of precedence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.cli.flags import parse
from mockserver.settings import OPTIONS, Settings

# Text of every option, and what it means. A new option fails the first test below until it has a row.
TEXTS: dict[str, tuple[str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("9090", 9090),
    "seed": ("-7", -7),
    "size": ("medium", "medium"),
    "now": ("2025-06-02T09:00:00Z", 1_748_854_800_000),
    "profile": ("minimal", "minimal"),
    "scenario": ("scale-up", "scale-up"),
    "company": ("Halden Optics", "Halden Optics"),
    "locale": ("de_DE,fr_FR", ("de_DE", "fr_FR")),
    "headcount": ("90", 90),
    "database": ("sqlite:///mock.db", "sqlite:///mock.db"),
    "connectors": ("mine", Path("mine")),
    "api_keys": ("a,b", ("a", "b")),
    "control_token": ("secret", "secret"),
    "public_url": ("https://mock.example.com/", "https://mock.example.com"),
    "body_limit": ("1MiB", 1_048_576),
    "allow_fetch": ("files.example.com", ("files.example.com",)),
    "allow_webhook_host": ("localhost", ("localhost",)),
    "cors": ("http://localhost:3000", ("http://localhost:3000",)),
    "journal_entries": ("10", 10),
    "journal_bytes": ("1kB", 1000),
    "max_environments": ("5", 5),
    "storage_limit": ("1GB", 1_000_000_000),
    "max_size": ("5000", 5000),
    "demo": ("true", True),
    "demo_lifetime": ("PT12H", 43_200_000),
    "demo_reset": ("P1D", 86_400_000),
    "demo_rate": ("60", 60),
    "trusted_proxies": ("10.0.0.1,10.0.0.2", ("10.0.0.1", "10.0.0.2")),
    "workers": ("2", 2),
    "log_format": ("json", "json"),
    "log_level": ("warning", "warning"),
}


def test_every_option_is_in_the_table_of_this_test() -> None:
    assert {*TEXTS, "config"} == set(OPTIONS)


@pytest.mark.parametrize("name", TEXTS)
def test_flag_variable_file_and_python_mean_the_same(name: str, tmp_path: Path) -> None:
    text, value = TEXTS[name]
    option = OPTIONS[name]
    file = tmp_path / "mock.yaml"
    file.write_text(f"{name}: {text}\n", encoding="utf-8")

    by_flag = Settings.load(parse([f"{option.flag}={text}"]))
    by_variable = Settings.load({}, {option.variable: text})
    by_file = Settings.load({"config": str(file)})
    by_python = Settings.load({name: value})

    assert [getattr(each, name) for each in (by_flag, by_variable, by_file, by_python)] == [value] * 4
    assert by_flag.origins[name] == option.flag
    assert by_variable.origins[name] == option.variable
    assert by_file.origins[name] == f"{file}:1"


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_explained(name: str) -> None:
    option = OPTIONS[name]
    assert option.help
    assert option.metavar.isupper() or option.is_switch


def test_flag_beats_variable_beats_file_beats_default(tmp_path: Path) -> None:
    file = tmp_path / "mock.yaml"
    file.write_text("port: 1\nseed: 1\nsize: large\n", encoding="utf-8")
    environ = {"MOCKSERVER_PORT": "2", "MOCKSERVER_SEED": "2", "MOCKSERVER_CONFIG": str(file)}
    settings = Settings.load({"port": "3"}, environ)
    assert (settings.port, settings.seed, settings.size, settings.workers) == (3, 2, "large", 1)


def test_settings_of_equal_values_are_equal_wherever_they_come_from() -> None:
    assert Settings.load({"seed": "7"}) == Settings(seed=7)
    assert hash(Settings.load({"seed": "7"})) == hash(Settings(seed=7))


def test_rows_mask_secrets_and_say_where_values_come_from() -> None:
    environ = {"MOCKSERVER_API_KEYS": "first,second", "MOCKSERVER_CONTROL_TOKEN": "third"}
    rows = {name: (value, origin) for name, value, origin in Settings.load({"now": "2025-06-02"}, environ).rows()}
    assert rows["api_keys"] == ("********", "MOCKSERVER_API_KEYS")
    assert rows["control_token"] == ("********", "MOCKSERVER_CONTROL_TOKEN")
    assert rows["now"] == ("2025-06-02T00:00:00.000Z", "--now")
    assert rows["port"] == ("8080", "default")
    assert rows["database"] == ("", "default")


def test_passwords_in_addresses_are_masked() -> None:
    assert OPTIONS["database"].show("scheme://user:secret@host/name") == "scheme://user:********@host/name"


def test_secrets_are_not_in_the_representation() -> None:
    text = repr(Settings(api_keys=("first",), control_token="third"))
    assert "first" not in text
    assert "third" not in text
